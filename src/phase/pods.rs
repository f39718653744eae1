//! The workloads that Kubernetes runs. What they are is written beside the server; what runs is seen in the kubelet's
//! own folders, without asking the API server.

use std::time::Duration;

use serde_json::json;

use super::facts::InventoryEntry;
use super::file::ManagedFile;
use super::{Assertion, Change, Facts, Phase, Planned, Target, container_images, k3s, manifests, observation};
use crate::digest::sha256;
use crate::error::Result;
use crate::runtime::PodContainer;
use crate::runtime::kubernetes::{KUBECTL, UNIT};
use crate::spec::Lab;
use crate::spec::workload::Workload;
use crate::template;

const ID: &str = "pods";
/// Manifests, for students to read too.
const FOLDER: &str = "/usr/local/lib/seclab/pods";
/// A room's worth of Pods, on a guest in software emulation.
const LIMIT: Duration = Duration::from_mins(15);

pub struct Pods;

/// Where its manifest lies on a node.
fn path(workload: &Workload) -> String {
    format!("{FOLDER}/{}.yaml", workload.name)
}

/// The workload whose manifest this is.
fn name_at(path: &str) -> Option<&str> {
    path.strip_prefix(FOLDER)?.strip_prefix('/')?.strip_suffix(".yaml")
}

fn file(workload: &Workload, target: &Target) -> Result<ManagedFile> {
    let manifest = workload.manifest.clone().unwrap_or_default();
    Ok(ManagedFile::of_root(path(workload), target.text(&manifest)?.to_owned()))
}

/// It was made as it should be, and may come back by itself.
const NOT_RUNNING: &str = "it is not running";

/// Of all that a Pod was made from.
fn hash(workload: &Workload, target: &Target, facts: &Facts) -> Result<String> {
    let mut parts = vec![file(workload, target)?.text];
    parts.extend(target.seccomp_text(&target.pod(workload)?).map(str::to_owned));
    parts.extend(container_images::recipe(facts)?);
    Ok(sha256(parts.join("\0")))
}

/// Why a Pod must be made; `None` when it runs as it should.
fn difference(workload: &Workload, target: &Target, facts: &Facts) -> Result<Option<String>> {
    let name = workload.name.as_str();
    if let Some(different) = file(workload, target)?.difference(facts) {
        return Ok(Some(format!("its manifest: {different}")));
    }
    let hash = hash(workload, target, facts)?;
    let made = facts.all(ID, "made").iter().find_map(|line| line.strip_prefix(&format!("{name} ")));
    Ok(match made {
        None => Some("it was not made yet".to_owned()),
        Some(made) if made != hash => Some("it runs as it was before".to_owned()),
        Some(_) if workload.stays() && !facts.has(ID, "running", name) => Some(NOT_RUNNING.to_owned()),
        Some(_) => None,
    })
}

fn plan_start(target: &Target, facts: &Facts) -> Result<Option<Change>> {
    let (mut names, mut reasons, mut pods) = (Vec::new(), Vec::new(), Vec::new());
    for workload in target.pods() {
        let Some(reason) = difference(workload, target, facts)? else { continue };
        let identity = PodContainer::of(&target.pod(workload)?);
        names.push(workload.name.as_str());
        pods.push(json!({
            "identity": identity,
            "file": file(workload, target)?,
            "hash": hash(workload, target, facts)?,
            "made": workload.is_made(),
            "there": reason == NOT_RUNNING,
            "stays": workload.stays(),
        }));
        reasons.push(format!("{}: {reason}", workload.name));
    }
    if names.is_empty() {
        return Ok(None);
    }
    let values = json!({
        "student": target.student(), "server": UNIT, "kubectl": KUBECTL, "pods": pods, "seconds": LIMIT.as_secs() - 300,
        "waits": pods.iter().any(|pod| pod["there"] == true),
    });
    let script = template::render("pods/start.sh", &values)?;
    let noun = if names.len() == 1 { "Pod" } else { "Pods" };
    let summary = format!("make the {noun} {}", names.join(", "));
    Ok(Some(Change::new(ID, "start", summary, super::workloads::shortened(&reasons)).script(script).within(LIMIT)))
}

impl Phase for Pods {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Make Pods"
    }

    fn wanted(&self, lab: &Lab) -> bool {
        lab.pods().next().is_some()
    }

    fn observe(&self, target: &Target) -> Result<String> {
        let pods: Result<Vec<_>> = target.pods().map(|workload| Ok(PodContainer::of(&target.pod(workload)?))).collect();
        template::render("pods/observe.sh", &json!({ "student": target.student(), "server": UNIT, "pods": pods? }))
    }

    fn paths(&self, target: &Target) -> Vec<String> {
        target.pods().map(path).collect()
    }

    fn plan(&self, target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        let mut waits = None;
        if !k3s::in_effect(target, facts)? {
            waits = Some(k3s::ID);
        } else if !manifests::in_effect(target, facts)? {
            waits = Some(manifests::ID);
        }
        if let Some(after) = waits {
            let summary = format!("make {} Pods", target.pods().count());
            return Ok(vec![Planned::Later { phase: ID, summary, after }]);
        }
        Ok(plan_start(target, facts)?.map(Planned::Change).into_iter().collect())
    }

    fn prune(&self, entry: &InventoryEntry) -> Result<Option<Change>> {
        let Some(name) = name_at(&entry.key) else { return Ok(None) };
        let script = k3s::remove_objects(&entry.key, &format!("/var/lib/seclab/pods/{name}"))?;
        let summary = format!("remove the Pod {name}");
        Ok(Some(Change::new(ID, &format!("remove:{name}"), summary, "the lab no longer has it").script(script)))
    }

    fn assertions(&self, target: &Target) -> Result<Vec<Assertion>> {
        let mut assertions = Vec::new();
        for workload in target.pods() {
            assertions.extend(observation::assertions(ID, workload, target)?);
        }
        Ok(assertions)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::runtime::kubernetes::Distribution;
    use crate::spec::kubernetes::Source;

    const MANIFEST: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - {name: main, image: 'localhost/seclab/toolbox:root', imagePullPolicy: Never}\n";

    fn target(observe: &serde_json::Value) -> Target {
        let mut target = Target::of("minimal");
        target.lab.kubernetes = Some(crate::spec::kubernetes::Kubernetes::default());
        let workload = json!({ "name": "web", "title": "t", "manifest": "web.yaml", "observe": [observe] });
        target.lab.workloads = vec![serde_json::from_value(workload).unwrap()];
        target.files.insert(Path::new("web.yaml").to_owned(), MANIFEST.to_owned());
        target
    }

    /// What a node says whose manifest is the lab's, and these lines.
    fn reason(target: &Target, lines: &str) -> Option<String> {
        let path = path(&target.lab.workloads[0]);
        let file = format!("node.file=644 root:root regular file|{path}\nnode.sha256={}  {path}\n", sha256(MANIFEST));
        let facts = Facts::parse(&format!("{file}{lines}node.end=\n")).unwrap();
        difference(&target.lab.workloads[0], target, &facts).unwrap()
    }

    #[test]
    fn a_pod_is_made_until_it_runs_as_the_lab_has_it() {
        let target = target(&json!({ "seccomp": "filter" }));
        let made = format!("pods.made=web {}\n", hash(&target.lab.workloads[0], &target, &Facts::default()).unwrap());
        assert_eq!(reason(&target, "").unwrap(), "it was not made yet");
        assert_eq!(reason(&target, "pods.made=web old\n").unwrap(), "it runs as it was before");
        assert_eq!(reason(&target, &made).unwrap(), "it is not running");
        assert_eq!(reason(&target, &format!("{made}pods.running=web\n")), None);
    }

    #[test]
    fn one_that_ends_or_can_not_start_need_not_run() {
        for observe in [json!({ "ends": "OOMKilled" }), json!({ "cannotStart": "refused" })] {
            let target = target(&observe);
            let made = hash(&target.lab.workloads[0], &target, &Facts::default()).unwrap();
            assert_eq!(reason(&target, &format!("pods.made=web {made}\n")), None);
        }
    }

    #[test]
    fn what_this_kubernetes_can_not_do_is_left_out() {
        let mut target = target(&json!({ "seccomp": "filter" }));
        target.lab.workloads[0].sources = vec![Source::Upstream];
        assert_eq!(target.pods().count(), 1);
        for (source, count) in [(Source::Upstream, 1), (Source::Release, 0)] {
            let (version, programs, images) = ("v".to_owned(), vec![], vec![]);
            target.kubernetes = Some(Distribution { source, version, programs, images });
            assert_eq!(target.pods().count(), count);
        }
    }

    #[test]
    fn pods_wait_for_their_kubernetes() {
        let plan = Pods.plan(&target(&json!({ "seccomp": "filter" })), &Facts::default()).unwrap();
        assert!(matches!(plan.as_slice(), [Planned::Later { after: k3s::ID, .. }]), "{plan:?}");
    }

    #[test]
    fn a_manifest_that_the_lab_no_longer_has_takes_its_pod_along() {
        let entry = |key: &str| InventoryEntry { kind: "file".into(), key: key.into(), before: "absent".into() };
        let change = Pods.prune(&entry("/usr/local/lib/seclab/pods/web.yaml")).unwrap().unwrap();
        assert_eq!(change.summary, "remove the Pod web");
        assert!(Pods.prune(&entry("/etc/web.yaml")).unwrap().is_none());
    }
}

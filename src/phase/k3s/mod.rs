//! Kubernetes of the student's own: program, configuration, container images, and the server as a unit of the
//! student's systemd. <https://docs.k3s.io/advanced#running-rootless-servers-experimental>

mod archives;
mod files;
mod images;
mod programs;

use std::time::Duration;

use serde_json::json;

use super::facts::InventoryEntry;
use super::{Assertion, Change, Expected, Facts, Phase, Planned, Target, delegation};
use crate::digest::sha256;
use crate::error::Result;
use crate::runtime::kubernetes::{Distribution, KUBECTL, Query, SECCOMP_ROOT, UNIT};
use crate::spec::Lab;
use crate::template;

pub(super) const ID: &str = "k3s";
/// From the unit's start to a node that is ready, in software emulation on a busy host.
const LIMIT: Duration = Duration::from_mins(15);
/// The link that starts the server with the student's systemd.
const WANTED: &str = "/etc/systemd/user/default.target.wants/k3s-rootless.service";

pub struct K3s;

/// Everything that the running server was started from.
fn started_from(distribution: &Distribution, target: &Target, facts: &Facts) -> Result<String> {
    let mut parts: Vec<_> = distribution.artifacts().map(|artifact| artifact.sha256.clone()).collect();
    parts.extend(files::files(target, facts)?.into_iter().map(|file| file.text));
    Ok(sha256(parts.join("\0")))
}

/// Whether the server runs from what lies there now, so that Pods can be started.
pub(super) fn in_effect(target: &Target, facts: &Facts) -> Result<bool> {
    let Some(distribution) = &target.kubernetes else { return Ok(false) };
    Ok(why_start(distribution, target, facts)?.is_none() && images::difference(facts)?.is_none())
}

/// The script that takes the objects of a manifest away, the manifest itself, and the mark that it was applied.
pub(super) fn remove_objects(path: &str, mark: &str) -> Result<String> {
    let values = json!({ "path": path, "mark": mark, "kubectl": KUBECTL, "unit": UNIT });
    template::render("k3s/remove-objects.sh", &values)
}

/// Why the server must be started, or started again.
fn why_start(distribution: &Distribution, target: &Target, facts: &Facts) -> Result<Option<String>> {
    let hash = started_from(distribution, target, facts)?;
    Ok(match facts.first(ID, "started") {
        _ if facts.first(ID, "running").is_none() => Some("it is not running".to_owned()),
        _ if facts.first(ID, "linked").is_none() => Some("it would not run after a reboot".to_owned()),
        _ if facts.first(ID, "seccomp") != Some(SECCOMP_ROOT) => {
            Some("the kubelet does not find the lab's seccomp profiles".to_owned())
        }
        Some(started) if started != hash => Some("it runs as it was before".to_owned()),
        // Without a mark systemd started it at boot, from what lies there, and what lies there is right.
        _ => None,
    })
}

fn plan_services(distribution: &Distribution, facts: &Facts) -> Result<Vec<Change>> {
    let unwanted = distribution.unwanted_services().iter();
    let found = unwanted.filter(|name| facts.has(ID, "service", name));
    found
        .map(|name| {
            let script = template::render("k3s/disable.sh", &json!({ "service": name }))?;
            let summary = format!("stop and disable the system's {name}");
            let reason = "it runs as root, and this lab's is the student's";
            Ok(Change::new(ID, &format!("disable:{name}"), summary, reason).script(script))
        })
        .collect()
}

fn plan_start(distribution: &Distribution, target: &Target, facts: &Facts) -> Result<Option<Change>> {
    let Some(reason) = why_start(distribution, target, facts)? else { return Ok(None) };
    let values = json!({
        "student": target.student(),
        "unit": UNIT,
        "unit_path": files::UNIT_FILE,
        "link": WANTED,
        "kubectl": KUBECTL,
        "seccomp": SECCOMP_ROOT,
        "hash": started_from(distribution, target, facts)?,
        "seconds": LIMIT.as_secs() - 60,
    });
    let summary = format!("start Kubernetes ({})", distribution.version);
    let script = template::render("k3s/start.sh", &values)?;
    Ok(Some(Change::new(ID, "start", summary, reason).script(script).within(LIMIT)))
}

impl Phase for K3s {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Run Kubernetes"
    }

    fn wanted(&self, lab: &Lab) -> bool {
        lab.kubernetes.is_some()
    }

    fn observe(&self, target: &Target) -> Result<String> {
        let distribution = target.kubernetes.as_ref();
        let values = json!({
            "student": target.student(),
            "unit": UNIT,
            "link": WANTED,
            "services": distribution.map(Distribution::unwanted_services).unwrap_or_default(),
            "programs": distribution.map(programs::paths).unwrap_or_default(),
            "images": images::LIST,
        });
        template::render("k3s/observe.sh", &values)
    }

    fn paths(&self, _target: &Target) -> Vec<String> {
        files::paths().chain([images::LIST, images::BUSYBOX]).map(str::to_owned).collect()
    }

    fn plan(&self, target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        let later = |summary: &str, after| Planned::Later { phase: ID, summary: summary.to_owned(), after };
        let Some(distribution) = &target.kubernetes else {
            return Ok(vec![later("run Kubernetes", "its source is chosen")]);
        };
        let mut plan: Vec<_> = plan_services(distribution, facts)?;
        plan.extend(programs::plan(distribution, facts)?);
        let start = "start Kubernetes";
        let mut waits = None;
        if facts.first("student", "uid").is_none() {
            waits = Some("student");
        } else if !delegation::in_effect(target, facts) {
            waits = Some("delegation");
        }
        if let Some(after) = waits {
            return Ok(plan.into_iter().map(Planned::Change).chain([later(start, after)]).collect());
        }
        plan.extend(archives::plan(distribution, target, facts)?);
        for file in files::files(target, facts)? {
            plan.extend(file.plan(ID, facts)?);
        }
        let mut plan: Vec<_> = plan.into_iter().map(Planned::Change).collect();
        match images::plan(target, facts)? {
            Some(step @ Planned::Later { .. }) => {
                plan.extend([step, later(start, "packages")]);
                return Ok(plan);
            }
            Some(step) => plan.push(step),
            None => {}
        }
        plan.extend(plan_start(distribution, target, facts)?.map(Planned::Change));
        Ok(plan)
    }

    fn prune(&self, entry: &InventoryEntry) -> Result<Option<Change>> {
        files::prune(entry)
    }

    fn assertions(&self, target: &Target) -> Result<Vec<Assertion>> {
        let values = json!({ "student": target.student(), "unit": UNIT });
        let asked = |what: &str, title: &str, expected: &str| -> Result<Assertion> {
            let body = template::render(&format!("k3s/assert-{what}.sh"), &values)?;
            Ok(Assertion::new(ID, what, title, body, Expected::Text(expected.to_owned())))
        };
        Ok(vec![
            Assertion::new(
                ID,
                "ready",
                "the API server answers the student, and the node is ready",
                Query::Ready,
                Expected::Text("ok Ready".to_owned()),
            ),
            asked("rootless", "no process of Kubernetes is root's on the node", "rootless")?,
            asked("anonymous", "the API server refuses who does not say who they are", "401")?,
            asked("cgroup", "limits of Pods arrive in the kernel", "cpu memory pids")?,
        ])
    }
}

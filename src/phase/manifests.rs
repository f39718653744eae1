//! Objects of the cluster that are there before its Pods are: namespaces, services, policies. What was applied is
//! marked on the node, so a look asks no API server.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use super::facts::InventoryEntry;
use super::file::ManagedFile;
use super::{Assertion, Change, Expected, Facts, Phase, Planned, Target, k3s};
use crate::digest::sha256;
use crate::error::Result;
use crate::runtime::kubernetes::{KUBECTL, Query};
use crate::spec::Lab;
use crate::template;

pub(super) const ID: &str = "manifests";
/// For students to read too.
const FOLDER: &str = "/usr/local/lib/seclab/manifests/";
/// To apply or take away a file of objects, on a guest in software emulation.
const LIMIT: Duration = Duration::from_mins(8);

pub struct Manifests;

/// The lab's files, in its order.
fn named(target: &Target) -> impl Iterator<Item = &Path> {
    target.lab.kubernetes.iter().flat_map(|kubernetes| &kubernetes.manifests).map(AsRef::as_ref)
}

/// What a file is called on the node, and in its mark there.
fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn path(file: &Path) -> String {
    format!("{FOLDER}{}", name(file))
}

fn managed(file: &Path, target: &Target) -> Result<ManagedFile> {
    Ok(ManagedFile::of_root(path(file), target.text(file)?.to_owned()))
}

/// Why a file must be applied; `None` when its objects were.
fn difference(file: &ManagedFile, facts: &Facts) -> Option<String> {
    if let Some(different) = file.difference(facts) {
        return Some(different);
    }
    let name = file.path.strip_prefix(FOLDER).unwrap_or_default();
    let applied = facts.all(ID, "applied").iter().find_map(|line| line.strip_prefix(&format!("{name} ")));
    match applied {
        None => Some("it was not applied yet".to_owned()),
        Some(hash) if hash != sha256(&file.text) => Some("it was applied as it was before".to_owned()),
        Some(_) => None,
    }
}

/// Whether Pods can rely on the objects.
pub(super) fn in_effect(target: &Target, facts: &Facts) -> Result<bool> {
    for file in named(target) {
        if difference(&managed(file, target)?, facts).is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Phase for Manifests {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Apply manifests"
    }

    fn wanted(&self, lab: &Lab) -> bool {
        lab.kubernetes.as_ref().is_some_and(|kubernetes| !kubernetes.manifests.is_empty())
    }

    fn observe(&self, _target: &Target) -> Result<String> {
        template::render("manifests/observe.sh", &())
    }

    fn paths(&self, target: &Target) -> Vec<String> {
        named(target).map(path).collect()
    }

    fn plan(&self, target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        if !k3s::in_effect(target, facts)? {
            let summary = format!("apply {} manifests", named(target).count());
            return Ok(vec![Planned::Later { phase: ID, summary, after: k3s::ID }]);
        }
        let mut plan = Vec::new();
        for file in named(target) {
            let managed = managed(file, target)?;
            let Some(reason) = difference(&managed, facts) else { continue };
            let name = name(file);
            let values = json!({
                "student": target.student(), "kubectl": KUBECTL, "name": name, "file": managed,
                "hash": sha256(&managed.text),
            });
            let script = template::render("manifests/apply.sh", &values)?;
            let change = Change::new(ID, &format!("apply:{name}"), format!("apply {name}"), reason);
            plan.push(Planned::Change(change.script(script).within(LIMIT)));
        }
        Ok(plan)
    }

    fn prune(&self, entry: &InventoryEntry) -> Result<Option<Change>> {
        let Some(name) = entry.key.strip_prefix(FOLDER) else { return Ok(None) };
        let script = k3s::remove_objects(&entry.key, &format!("/var/lib/seclab/manifests/{name}"))?;
        let summary = format!("remove what {name} made");
        let change = Change::new(ID, &format!("remove:{name}"), summary, "the lab no longer has it");
        Ok(Some(change.script(script).within(LIMIT)))
    }

    fn assertions(&self, target: &Target) -> Result<Vec<Assertion>> {
        let texts: Result<Vec<_>> = named(target).map(|file| Ok(target.text(file)?.to_owned())).collect();
        let query = Query::Differences { manifests: texts? };
        let title = "the cluster has the lab's objects as they were written";
        Ok(vec![Assertion::new(ID, "same", title, query, Expected::Text("same".to_owned()))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_applied_until_its_mark_says_so() {
        let file = ManagedFile::of_root(format!("{FOLDER}a.yaml"), "text".to_owned());
        let hash = sha256("text");
        let there = format!("node.file=644 root:root regular file|{}\nnode.sha256={hash}  {}\n", file.path, file.path);
        let reason = |lines: &str| difference(&file, &Facts::parse(&format!("{lines}node.end=\n")).unwrap());
        assert_eq!(reason("").unwrap(), "it is missing");
        assert_eq!(reason(&there).unwrap(), "it was not applied yet");
        assert_eq!(
            reason(&format!("{there}manifests.applied=a.yaml old\n")).unwrap(),
            "it was applied as it was before"
        );
        assert_eq!(reason(&format!("{there}manifests.applied=a.yaml {hash}\n")), None);
    }

    #[test]
    fn a_file_that_the_lab_no_longer_has_takes_its_objects_along() {
        let entry = |key: &str| InventoryEntry { kind: "file".into(), key: key.into(), before: "absent".into() };
        let change = Manifests.prune(&entry("/usr/local/lib/seclab/manifests/a.yaml")).unwrap().unwrap();
        assert_eq!(change.summary, "remove what a.yaml made");
        assert!(Manifests.prune(&entry("/usr/local/lib/seclab/pods/a.yaml")).unwrap().is_none());
    }
}

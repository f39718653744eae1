//! Container images from archives, for everybody who runs workloads: no registry is needed.

use serde::Deserialize;
use serde_json::json;

use super::change::Payload;
use super::{Assertion, Change, Facts, Phase, Planned, Target};
use crate::container_image;
use crate::error::Result;
use crate::runtime::{Service, Supervisor};
use crate::spec::Lab;
use crate::template;

const ID: &str = "container-images";
/// The node's own static busybox goes into the images; Debian's and Ubuntu's package `busybox-static` has it there.
pub(super) const BUSYBOX: &str = "/bin/busybox";
/// What was loaded: the recipe's digest.
const LIST: &str = "/var/lib/seclab/container-images";

pub struct ContainerImages;

/// An entry of Podman's `overlay-images/images.json`.
#[derive(Deserialize)]
struct Stored {
    #[serde(default)]
    names: Vec<String>,
}

/// What the images are made from, once the node has its busybox.
pub(super) fn recipe(facts: &Facts) -> Result<Option<String>> {
    let Some(busybox) = facts.file(BUSYBOX) else { return Ok(None) };
    container_image::recipe_digest(container_image::program()?, &busybox.sha256).map(Some)
}

/// Who needs the images: the student, and root where a workload is root's.
fn owners(target: &Target) -> Vec<&str> {
    let of_root = |workload| Service::of(workload).supervisor == Supervisor::System && workload.manifest.is_some();
    let root = target.lab.workloads.iter().any(of_root).then_some("root");
    [target.student()].into_iter().chain(root).collect()
}

/// Why they must be loaded; `None` when everybody has them.
fn difference(target: &Target, facts: &Facts, recipe: &str) -> Option<String> {
    match facts.first(ID, "loaded") {
        None => return Some("they were not loaded yet".to_owned()),
        Some(loaded) if loaded != recipe => return Some("they were made from another toolbox or busybox".to_owned()),
        Some(_) => {}
    }
    owners(target).into_iter().find_map(|owner| {
        let key = if owner == "root" { "images.root" } else { "images.student" };
        let stored: Vec<Stored> =
            facts.first(ID, key).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let has = |reference: &String| stored.iter().any(|image| image.names.contains(reference));
        let missing = container_image::references().into_iter().find(|reference| !has(reference))?;
        Some(format!("{owner} has no {missing}"))
    })
}

/// Whether workloads can start from them.
pub(super) fn loaded(target: &Target, facts: &Facts) -> Result<bool> {
    Ok(recipe(facts)?.is_some_and(|recipe| difference(target, facts, &recipe).is_none()))
}

impl Phase for ContainerImages {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Load container images"
    }

    fn wanted(&self, lab: &Lab) -> bool {
        lab.podman.is_some()
    }

    fn observe(&self, target: &Target) -> Result<String> {
        template::render("container-image/observe.sh", &json!({ "student": target.student(), "list": LIST }))
    }

    fn paths(&self, _target: &Target) -> Vec<String> {
        vec![LIST.to_owned(), BUSYBOX.to_owned()]
    }

    fn plan(&self, target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        let summary = "load the container images of the toolbox".to_owned();
        let later = |after| Ok(vec![Planned::Later { phase: ID, summary: summary.clone(), after }]);
        let (Some(recipe), Some(busybox)) = (recipe(facts)?, facts.file(BUSYBOX)) else { return later("packages") };
        if facts.first("student", "uid").is_none() {
            return later("student");
        }
        let Some(reason) = difference(target, facts, &recipe) else { return Ok(Vec::new()) };
        let values = json!({
            "student": target.student(),
            "owners": owners(target),
            "references": container_image::references(),
            "list": LIST,
            "text": format!("{recipe}\n"),
        });
        let script = template::render("container-image/load.sh", &values)?;
        let payload = Payload::ToolboxImages { busybox: busybox.sha256.clone() };
        Ok(vec![Planned::Change(Change::new(ID, "load", summary, reason).script(script).brings(payload))])
    }

    fn assertions(&self, _target: &Target) -> Result<Vec<Assertion>> {
        // The workloads are started from them.
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a node says that has the student, a busybox, and the images by these names.
    fn facts(loaded: &str, names: &[String]) -> Facts {
        let images = serde_json::to_string(&[json!({ "id": "1", "names": names })]).unwrap();
        let answer = format!(
            "node.file=755 root:root regular file|{BUSYBOX}\nnode.sha256=abc  {BUSYBOX}\nstudent.uid=1001\n\
             {ID}.images.student={images}\n{ID}.loaded={loaded}\nnode.end=\n"
        );
        Facts::parse(&answer).unwrap()
    }

    fn reason(facts: &Facts) -> Option<String> {
        let mut target = Target::of("minimal");
        target.lab.student = Some(serde_json::from_value(json!({})).unwrap());
        match ContainerImages.plan(&target, facts).unwrap().pop() {
            Some(Planned::Change(change)) => Some(change.reason),
            Some(Planned::Later { after, .. }) => Some(format!("after {after}")),
            None => None,
        }
    }

    #[test]
    fn they_are_loaded_when_they_are_missing_or_made_from_something_else() {
        let all = container_image::references();
        let recipe = container_image::recipe_digest(container_image::program().unwrap(), "abc").unwrap();
        assert_eq!(reason(&facts(&recipe, &all)), None);
        assert_eq!(reason(&facts(&recipe, &all[1..])).unwrap(), format!("student has no {}", all[0]));
        assert_eq!(reason(&facts("", &all)).unwrap(), "they were not loaded yet");
        let other = "they were made from another toolbox or busybox";
        assert_eq!(reason(&facts("0000", &all)).unwrap(), other);
    }

    #[test]
    fn they_wait_for_the_busybox_that_goes_into_them() {
        let bare = Facts::parse("student.uid=1001\nnode.end=\n").unwrap();
        assert_eq!(reason(&bare).unwrap(), "after packages");
    }
}

//! The container images of the toolbox, as an archive that the server loads when it starts.

use serde_json::json;

use super::ID;
use crate::error::Result;
use crate::phase::{Change, Facts, Payload, Planned, Target, container_images};
use crate::template;

/// What was put there: the recipe's digest.
pub(super) const LIST: &str = "/var/lib/seclab/kubernetes-images";
pub(super) const BUSYBOX: &str = container_images::BUSYBOX;

/// Why the archive must be put there; `None` when it is there or can't be made yet.
pub(super) fn difference(facts: &Facts) -> Result<Option<&'static str>> {
    Ok(match (container_images::recipe(facts)?, facts.first(ID, "loaded")) {
        (None, _) => Some("the node has no busybox yet"),
        (_, None) => Some("they were not put there yet"),
        (Some(recipe), Some(loaded)) if recipe != loaded => Some("they were made from another toolbox or busybox"),
        _ if facts.first(ID, "archive").is_none() => Some("the archive is missing"),
        _ => None,
    })
}

pub(super) fn plan(target: &Target, facts: &Facts) -> Result<Option<Planned>> {
    let summary = "load the container images of the toolbox";
    let Some(reason) = difference(facts)? else { return Ok(None) };
    let (Some(recipe), Some(busybox)) = (container_images::recipe(facts)?, facts.file(BUSYBOX)) else {
        return Ok(Some(Planned::Later { phase: ID, summary: summary.to_owned(), after: "packages" }));
    };
    let values = json!({ "student": target.student(), "list": LIST, "text": format!("{recipe}\n") });
    let script = template::render("k3s/images.sh", &values)?;
    let payload = Payload::ToolboxImages { busybox: busybox.sha256.clone() };
    Ok(Some(Planned::Change(Change::new(ID, "images", summary, reason).script(script).brings(payload))))
}

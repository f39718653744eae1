//! The toolbox program on the node itself: it shows and tries what a process may do.

use super::change::Payload;
use super::{Assertion, Change, Expected, Facts, Phase, Planned, Target};
use crate::container_image;
use crate::digest::sha256;
use crate::error::Result;
use crate::spec::Lab;
use crate::template;

const ID: &str = "toolbox";
/// Not `toolbox`: a tool of that name makes containers on Fedora.
pub const PROGRAM: &str = "/usr/local/bin/seclab-toolbox";

pub struct Toolbox;

impl Phase for Toolbox {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Install the toolbox"
    }

    fn wanted(&self, lab: &Lab) -> bool {
        lab.podman.is_some() || lab.kubernetes.is_some() || lab.tries_profiles()
    }

    fn observe(&self, _target: &Target) -> Result<String> {
        Ok(String::new())
    }

    fn paths(&self, _target: &Target) -> Vec<String> {
        vec![PROGRAM.to_owned()]
    }

    fn plan(&self, _target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        let found = facts.file(PROGRAM);
        let reason = match found {
            None => "it is missing",
            Some(file) if file.sha256 != sha256(container_image::program()?) => "another program is there",
            Some(file) if !file.regular || file.mode != "755" || file.owner != "root:root" => {
                "its mode or owner was changed"
            }
            Some(_) => return Ok(Vec::new()),
        };
        let script = template::render("toolbox/install.sh", &serde_json::json!({ "path": PROGRAM }))?;
        let change = Change::new(ID, "install", format!("install {PROGRAM}"), reason);
        Ok(vec![Planned::Change(change.script(script).brings(Payload::Toolbox))])
    }

    fn assertions(&self, _target: &Target) -> Result<Vec<Assertion>> {
        let body = template::render("toolbox/assert-runs.sh", &serde_json::json!({ "path": PROGRAM }))?;
        let expected = Expected::Text("read:/proc/self/status ok".to_owned());
        Ok(vec![Assertion::new(ID, "runs", "the toolbox runs on the node", body, expected)])
    }
}

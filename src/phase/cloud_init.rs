//! Where the image runs cloud-init, it must be done before anything else touches packages or users.

use std::time::Duration;

use super::{Assertion, Change, Facts, Phase, Planned, Target};
use crate::error::Result;
use crate::spec::Lab;
use crate::template;

const ID: &str = "cloud-init";

pub struct CloudInit;

impl Phase for CloudInit {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Wait for cloud-init"
    }

    fn wanted(&self, _lab: &Lab) -> bool {
        true
    }

    fn observe(&self, _target: &Target) -> Result<String> {
        template::render("cloud-init/observe.sh", &())
    }

    fn plan(&self, _target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        if facts.first(ID, "state") != Some("running") {
            return Ok(Vec::new());
        }
        let change = Change::new(ID, "wait", "wait for cloud-init to finish", "it is still running");
        let script = template::render("cloud-init/wait.sh", &())?;
        Ok(vec![Planned::Change(change.script(script).only_waits().within(Duration::from_mins(15)))])
    }

    fn assertions(&self, _target: &Target) -> Result<Vec<Assertion>> {
        Ok(Vec::new())
    }
}

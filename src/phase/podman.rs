//! Rootless Podman for the student: its storage.

use serde_json::json;

use super::file::ManagedFile;
use super::{Assertion, Expected, Facts, Phase, Planned, Target};
use crate::error::Result;
use crate::spec::Lab;
use crate::template;

const ID: &str = "podman";
const STORAGE: &str = "/etc/containers/storage.conf";

pub struct Podman;

impl Phase for Podman {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Configure Podman"
    }

    fn wanted(&self, lab: &Lab) -> bool {
        lab.podman.is_some()
    }

    fn observe(&self, _target: &Target) -> Result<String> {
        Ok(String::new())
    }

    fn paths(&self, _target: &Target) -> Vec<String> {
        vec![STORAGE.to_owned()]
    }

    fn plan(&self, _target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        let file = ManagedFile::of_root(STORAGE, template::render("podman/storage.conf", &())?);
        Ok(file.plan(ID, facts)?.map(Planned::Change).into_iter().collect())
    }

    fn assertions(&self, target: &Target) -> Result<Vec<Assertion>> {
        let body = template::render("podman/assert-rootless.sh", &json!({ "student": target.student() }))?;
        let title = "the student's Podman is rootless, on overlay and cgroup v2";
        let expected = Expected::Text("rootless=true storage=overlay cgroups=v2".to_owned());
        Ok(vec![Assertion::new(ID, "rootless", title, body, expected)])
    }
}

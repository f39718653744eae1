//! `unit`: a property of a systemd unit, as systemd has it now.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Setting;
use crate::error::Result;
use crate::phase::Expected;
use crate::phase::observation::Question;
use crate::runtime::Supervisor;
use crate::template;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    pub name: String,
    /// Whose systemd it belongs to.
    #[serde(default)]
    pub manager: Manager,
    /// As `systemctl show` calls it: `ActiveState`.
    pub property: String,
    pub is: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Manager {
    #[default]
    System,
    Student,
}

impl Unit {
    pub(super) fn question(&self, setting: &Setting) -> Result<Question> {
        let Self { name, property, is, .. } = self;
        let supervisor = match self.manager {
            Manager::System => Supervisor::System,
            Manager::Student => Supervisor::Student,
        };
        let values =
            json!({ "student": setting.student, "supervisor": supervisor, "unit": name, "property": property });
        let body = template::render("exercise/unit.sh", &values)?;
        Ok(Question::new("unit", format!("{name}: {property} is {is}"), body, Expected::Text(is.clone())))
    }
}

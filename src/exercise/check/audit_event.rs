//! `auditEvent`: an event that the API server wrote into its audit log since the exercise was started.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::Setting;
use crate::error::Result;
use crate::phase::Expected;
use crate::phase::observation::Question;
use crate::template;

/// Source: <https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuditEvent {
    /// The log, absolute, or below the student's home: `~/audit.log`.
    #[schemars(regex(pattern = "^(~/|/)"))]
    pub log: String,
    /// Fields of the event and their values; it may have others, too.
    #[schemars(extend("minProperties" = 1))]
    pub event: Map<String, Value>,
    /// Whether there must be one.
    #[serde(default = "AuditEvent::default_present")]
    pub present: bool,
}

impl AuditEvent {
    fn default_present() -> bool {
        true
    }

    pub(super) fn question(&self, setting: &Setting) -> Result<Question> {
        let event = Value::Object(self.event.clone()).to_string();
        let values = json!({
            "exercise": setting.exercise,
            "student": setting.student,
            "log": self.log,
            "event": event,
        });
        let body = template::render("exercise/audit-event.sh", &values)?;
        let (verb, word) = if self.present { ("has", "yes") } else { ("does not have", "no") };
        let title = format!("the audit log {verb} an event with {event}");
        Ok(Question::new("audit-event", title, body, Expected::Text(word.to_owned())))
    }
}

//! `kernelLog`: a record that the kernel wrote since the exercise was started.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Setting;
use crate::error::Result;
use crate::phase::Expected;
use crate::phase::observation::Question;
use crate::template;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KernelLog {
    /// A line with all of these in it.
    #[schemars(length(min = 1))]
    pub containing: Vec<String>,
    /// Whether there must be one.
    #[serde(default = "KernelLog::default_present")]
    pub present: bool,
}

impl KernelLog {
    fn default_present() -> bool {
        true
    }

    pub(super) fn question(&self, setting: &Setting) -> Result<Question> {
        let values = json!({ "exercise": setting.exercise, "texts": self.containing });
        let body = template::render("exercise/kernel-log.sh", &values)?;
        let (verb, word) = if self.present { ("has", "yes") } else { ("does not have", "no") };
        let title = format!("the kernel's log {verb} a line with {}", self.containing.join(" and "));
        Ok(Question::new("kernel-log", title, body, Expected::Text(word.to_owned())))
    }
}

//! `script`: what no other kind can ask. It runs as the node's root and prints one line.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Setting;
use crate::error::Result;
use crate::phase::Expected;
use crate::phase::observation::{PROGRAM, Question};
use crate::template;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// A script in the exercise's folder. It finds the function `as_student`, and the variables `STUDENT` and
    /// `TOOLBOX`.
    pub file: String,
    /// What it finds as `$1` and so on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<String>,
    /// What holds when it passes.
    pub title: String,
    /// The line that it must print.
    pub prints: String,
}

impl Script {
    pub(super) fn question(&self, setting: &Setting) -> Result<Question> {
        let values = json!({
            "student": setting.student,
            "toolbox": PROGRAM,
            "arguments": self.arguments,
            "body": (setting.file)(&self.file)?,
        });
        let body = template::render("exercise/script.sh", &values)?;
        Ok(Question::new("script", self.title.clone(), body, Expected::Text(self.prints.clone())))
    }
}

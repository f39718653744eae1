//! `file`: a file of the node: whose it is, and who may do what with it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::error::Result;
use crate::phase::Expected;
use crate::phase::observation::Question;
use crate::template;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Absolute.
    pub path: String,
    /// `absent`, or its mode in octal digits, and whose it is: `640 root:student`. Links are not followed.
    #[schemars(regex(pattern = "^(absent|[0-7]{3,4} [a-z0-9_-]+:[a-z0-9_-]+)$"))]
    pub is: String,
}

impl File {
    pub(super) fn question(&self) -> Result<Question> {
        let body = template::render("exercise/file.sh", &json!({ "path": self.path }))?;
        let title = format!("{} is {}", self.path, self.is);
        Ok(Question::new("file", title, body, Expected::Text(self.is.clone())))
    }
}

//! `admitted` and `notAdmitted`: whether the API server would make an object. It is asked by a server-side dry run, so
//! nothing is made.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Setting;
use crate::error::Result;
use crate::phase::Expected;
use crate::phase::observation::Question;
use crate::runtime::kubernetes::Query;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Admitted {
    /// A manifest in the exercise's folder with one object.
    pub manifest: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotAdmitted {
    /// A manifest in the exercise's folder with one object.
    pub manifest: String,
    /// What the refusal has in it.
    pub saying: String,
}

impl Admitted {
    pub(super) fn question(&self, setting: &Setting) -> Result<Question> {
        let title = format!("{} is admitted", stem(&self.manifest));
        let query = Query::DryRun { manifest: (setting.file)(&self.manifest)? };
        Ok(Question::new("admitted", title, query, Expected::Containing("would be made".to_owned())))
    }
}

impl NotAdmitted {
    pub(super) fn question(&self, setting: &Setting) -> Result<Question> {
        let title = format!("{} is not admitted", stem(&self.manifest));
        let query = Query::DryRun { manifest: (setting.file)(&self.manifest)? };
        Ok(Question::new("not-admitted", title, query, Expected::Containing(self.saying.clone())))
    }
}

fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.strip_suffix(".yaml").unwrap_or(file)
}

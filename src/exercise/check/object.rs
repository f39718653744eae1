//! `object`: a field of a Kubernetes object, as the API server has it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::phase::Expected;
use crate::phase::observation::Question;
use crate::runtime::kubernetes::Query;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Object {
    pub api_version: String,
    pub kind: String,
    /// Absent for what has no namespace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    pub name: String,
    /// Keys and indices from the object's root: `[spec, containers, 0, image]`.
    #[schemars(length(min = 1))]
    pub path: Vec<Step>,
    /// The field's value; `null` where there must be none.
    pub is: Value,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Step {
    Index(usize),
    Key(String),
}

impl Step {
    fn word(&self) -> String {
        match self {
            Self::Index(index) => index.to_string(),
            Self::Key(key) => key.clone(),
        }
    }
}

impl Object {
    pub(super) fn question(&self) -> Question {
        let Self { api_version, kind, namespace, name, is, .. } = self;
        let path: Vec<_> = self.path.iter().map(Step::word).collect();
        let wanted = match is {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let title = format!("{kind} {name}: {} is {wanted}", path.join("."));
        let (api_version, kind, namespace, name) = (api_version.clone(), kind.clone(), namespace.clone(), name.clone());
        let query = Query::Field { api_version, kind, namespace, name, path };
        Question::new("object", title, query, Expected::Text(wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phase::Ask;

    #[test]
    fn a_field_is_asked_for_by_its_path() {
        let check: Object = serde_json::from_str(
            r#"{"apiVersion":"v1","kind":"Pod","namespace":"a","name":"b","path":["spec","containers",0,"tty"],"is":true}"#,
        )
        .unwrap();
        let question = check.question();
        assert_eq!(question.title, "Pod b: spec.containers.0.tty is true");
        assert_eq!(question.expected, Expected::Text("true".into()));
        let Ask::Cluster(Query::Field { path, .. }) = question.ask else { panic!() };
        assert_eq!(path, ["spec", "containers", "0", "tty"]);
    }
}

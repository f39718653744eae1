//! `can` and `cannot`: what the API server says that somebody may do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::phase::Expected;
use crate::phase::observation::Question;
use crate::runtime::kubernetes::Query;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Can {
    /// A user, or `system:serviceaccount:NAMESPACE:NAME`.
    #[serde(rename = "as")]
    pub who: String,
    /// Absent: in the whole cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// A verb and a resource each: `get pods`, `create pods/exec`, `list deployments.apps`.
    #[schemars(length(min = 1), inner(regex(pattern = "^[a-z]+ [a-z./]+$")))]
    pub actions: Vec<String>,
}

impl Can {
    pub(super) fn question(&self, allowed: bool) -> Question {
        let (word, modal) = if allowed { ("yes", "may") } else { ("no", "may not") };
        let title = format!("{} {modal} {}", self.who, self.actions.join(", "));
        let expected: Vec<_> = self.actions.iter().map(|action| format!("{action}: {word}")).collect();
        let query =
            Query::Can { who: self.who.clone(), namespace: self.namespace.clone(), actions: self.actions.clone() };
        Question::new("can", title, query, Expected::Text(expected.join("; ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_action_has_its_answer() {
        let actions = vec!["get pods".to_owned(), "create pods/exec".to_owned()];
        let can = Can { who: "eve".into(), namespace: None, actions };
        assert_eq!(can.question(false).expected, Expected::Text("get pods: no; create pods/exec: no".into()));
        assert_eq!(can.question(true).title, "eve may get pods, create pods/exec");
    }
}

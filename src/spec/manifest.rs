//! Kubernetes objects in a file of the lab, as far as seclab must know them: what each is, and how it is called.

use serde::Deserialize;

use super::load;
use super::problem::SpecError;

/// The beginning of an object; the rest is for the API server to judge.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectHead {
    pub api_version: String,
    pub kind: String,
    pub metadata: ObjectMetadata,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ObjectMetadata {
    pub name: String,
    pub namespace: Option<String>,
}

/// The objects of a file, in order; `file` is how messages call it.
pub fn heads(file: &str, text: &str) -> Result<Vec<ObjectHead>, SpecError> {
    load::documents(file, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_objects_one_after_the_other() {
        let text = "# two\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {x: y}}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: b, namespace: a}\nspec: {}\n";
        let found = heads("x.yaml", text).unwrap();
        let kinds: Vec<_> = found.iter().map(|head| (head.kind.as_str(), head.metadata.name.as_str())).collect();
        assert_eq!(kinds, [("Namespace", "a"), ("Service", "b")]);
        assert_eq!(found[1].metadata.namespace.as_deref(), Some("a"));
    }

    #[test]
    fn what_is_no_object_is_refused_with_its_place() {
        let error = heads("x.yaml", "apiVersion: v1\nkind: Namespace\n").unwrap_err();
        assert!(error.problems[0].message.contains("metadata"), "{error:?}");
    }
}

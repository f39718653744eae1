//! What is asked of a cluster through its API, as data. Each answer is a line of text; judging it is the asker's.

use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// `ok`, and which conditions of the nodes hold: `ok Ready`. Waits a while for just that.
    Ready,
    /// Why the Pod's container ended. Waits a while for its end, if it is to be patient.
    Ended { namespace: String, pod: String, patient: bool },
    /// What the cluster says of a Pod that does not come up.
    Trouble { namespace: String, pod: String },
    /// What is said to a server-side dry run of this manifest.
    DryRun { manifest: String },
    /// A field of an object: a text as it is, another value as JSON; `null` where there is no such field, and `absent`
    /// where there is no such object.
    Field { api_version: String, kind: String, namespace: Option<String>, name: String, path: Vec<String> },
    /// For each action, `VERB RESOURCE`, whether somebody may do it: `get pods: yes; list secrets: no`.
    Can { who: String, namespace: Option<String>, actions: Vec<String> },
    /// `same`, or where an object of the cluster is not what its manifest makes of it.
    Differences { manifests: Vec<String> },
}

/// What the server keeps for itself.
const SERVERS_OWN: [&str; 3] = ["managedFields", "resourceVersion", "generation"];

/// The value at a path of keys and indices; null where there is none.
pub(super) fn at_path(object: &Value, path: &[String]) -> Value {
    let step = |value: &Value, step: &String| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?).cloned(),
        other => other.get(step).cloned(),
    };
    path.iter().try_fold(object.clone(), |value, key| step(&value, key)).unwrap_or_default()
}

/// The path of the first value in which two objects differ.
pub(super) fn difference(wanted: &Value, live: &Value) -> Option<String> {
    match (wanted, live) {
        (Value::Object(wanted), Value::Object(live)) => {
            let keys = wanted.keys().chain(live.keys().filter(|key| !wanted.contains_key(*key)));
            keys.filter(|key| !SERVERS_OWN.contains(&key.as_str())).find_map(|key| {
                let of = |map: &serde_json::Map<String, Value>| map.get(key).cloned().unwrap_or_default();
                let below = difference(&of(wanted), &of(live))?;
                Some(if below.is_empty() { key.clone() } else { format!("{key}.{below}") })
            })
        }
        (Value::Array(wanted), Value::Array(live)) if wanted.len() == live.len() => {
            let pairs = wanted.iter().zip(live).enumerate();
            pairs.into_iter().find_map(|(index, (wanted, live))| {
                let below = difference(wanted, live)?;
                Some(if below.is_empty() { index.to_string() } else { format!("{index}.{below}") })
            })
        }
        (wanted, live) => (wanted != live).then(String::new),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_field_is_found_by_keys_and_indices() {
        let object = json!({"metadata": {"labels": {"a.b/c": "x"}}, "spec": {"containers": [{"tty": true}]}});
        let at = |path: &[&str]| at_path(&object, &path.iter().map(|step| (*step).to_owned()).collect::<Vec<_>>());
        assert_eq!(at(&["metadata", "labels", "a.b/c"]), json!("x"));
        assert_eq!(at(&["spec", "containers", "0", "tty"]), json!(true));
        assert_eq!(at(&["spec", "containers", "1", "tty"]), Value::Null);
    }

    #[test]
    fn the_first_difference_is_named_by_its_path() {
        let live = json!({"metadata": {"generation": 1, "labels": {"a": "b"}}, "spec": {"ports": [{"port": 80}]}});
        assert_eq!(difference(&live, &live), None);
        let mut wanted = live.clone();
        wanted["metadata"]["generation"] = json!(2);
        assert_eq!(difference(&wanted, &live), None);
        wanted["spec"]["ports"][0]["port"] = json!(81);
        assert_eq!(difference(&wanted, &live).unwrap(), "spec.ports.0.port");
        let less = json!({"metadata": {"labels": {}}, "spec": {"ports": [{"port": 80}]}});
        assert_eq!(difference(&less, &live).unwrap(), "metadata.labels.a");
        assert_eq!(
            difference(&json!({"spec": {"ports": []}}), &json!({"spec": {"ports": [1]}})).unwrap(),
            "spec.ports"
        );
    }
}

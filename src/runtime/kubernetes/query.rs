//! What is asked of a cluster through its API, as data. Each answer is a line of text; judging it is the asker's.

use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// `ok`, and which conditions of the nodes hold: `ok Ready`. Waits a while for just that.
    Ready,
    /// Why the Pod's container ended. Waits a while for its end.
    Ended { namespace: String, pod: String },
    /// What the cluster says of a Pod that does not come up.
    Trouble { namespace: String, pod: String },
    /// What is said to a server-side dry run of this manifest.
    DryRun { manifest: String },
    /// What a command in the Pod's container prints; its lines end with `;`.
    Exec { namespace: String, pod: String, container: String, command: Vec<String> },
    /// `same`, or where an object of the cluster is not what its manifest makes of it.
    Differences { manifests: Vec<String> },
}

/// What the server keeps for itself.
const SERVERS_OWN: [&str; 3] = ["managedFields", "resourceVersion", "generation"];

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

//! The shapes of the client's JSON. Counts are strings in some places and numbers in others.
//! <https://documentation.ubuntu.com/multipass/latest/reference/command-line-interface/info/>

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The answer of `multipass version --format json`.
#[derive(Clone, Debug, Deserialize)]
pub struct Version {
    pub multipass: String,
    /// The daemon's; absent when the client can't reach it, which is no error to the client.
    pub multipassd: Option<String>,
}

/// The answer of `multipass info NAME --format json`.
#[derive(Debug, Deserialize)]
pub(super) struct InfoAnswer {
    pub info: BTreeMap<String, Info>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Info {
    pub state: State,
    #[serde(default)]
    ipv4: Vec<String>,
    #[serde(default, deserialize_with = "count")]
    pub snapshot_count: u64,
}

impl Info {
    /// The management address comes first; the ones behind it belong to bridges inside the machine.
    pub fn address(&self) -> Option<IpAddr> {
        self.ipv4.first()?.parse().ok()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub(super) enum State {
    Running,
    Stopped,
    Suspended,
    Deleted,
    /// `Starting`, `Restarting`, `Delayed Shutdown`, `Suspending`, `Unknown`, and what later versions add.
    Other(String),
}

impl From<String> for State {
    fn from(word: String) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "running" => Self::Running,
            "stopped" => Self::Stopped,
            "suspended" => Self::Suspended,
            "deleted" => Self::Deleted,
            _ => Self::Other(word),
        }
    }
}

impl std::fmt::Display for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Running => "Running",
            Self::Stopped => "Stopped",
            Self::Suspended => "Suspended",
            Self::Deleted => "Deleted",
            Self::Other(word) => word,
        })
    }
}

/// The answer of `multipass info NAME --snapshots --format json`.
#[derive(Debug, Deserialize)]
pub(super) struct SnapshotsAnswer {
    info: BTreeMap<String, Snapshots>,
}

#[derive(Debug, Default, Deserialize)]
struct Snapshots {
    #[serde(default)]
    snapshots: BTreeMap<String, Snapshot>,
}

#[derive(Debug, Deserialize)]
struct Snapshot {
    /// RFC 3339 in UTC, so that its order as text is its order in time.
    #[serde(default)]
    created: String,
}

impl SnapshotsAnswer {
    /// The names of a machine's snapshots, oldest first.
    pub fn names(mut self, machine: &str) -> Vec<String> {
        let found = self.info.remove(machine).unwrap_or_default().snapshots;
        let mut dated: Vec<_> = found.into_iter().map(|(name, snapshot)| (snapshot.created, name)).collect();
        dated.sort();
        dated.into_iter().map(|(_, name)| name).collect()
    }
}

fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => text.parse().unwrap_or(0),
        other => other.as_u64().unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(text: &str) -> Info {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn the_documented_answer_is_read() {
        let answer: InfoAnswer = serde_json::from_str(
            r#"{"errors":[],"info":{"lab1":{"cpu_count":"2","disks":{"sda1":{"total":"10331889664","used":"2013265920"}},
            "image_hash":"x","image_release":"24.04 LTS","ipv4":["10.97.0.76","10.42.0.1"],"load":[0.16,0.09,0.08],
            "memory":{"total":2061598720,"used":178364416},"mounts":{},"release":"Ubuntu 24.04.1 LTS",
            "snapshot_count":"2","state":"Running"}}}"#,
        )
        .unwrap();
        let info = &answer.info["lab1"];
        assert_eq!((&info.state, info.address(), info.snapshot_count), (&State::Running, "10.97.0.76".parse().ok(), 2));
    }

    #[test]
    fn a_stopped_machine_and_an_old_client_leave_things_out() {
        let stopped =
            info(r#"{"cpu_count":"","disks":{"sda1":{}},"ipv4":[],"memory":{},"release":"","state":"Stopped"}"#);
        assert_eq!((&stopped.state, stopped.address(), stopped.snapshot_count), (&State::Stopped, None, 0));
    }

    #[test]
    fn an_unknown_management_address_is_not_replaced_by_a_bridge_of_the_machine() {
        assert_eq!(info(r#"{"state":"Running","ipv4":["N/A","10.42.0.1"],"snapshot_count":3}"#).address(), None);
    }

    #[test]
    fn a_state_of_a_later_version_is_kept_in_its_own_word() {
        assert_eq!(info(r#"{"state":"Unavailable"}"#).state, State::Other("Unavailable".to_owned()));
    }

    #[test]
    fn snapshots_come_oldest_first() {
        let answer: SnapshotsAnswer = serde_json::from_str(
            r#"{"errors":[],"info":{"m":{"snapshots":{"a":{"created":"2025-02-01T00:00:00.123Z","parent":"b"},
            "b":{"created":"2025-01-01T00:00:00Z","parent":""}}}}}"#,
        )
        .unwrap();
        assert_eq!(answer.names("m"), ["b", "a"]);
    }
}

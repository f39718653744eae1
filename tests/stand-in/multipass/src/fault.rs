//! What is to go wrong: `faults.json`, a list of `{"command": "launch", "fault": "timeout", "times": 1}`, and
//! `MULTIPASS_STAND_IN_FAULT=launch:timeout:1,info:unknown`. Without `times` it never passes.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::reply::Reply;
use crate::settings::read_or_default;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The client's command, or `*`.
    pub command: String,
    #[serde(rename = "fault")]
    pub kind: Kind,
    pub times: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    // Of any command.
    SocketDown,
    SocketDenied,
    NotAuthenticated,
    /// The instance went away since the last look.
    Missing,
    // Of `launch`; the first two also of `start`.
    /// The client gives up; the instance is kept and gets there later.
    Timeout,
    /// The daemon gives up waiting for cloud-init; the instance is kept and runs.
    Initialization,
    /// The client gives up, and no instance is left.
    TimeoutLeavesNothing,
    Exists,
    BeingPrepared,
    InvalidName,
    MemorySmall,
    DiskSmall,
    HostDiskFull,
    NoKvm,
    KvmBusy,
    UnknownImage,
    ImageServer,
    BadCloudInit,
    /// The user-data is dropped without a word.
    NoUserData,
    // Of `info`.
    StateUnknown,
    StateOfTheFuture,
    /// `ipv4` holds `N/A`.
    NoAddress,
    BadJson,
}

pub fn load(folder: &Path) -> std::io::Result<Vec<Fault>> {
    let mut faults: Vec<Fault> = read_or_default(&folder.join("faults.json"))?;
    if let Ok(list) = std::env::var("MULTIPASS_STAND_IN_FAULT") {
        for item in list.split(',').filter(|item| !item.is_empty()) {
            let mut parts = item.split(':');
            let (command, kind, times) = (parts.next(), parts.next(), parts.next());
            faults.push(Fault {
                command: command.unwrap_or_default().to_owned(),
                kind: serde_json::from_value(kind.unwrap_or_default().into())?,
                times: times.map(|count| count.parse().map_err(std::io::Error::other)).transpose()?,
            });
        }
    }
    Ok(faults)
}

impl Kind {
    /// The real client's words and exit code, for a fault that is nothing but a refusal.
    pub fn refusal(self, command: &str, name: &str) -> Option<Reply> {
        let text = match self {
            Self::SocketDown => "cannot connect to the multipass socket".to_owned(),
            Self::SocketDenied => "multipass socket access denied".to_owned(),
            Self::NotAuthenticated => "The client is not authenticated with the Multipass service.\n\
                 Please use 'multipass authenticate' before proceeding."
                .to_owned(),
            Self::Missing => return Some(Reply::missing(command, name)),
            Self::Exists => format!("instance \"{name}\" already exists"),
            Self::BeingPrepared => format!("instance \"{name}\" is being prepared"),
            Self::InvalidName => format!("Invalid instance name supplied: {name}"),
            Self::MemorySmall => "Invalid memory size value supplied: 64M.".to_owned(),
            Self::DiskSmall => {
                "Requested disk (1073741824 bytes) below minimum for this image (2361393152 bytes)".to_owned()
            }
            Self::HostDiskFull => {
                "Available disk (1048576 bytes) below minimum for this image (2361393152 bytes)".to_owned()
            }
            Self::NoKvm => "KVM support is not enabled on this machine.".to_owned(),
            Self::KvmBusy => "The KVM device cannot be opened. Is it already in use?".to_owned(),
            Self::UnknownImage => "Unable to find an image matching \"24.04\" in remote \"release\".".to_owned(),
            Self::ImageServer => "Remote \"release\" is unknown or unreachable.".to_owned(),
            Self::BadCloudInit => {
                return Some(Reply::refused(
                    1,
                    "Could not load cloud-init configuration: yaml-cpp: error at line 2, column 1: illegal map value",
                ));
            }
            Self::TimeoutLeavesNothing => return Some(Reply::refused(5, "Timed out waiting for instance launch.")),
            _ => return None,
        };
        Some(Reply::failed(command, &text))
    }
}

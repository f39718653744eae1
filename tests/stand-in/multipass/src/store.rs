//! The instances, in `state.json` under a lock: calls of several processes see each other's work.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::settings::read_or_default;

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct State {
    pub instances: BTreeMap<String, Instance>,
    /// How many addresses were given away.
    pub addresses: u8,
    /// How often each fault of the list struck.
    pub struck: BTreeMap<String, u32>,
    /// Counts snapshots, so that each has a time of its own.
    pub snapshots: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Instance {
    pub status: Status,
    pub address: Option<String>,
    pub image: String,
    pub cpus: u32,
    pub memory: u64,
    pub disk: u64,
    /// The cloud-config document; absent when nothing came over stdin.
    pub user_data: Option<serde_json::Value>,
    pub snapshots: BTreeMap<String, Snapshot>,
    /// How many more looks it stays `Starting`.
    #[serde(default)]
    pub starting: u32,
}

/// `Starting` for as long as its launch is under way.
pub const UNTIL_TOLD: u32 = u32::MAX;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    Running,
    Stopped,
    Deleted,
    Starting,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Snapshot {
    pub created: String,
}

pub struct Store {
    folder: PathBuf,
}

impl Store {
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Reads, changes and writes the state in one go.
    pub fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> std::io::Result<T> {
        let lock = fs_err::File::create(self.folder.join("state.lock"))?;
        lock.file().lock()?;
        let file = self.folder.join("state.json");
        let mut state: State = read_or_default(&file)?;
        let result = change(&mut state);
        let new = self.folder.join("state.json.new");
        fs_err::write(&new, serde_json::to_vec_pretty(&state)?)?;
        fs_err::rename(new, file)?;
        Ok(result)
    }
}

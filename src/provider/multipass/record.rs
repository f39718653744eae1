//! What is remembered of a machine in its node's folder: that it is ours, and how it is reached.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::host::json_file;

const FILE: &str = "multipass.json";

/// Written before the launch, when the name was free: without it, an instance of that name is somebody else's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Record {
    pub machine: String,
    /// The marker was seen on the machine, so it got our cloud-init document.
    pub seeded: bool,
    /// How it was reached after its last start; absent before the first.
    pub reach: Option<Reach>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Reach {
    Ssh,
    Exec,
}

impl Record {
    pub fn new(machine: &str) -> Self {
        Self { machine: machine.to_owned(), seeded: false, reach: None }
    }

    pub fn load(folder: &Path, machine: &str) -> Result<Option<Self>> {
        let record: Option<Self> = json_file::load(&folder.join(FILE))?;
        Ok(record.filter(|record| record.machine == machine))
    }

    pub fn store(&self, folder: &Path) -> Result<()> {
        json_file::store(&folder.join(FILE), self)
    }

    pub fn remove(folder: &Path) -> Result<()> {
        match fs_err::remove_file(folder.join(FILE)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

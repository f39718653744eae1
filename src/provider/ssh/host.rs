//! `host.json` in a node's folder: which existing machine the node is, and whether its owner agreed.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ssh_key::rand_core::{OsRng, RngCore};

use super::Address;
use crate::error::Result;
use crate::host::json_file;
use crate::provider::Endpoint;
use crate::shell;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    pub address: Address,
    /// Read instead of the user's `~/.ssh/config`.
    pub config: Option<PathBuf>,
    /// Random; the mark on the machine holds it, so that no other instance takes it for its own.
    pub id: String,
    /// When the user agreed that the machine is prepared.
    pub agreed: Option<Timestamp>,
    /// Whether anything of ours may be on the machine.
    pub touched: bool,
}

const FILE: &str = "host.json";

impl Host {
    pub fn new(address: Address, config: Option<PathBuf>) -> Self {
        let id = format!("{:016x}{:016x}", OsRng.next_u64(), OsRng.next_u64());
        Self { address, config, id, agreed: None, touched: false }
    }

    pub fn load(folder: &Path) -> Result<Option<Self>> {
        json_file::load(&folder.join(FILE))
    }

    pub fn store(&self, folder: &Path) -> Result<()> {
        crate::paths::private_dir(folder)?;
        json_file::store(&folder.join(FILE), self)
    }

    /// The command by which the user logs in there without seclab.
    pub fn login(&self) -> String {
        let config = self.config.as_ref().map(|file| format!("-F {} ", shell::path(file)));
        format!("ssh {}{}", config.unwrap_or_default(), self.address.ssh_words())
    }

    pub fn endpoint(&self) -> Endpoint {
        Endpoint::Existing { address: self.address.clone(), config: self.config.clone() }
    }
}

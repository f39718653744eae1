//! The ssh client configuration of one node. seclab's own sessions, `seclab ssh` and `scp` all use this file,
//! and a user may: `ssh -F FILE NODE`.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::error::Result;
use crate::provider::ssh::Address;
use crate::template;

/// What ssh must know to reach a node, and to refuse any other machine in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SshConfig {
    /// `INSTANCE-NODE`, unique on this host.
    pub host: String,
    /// seclab's own private key for this instance.
    pub key_file: PathBuf,
    pub way: Way,
}

/// By whose keys and known hosts the admin's account is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// A machine that seclab made: it has our key, and we know its host key.
    Ours {
        address: String,
        port: u16,
        /// The admin.
        user: String,
        known_hosts: PathBuf,
    },
    /// A machine that exists: all is the user's. Our key opens the student's account only.
    Theirs {
        address: Address,
        /// Read instead of the user's `~/.ssh/config`.
        config: Option<PathBuf>,
    },
}

impl SshConfig {
    /// The word after `ssh -F FILE`. On an existing machine it is the user's own word, so that `Host` blocks of
    /// their configuration apply; on ours it is also the name of the host key, which survives a change of address.
    pub fn destination(&self) -> &str {
        match &self.way {
            Way::Ours { .. } => &self.host,
            Way::Theirs { address, .. } => &address.host,
        }
    }

    /// For people.
    pub(super) fn address(&self) -> String {
        match &self.way {
            Way::Ours { address, port, .. } => format!("{address}:{port}"),
            Way::Theirs { address, .. } => address.to_string(),
        }
    }

    /// The options that offer our key, and no other first, to the student's account.
    pub(super) fn key_options(&self) -> impl Iterator<Item = String> {
        let options = match &self.way {
            Way::Ours { .. } => None,
            Way::Theirs { .. } => Some([
                format!("-oIdentityFile=\"{}\"", self.key_file.display()),
                "-oIdentitiesOnly=yes".to_owned(),
                "-oIdentityAgent=none".to_owned(),
                "-oPreferredAuthentications=publickey".to_owned(),
                "-oControlPath=none".to_owned(),
            ]),
        };
        options.into_iter().flatten()
    }

    /// Writes the configuration; the folder is private already.
    pub(super) fn write(&self, file: &Path) -> Result<()> {
        let text = match &self.way {
            Way::Ours { address, port, user, known_hosts } => {
                let values = json!({
                    "host": self.host,
                    "address": address,
                    "port": port,
                    "user": user,
                    "key_file": self.key_file,
                    "known_hosts": known_hosts,
                });
                template::render("node/ssh_config", &values)?
            }
            Way::Theirs { address, config } => {
                let values = json!({ "user": address.user, "port": address.port, "config": config });
                template::render("existing/ssh_config", &values)?
            }
        };
        replace(file, &text)
    }
}

/// A `known_hosts` with one host in it.
pub(super) fn known_hosts_file(path: &Path, host: &str, public_key: &str) -> Result<()> {
    replace(path, &format!("{host} {public_key}\n"))
}

fn replace(path: &Path, text: &str) -> Result<()> {
    if fs_err::read_to_string(path).is_ok_and(|now| now == text) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

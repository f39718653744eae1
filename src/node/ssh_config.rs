//! The ssh client configuration of one node. seclab's own sessions, `seclab ssh` and `scp` all use this file,
//! and a user may: `ssh -F FILE NODE`.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::template;

/// What ssh must know to reach a node, and to refuse any other machine in its place.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SshConfig {
    /// The word after `ssh -F FILE`, and the name the host key is known by: it survives a change of address.
    pub host: String,
    pub address: String,
    pub port: u16,
    pub user: String,
    pub key_file: PathBuf,
    pub known_hosts: PathBuf,
}

impl SshConfig {
    /// Writes `known_hosts` and the configuration; the folder is private already.
    pub fn write(&self, file: &Path, host_public_key: &str) -> Result<()> {
        replace(&self.known_hosts, &format!("{} {host_public_key}\n", self.host))?;
        replace(file, &template::render("node/ssh_config", self)?)
    }
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

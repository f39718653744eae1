//! The client's own way into a machine: ssh as `ubuntu` with a key that nobody else has.

use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Key {
    file: PathBuf,
}

impl Key {
    /// Made the first time.
    pub fn open(folder: &Path) -> std::io::Result<Self> {
        let file = folder.join("client_ed25519");
        if !file.exists() {
            let mut keygen = Command::new("ssh-keygen");
            keygen.args(["-q", "-t", "ed25519", "-N", "", "-C", "multipass", "-f"]).arg(&file);
            if !keygen.status()?.success() {
                return Err(std::io::Error::other("ssh-keygen made no key"));
            }
        }
        Ok(Self { file })
    }

    /// Its public half, one line.
    pub fn public(&self) -> std::io::Result<String> {
        Ok(fs_err::read_to_string(self.file.with_extension("pub"))?.trim().to_owned())
    }

    /// ssh with a command line for a shell on the machine.
    pub fn ssh(&self, address: &str, port: u16, terminal: bool, command_line: &str) -> Command {
        let mut ssh = Command::new("ssh");
        ssh.args(["-F", "none", "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR"])
            .args(["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "ConnectTimeout=20"])
            .arg("-i")
            .arg(&self.file)
            .args(["-p", &port.to_string(), if terminal { "-t" } else { "-T" }])
            .args([&format!("ubuntu@{address}"), "--", command_line]);
        ssh
    }
}

/// The command line whose words are these.
pub fn quoted(words: &[String]) -> String {
    let word = |word: &String| format!("'{}'", word.replace('\'', r"'\''"));
    words.iter().map(word).collect::<Vec<_>>().join(" ")
}

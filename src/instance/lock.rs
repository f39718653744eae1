//! One command at a time on an instance. The kernel holds the lock, so it never goes stale.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{Diagnose, Result};

/// Held until dropped.
#[derive(Debug)]
pub struct InstanceLock(#[expect(dead_code, reason = "the open file is the lock")] File);

/// Who holds a lock, written into it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Holder {
    process: u32,
    command: String,
    since: Timestamp,
}

#[derive(Debug, thiserror::Error)]
#[error("{instance} is in use by `{command}` (process {process}, since {since})")]
pub struct LockError {
    instance: String,
    command: String,
    process: u32,
    since: Timestamp,
}

impl Diagnose for LockError {
    fn hints(&self) -> Vec<String> {
        vec!["wait until it is done, or end it with Ctrl-C in its terminal".to_owned()]
    }
}

impl InstanceLock {
    /// Takes the lock of the instance's folder, or says who has it.
    pub fn take(folder: &Path, instance: &str) -> Result<Self> {
        let mut options = std::fs::OpenOptions::new();
        let mut file = options.read(true).write(true).create(true).truncate(false).open(folder.join("lock"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                file.read_to_string(&mut text)?;
                let Holder { process, command, since } = serde_json::from_str(&text).unwrap_or_default();
                return Err(LockError { instance: instance.to_owned(), command, process, since }.into());
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let words: Vec<_> = ["seclab".to_owned()].into_iter().chain(std::env::args().skip(1)).collect();
        let command = words.join(" ");
        let holder = Holder { process: std::process::id(), command, since: Timestamp::now() };
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(&serde_json::to_vec(&holder)?)?;
        Ok(Self(file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_holds_it() {
        let folder = tempfile::tempdir().unwrap();
        let held = InstanceLock::take(folder.path(), "node").unwrap();
        let told = InstanceLock::take(folder.path(), "node").unwrap_err().chain().join("");
        assert!(told.starts_with("node is in use by `seclab"), "{told}");
        assert!(told.contains(&format!("process {}", std::process::id())), "{told}");
        drop(held);
        InstanceLock::take(folder.path(), "node").unwrap();
    }
}

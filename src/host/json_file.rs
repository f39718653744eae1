//! What seclab remembers on this host: a JSON file, whole or not at all.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Diagnose, Result};

/// One that is there and makes no sense: cut short by a full disk, or written by something else.
#[derive(Debug, thiserror::Error)]
#[error("the record {} can't be read", file.display())]
struct Broken {
    file: PathBuf,
    source: serde_json::Error,
}

impl Diagnose for Broken {
    fn hints(&self) -> Vec<String> {
        vec!["seclab doctor".to_owned()]
    }
}

/// `None` where there is no file.
pub fn load<T: DeserializeOwned>(path: &Path) -> Result<Option<T>> {
    match fs_err::read(path) {
        Ok(bytes) => {
            Ok(Some(serde_json::from_slice(&bytes).map_err(|source| Broken { file: path.to_owned(), source })?))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Replaces the file, even when the host goes down. What is there already is not written again: to wait for the disk
/// takes time.
pub fn store<T: Serialize>(path: &Path, value: &T) -> Result<()> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    if fs_err::read(path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(&text)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

//! The log of one operation: everything the node said while it was changed.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::error::Result;

#[derive(Debug)]
pub struct OperationLog {
    path: PathBuf,
    file: Mutex<File>,
}

impl OperationLog {
    /// Creates `FOLDER/TIME-OPERATION.log`, readable by its owner only.
    pub fn create(folder: &Path, operation: &str) -> Result<Self> {
        use std::os::unix::fs::OpenOptionsExt;
        crate::paths::private_dir(folder)?;
        let stamp = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
        let path = folder.join(format!("{stamp}-{operation}.log"));
        let mut options = std::fs::OpenOptions::new();
        options.create(true).append(true).mode(0o600);
        let file = Mutex::new(options.open(&path)?);
        Ok(Self { path, file })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A full disk must not stop the operation it tells of, so a failed write is let go.
    pub fn write(&self, bytes: &[u8]) {
        let _ = self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(bytes);
    }

    pub fn line(&self, text: &str) {
        self.write(format!("{text}\n").as_bytes());
    }
}

//! The lock that keeps launches apart.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use crate::error::Result;
use crate::event::Events;

/// Held while a launch runs: two launches at once have crashed the daemon. Freed by the kernel when seclab ends.
/// It keeps apart the launches of one user; Multipass has nothing that all its users share and may write.
#[derive(Debug)]
pub(super) struct LaunchLock {
    _file: File,
}

impl LaunchLock {
    /// Waits by asking again, not by blocking: a wait that blocks can't be given up.
    pub async fn acquire(path: &Path, pause: Duration, events: &Events) -> Result<Self> {
        if let Some(folder) = path.parent() {
            crate::paths::private_dir(folder)?;
        }
        let file = File::options().create(true).truncate(false).write(true).open(path)?;
        let mut told = false;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::Error(error)) => return Err(error.into()),
                Err(TryLockError::WouldBlock) if told => {}
                Err(TryLockError::WouldBlock) => {
                    events.waiting("another launch: Multipass takes one at a time");
                    told = true;
                }
            }
            tokio::time::sleep(pause).await;
        }
    }
}

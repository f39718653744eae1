//! One seclab at a time at a piece of work. The kernel holds the lock, so it never goes stale.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use crate::event::Events;

/// Takes the lock of this file, waiting for another seclab that has it. It is held as long as the file is open.
pub async fn take(file: &Path, waits_for: &str, events: &Events) -> std::io::Result<File> {
    let lock = fs_err::OpenOptions::new().create(true).truncate(false).write(true).open(file)?.into_parts().0;
    let mut told = false;
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) => {}
        }
        if !std::mem::replace(&mut told, true) {
            events.waiting(waits_for);
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

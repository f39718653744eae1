//! A file of this host, known by its bytes.

use std::path::PathBuf;

use crate::error::Result;
use crate::event::Events;
use crate::host::checksum;
use crate::runtime::kubernetes::Artifact;

/// Reads the whole file.
pub(super) async fn of(file: PathBuf, events: &Events) -> Result<Artifact> {
    let size = fs_err::metadata(&file)?.len();
    let sha256 = checksum::of_file(&file, events).await?;
    Ok(Artifact { file, sha256, size })
}

/// Whether the file is still there, by its size alone: its bytes are checked on the node.
pub(super) fn is_there(artifact: &Artifact) -> bool {
    fs_err::metadata(&artifact.file).is_ok_and(|found| found.len() == artifact.size)
}

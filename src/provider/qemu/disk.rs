//! A node's disk files: the base as a link or copy of its own, and the overlay.

use std::path::Path;
use std::time::Duration;

use super::machine::{Files, QemuError};
use crate::error::Result;
use crate::host::command::{CommandError, HostCommand};
use crate::image::{Boot, DiskFormat, Image};
use crate::spec::quantity::Bytes;

/// Gives the node the image's files. Hard links cost nothing, and keep the base when the image is removed or rebuilt.
pub async fn take_base(image: &Image, folder: &Path) -> Result<()> {
    let files = Files(folder);
    adopt(&image.disk, &files.base()).await?;
    if let Boot::Kernel { kernel, initrd, .. } = &image.boot {
        adopt(kernel, &files.kernel()).await?;
        adopt(initrd, &files.initrd()).await?;
    }
    Ok(())
}

async fn adopt(from: &Path, to: &Path) -> Result<()> {
    if fs_err::hard_link(from, to).is_err() {
        fs_err::tokio::copy(from, to).await?;
    }
    Ok(())
}

pub async fn create_overlay(image: &Image, folder: &Path, size: Bytes) -> Result<()> {
    let files = Files(folder);
    let format = match image.format {
        DiskFormat::Qcow2 => "qcow2",
        DiskFormat::Raw => "raw",
    };
    // The backing file is named relative to the overlay, so that the instance's folder can be moved.
    let base = files.base();
    let base = Path::new(base.file_name().unwrap_or_default());
    qemu_img()
        .args(["create", "-q", "-f", "qcow2", "-F", format, "-b"])
        .arg(base)
        .arg(files.disk())
        .arg(size.0.to_string())
        .output()
        .await
        .map_err(explain)?;
    Ok(())
}

/// UEFI variables must be qcow2: a writable raw drive forbids saving the machine's state.
pub async fn create_firmware_variables(code: &Path, folder: &Path) -> Result<()> {
    let size = fs_err::metadata(code)?.len();
    qemu_img()
        .args(["create", "-q", "-f", "qcow2"])
        .arg(Files(folder).firmware_variables())
        .arg(size.to_string())
        .output()
        .await
        .map_err(explain)?;
    Ok(())
}

/// Names of the machine states inside a disk, oldest first.
pub async fn saves(folder: &Path) -> Result<Vec<String>> {
    let text =
        qemu_img().args(["info", "-U", "--output=json"]).arg(Files(folder).disk()).output().await.map_err(explain)?;
    let info: serde_json::Value = serde_json::from_str(&text)?;
    let snapshots = info["snapshots"].as_array().cloned().unwrap_or_default();
    Ok(snapshots.iter().filter_map(|s| s["name"].as_str().map(str::to_owned)).collect())
}

fn qemu_img() -> HostCommand {
    HostCommand::new("qemu-img").limit(Duration::from_mins(2))
}

fn explain(error: CommandError) -> crate::error::Error {
    match error {
        CommandError::NotFound { program } => QemuError::NotInstalled { program }.into(),
        other => other.into(),
    }
}

//! Base images of VMs: the store, Ubuntu cloud images, images built from distribution packages.
//! Nothing here starts a VM.

pub mod debian;
pub mod download;
pub mod local;
pub mod resolve;
pub mod store;
pub mod ubuntu;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// An image that is ready to be the base of a node's disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// `debian-12`, `ubuntu-24.04`, or the path it was given by.
    pub name: String,
    /// sha256 of the disk, in hexadecimal.
    pub digest: String,
    /// The disk, never written to: nodes are overlays on it.
    pub disk: PathBuf,
    pub format: DiskFormat,
    pub boot: Boot,
    /// The sudo user that cloud-init makes.
    pub admin: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DiskFormat {
    Qcow2,
    Raw,
}

/// How a machine gets from power-on to the image's kernel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Boot {
    /// By the boot loader on the disk.
    Firmware,
    /// By the provider, without a boot loader.
    Kernel { kernel: PathBuf, initrd: PathBuf, append: String },
}

/// TEMPORARY until the image store lands.
pub async fn ensure(
    _name: &str,
    _paths: &crate::paths::Paths,
    _events: &crate::event::Events,
) -> crate::error::Result<Image> {
    let folder = PathBuf::from("/tmp/seclab-first-image");
    Ok(Image {
        name: "debian-12".into(),
        digest: "x".into(),
        disk: folder.join("disk.qcow2"),
        format: DiskFormat::Qcow2,
        boot: Boot::Kernel {
            kernel: folder.join("vmlinuz"),
            initrd: folder.join("initrd"),
            append: "root=LABEL=seclab-root rw console=ttyS0 quiet".into(),
        },
        admin: "debian".into(),
    })
}

pub async fn resolve(asked: Option<&str>, _paths: &crate::paths::Paths) -> crate::error::Result<(String, String)> {
    Ok((asked.unwrap_or("debian-12").to_owned(), "temporary".to_owned()))
}

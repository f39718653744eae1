//! Base images of VMs: the store, Ubuntu cloud images, images built from distribution packages.
//! Nothing here starts a VM.

pub mod debian;
pub mod local;
pub mod resolve;
pub mod store;
pub mod ubuntu;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::Result;

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

impl Image {
    /// What its files hold, in bytes.
    pub fn bytes(&self) -> Result<u64> {
        let boot = match &self.boot {
            Boot::Firmware => vec![],
            Boot::Kernel { kernel, initrd, .. } => vec![kernel, initrd],
        };
        let sizes = boot.into_iter().chain([&self.disk]).map(|file| Ok(fs_err::metadata(file)?.len()));
        sizes.sum()
    }
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

//! What one node's machine is made of: decided when it is created, and kept.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::accelerator::Accelerator;
use crate::error::{Diagnose, Kind, Result};
use crate::host::json_file;
use crate::image::Image;

/// `machine.json` in the node's folder. It is written last when a node is created: without it there is no node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// `x86_64` or `aarch64`.
    pub arch: String,
    /// A versioned machine type, so that a saved state fits after QEMU was upgraded.
    pub machine_type: String,
    pub accelerator: Accelerator,
    pub cpus: u32,
    pub memory_mebibytes: u64,
    /// The base image; its files are hard links or copies in the node's folder.
    pub image: Image,
    pub address: std::net::IpAddr,
    /// The host's port that leads to the guest's sshd.
    pub ssh_port: u16,
    /// The host's ports that lead to other ports of the guest, by those.
    #[serde(default)]
    pub ports: BTreeMap<u16, u16>,
    /// Saved machine states, with the QEMU version each is bound to.
    #[serde(default)]
    pub saves: Vec<Save>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Save {
    pub name: String,
    pub qemu_version: String,
    pub cpus: u32,
    pub memory_mebibytes: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum QemuError {
    #[error("QEMU is not installed: {program} was not found")]
    NotInstalled { program: String },
    #[error("how to start VMs on {arch} is not known to seclab")]
    UnknownArch { arch: String },
    #[error("QEMU did not start: {reason}")]
    NotStarted { reason: String },
    #[error("QEMU's control socket gave no answer to `{command}`: {reason}")]
    NoAnswer { command: String, reason: String },
    #[error("QEMU refused `{command}`: {reason}")]
    Refused { command: String, reason: String },
    #[error("there is no saved state `{name}`")]
    NoSuchSave { name: String, known: Vec<String> },
    #[error("the saved state `{name}` was made by QEMU {saved_by} and can't be loaded by QEMU {installed}")]
    SaveOfOtherVersion { name: String, saved_by: String, installed: String },
    #[error("no UEFI firmware for aarch64 was found")]
    NoFirmware,
    #[error("the node was never created")]
    NoMachine,
    #[error("the node does not run, so there is no state of it to keep")]
    NotRunning { instance: String },
}

impl Diagnose for QemuError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotInstalled { .. } | Self::UnknownArch { .. } | Self::NoAnswer { .. } | Self::NoFirmware => {
                Kind::Unreachable
            }
            _ => Kind::Failed,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::NotInstalled { program } if program == "qemu-img" => vec!["sudo apt-get install qemu-utils".into()],
            Self::NotInstalled { program } if program.contains("aarch64") => {
                vec!["sudo apt-get install qemu-system-arm".into()]
            }
            Self::NotInstalled { .. } => vec!["sudo apt-get install qemu-system-x86".into()],
            Self::NoFirmware => vec!["sudo apt-get install qemu-efi-aarch64".into()],
            Self::NoSuchSave { known, .. } if known.is_empty() => vec!["save one first: seclab save INSTANCE".into()],
            Self::NoSuchSave { known, .. } => vec![format!("saved states: {}", known.join(", "))],
            Self::NotRunning { instance } => vec![format!("seclab start {instance}")],
            Self::SaveOfOtherVersion { .. } => {
                vec!["boot the node without the saved state: seclab start INSTANCE".into()]
            }
            _ => Vec::new(),
        }
    }
}

/// The files of a node's folder that belong to QEMU.
pub struct Files<'a>(pub &'a Path);

impl Files<'_> {
    pub fn record(&self) -> PathBuf {
        self.0.join("machine.json")
    }
    pub fn disk(&self) -> PathBuf {
        self.0.join("disk.qcow2")
    }
    pub fn base(&self) -> PathBuf {
        self.0.join("base.img")
    }
    pub fn kernel(&self) -> PathBuf {
        self.0.join("kernel")
    }
    pub fn initrd(&self) -> PathBuf {
        self.0.join("initrd")
    }
    pub fn firmware_variables(&self) -> PathBuf {
        self.0.join("firmware-variables.qcow2")
    }
    pub fn seed(&self) -> PathBuf {
        self.0.join("seed")
    }
    pub fn console(&self) -> PathBuf {
        self.0.join("console.log")
    }
    pub fn pid(&self) -> PathBuf {
        self.0.join("qemu.pid")
    }
}

impl Machine {
    pub fn load(folder: &Path) -> Result<Option<Self>> {
        json_file::load(&Files(folder).record())
    }

    pub fn store(&self, folder: &Path) -> Result<()> {
        json_file::store(&Files(folder).record(), self)
    }
}

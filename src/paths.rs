//! Where seclab keeps its files on the host.

use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use crate::error::{Diagnose, Result};

/// The three folders of the XDG base directory specification that seclab uses.
#[derive(Clone, Debug)]
pub struct Paths {
    /// Instances: keys, disks, logs. Lost data here is a lost lab.
    pub data: PathBuf,
    /// Images and answers to slow questions. May be deleted at any time.
    pub cache: PathBuf,
    /// Sockets. Gone after a reboot.
    pub runtime: PathBuf,
}

#[derive(Debug, thiserror::Error)]
pub enum PathsError {
    #[error("this user has no home folder")]
    NoHome,
    #[error("{path} belongs to another user")]
    ForeignOwner { path: PathBuf },
}

impl Diagnose for PathsError {
    fn hints(&self) -> Vec<String> {
        match self {
            PathsError::NoHome => vec!["export HOME=/path/to/your/home".to_owned()],
            PathsError::ForeignOwner { .. } => {
                vec!["export SECLAB_RUNTIME_DIR=/path/to/a/folder/of/yours".to_owned()]
            }
        }
    }
}

impl Paths {
    /// `SECLAB_DATA_DIR`, `SECLAB_CACHE_DIR` and `SECLAB_RUNTIME_DIR` win over the defaults.
    pub fn from_environment() -> Result<Self> {
        let named = |variable: &str| std::env::var_os(variable).filter(|v| !v.is_empty()).map(PathBuf::from);
        let folders = directories::ProjectDirs::from("", "", "seclab");
        let data = named("SECLAB_DATA_DIR").or_else(|| folders.as_ref().map(|f| f.data_local_dir().to_owned()));
        let cache = named("SECLAB_CACHE_DIR").or_else(|| folders.as_ref().map(|f| f.cache_dir().to_owned()));
        let runtime = named("SECLAB_RUNTIME_DIR").unwrap_or_else(|| {
            let of_session = folders.as_ref().and_then(|f| f.runtime_dir().map(Path::to_owned));
            let uid = rustix::process::getuid().as_raw();
            of_session
                .filter(|f| f.parent().is_some_and(Path::is_dir))
                .unwrap_or_else(|| PathBuf::from(format!("/tmp/seclab-{uid}")))
        });
        Ok(Self { data: data.ok_or(PathsError::NoHome)?, cache: cache.ok_or(PathsError::NoHome)?, runtime })
    }

    pub fn instances(&self) -> PathBuf {
        self.data.join("instances")
    }

    pub fn images(&self) -> PathBuf {
        self.cache.join("images")
    }
}

/// Makes a folder that only its owner can enter, parents included.
pub fn private_dir(path: &Path) -> Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    let owner = fs_err::metadata(path)?.uid();
    if owner != rustix::process::getuid().as_raw() {
        return Err(PathsError::ForeignOwner { path: path.to_owned() }.into());
    }
    Ok(())
}

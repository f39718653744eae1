//! `lab.lock`: what the files of a release were when the lab was first used with it. What differs later is refused.
//! It lies beside `lab.yaml`; for a built-in lab, where seclab keeps its data.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::catalog::{LoadedLab, Origin};
use crate::error::{Diagnose, Kind, Result};
use crate::host::json_file;
use crate::paths::Paths;
use crate::shell;

const FILE: &str = "lab.lock";

/// sha256 by file.
pub type Sums = BTreeMap<String, String>;

#[derive(Debug, thiserror::Error)]
#[error("the lock file {} can't be read: {said}", file.display())]
struct BrokenLock {
    file: PathBuf,
    said: String,
}

impl Diagnose for BrokenLock {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        vec![format!("remove it, and the next `up` writes it anew: rm {}", shell::path(&self.file))]
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Locked {
    /// By release.
    k3s: BTreeMap<String, Sums>,
}

#[derive(Debug)]
pub struct LockFile {
    path: PathBuf,
    /// How a user names the lab.
    lab: String,
    locked: Locked,
}

impl LockFile {
    pub fn of(lab: &LoadedLab, paths: &Paths) -> Result<Self> {
        let (path, named) = match &lab.origin {
            Origin::BuiltIn(name) => (paths.data.join("locks").join(format!("{name}.lock")), name.clone()),
            Origin::Path(spec) => {
                let folder = spec.parent().unwrap_or(Path::new("/"));
                (folder.join(FILE), folder.display().to_string())
            }
        };
        let locked = match json_file::load(&path) {
            Ok(locked) => locked.unwrap_or_default(),
            Err(error) => return Err(BrokenLock { file: path, said: error.source.root_cause().to_string() }.into()),
        };
        Ok(Self { path, lab: named, locked })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn lab(&self) -> &str {
        &self.lab
    }

    pub fn known(&self, version: &str) -> Option<&Sums> {
        self.locked.k3s.get(version)
    }

    /// Writes what a release lists, in place of what was known of it.
    pub fn note(&mut self, version: &str, sums: Sums) -> Result<()> {
        self.locked.k3s.insert(version.to_owned(), sums);
        if let Some(folder) = self.path.parent() {
            fs_err::create_dir_all(folder)?;
        }
        json_file::store(&self.path, &self.locked)
    }
}

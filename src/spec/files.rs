//! The files that belong to a lab: its own folder, and nothing outside it.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use include_dir::Dir;

use crate::error::{Diagnose, Kind};

/// Where a lab's files come from.
#[derive(Clone, Debug)]
pub enum LabFiles {
    /// Built into the binary; paths start with the lab's name.
    BuiltIn {
        all: &'static Dir<'static>,
        lab: String,
    },
    Folder(PathBuf),
}

#[derive(Debug, thiserror::Error)]
pub enum LabFileError {
    #[error("`{}` does not exist in the lab's folder", path.display())]
    Missing { path: PathBuf },
    #[error("`{}` leads out of the lab's folder", path.display())]
    Escapes { path: PathBuf },
    #[error("`{}` is larger than {LARGEST_FILE} bytes", path.display())]
    TooLarge { path: PathBuf },
    #[error("`{}` is not a file", path.display())]
    NotAFile { path: PathBuf },
    #[error("`{}` can't be read: {source}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
}

impl Diagnose for LabFileError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }
}

/// Profiles and manifests are small; more is a mistake.
pub const LARGEST_FILE: u64 = 1 << 20;

impl LabFiles {
    /// The place on this host of a file that is too big to be the lab's: relative paths count from its folder.
    /// A built-in lab has none.
    pub fn host_path(&self, path: &Path) -> Option<PathBuf> {
        match self {
            Self::Folder(folder) => Some(folder.join(path)),
            Self::BuiltIn { .. } => path.is_absolute().then(|| path.to_owned()),
        }
    }

    /// A folder in it, as if it were a lab's own.
    #[must_use]
    pub fn below(&self, folder: &str) -> Self {
        match self {
            Self::BuiltIn { all, lab } => Self::BuiltIn { all, lab: format!("{lab}/{folder}") },
            Self::Folder(path) => Self::Folder(path.join(folder)),
        }
    }

    /// Reads a text by its path; `None` where there is no such file.
    pub fn text(&self, path: &str) -> Result<Option<String>, LabFileError> {
        match self.read(Path::new(path)) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(LabFileError::Missing { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The names of the files in one of its folders, in order.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = match self {
            Self::BuiltIn { all, lab } => {
                let found = all.get_dir(Path::new(lab).join(folder));
                let files = found.into_iter().flat_map(include_dir::Dir::files);
                files.filter_map(|file| Some(file.path().file_name()?.to_str()?.to_owned())).collect()
            }
            Self::Folder(path) => {
                let entries = fs_err::read_dir(path.join(folder)).into_iter().flatten().flatten();
                entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
            }
        };
        names.sort();
        names
    }

    /// Reads a file by its path relative to the lab's folder. Symbolic links may not lead out of it.
    pub fn read(&self, path: &Path) -> Result<Cow<'static, [u8]>, LabFileError> {
        if !path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(LabFileError::Escapes { path: path.to_owned() });
        }
        match self {
            Self::BuiltIn { all, lab } => {
                let tidy: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
                let file = all.get_file(Path::new(lab).join(tidy));
                file.map(|f| Cow::Borrowed(f.contents())).ok_or_else(|| LabFileError::Missing { path: path.to_owned() })
            }
            Self::Folder(folder) => read_inside(folder, path).map(Cow::Owned),
        }
    }
}

fn read_inside(folder: &Path, path: &Path) -> Result<Vec<u8>, LabFileError> {
    let named = || path.to_owned();
    let failed = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => LabFileError::Missing { path: named() },
        _ => LabFileError::Unreadable { path: named(), source },
    };
    let root = folder.canonicalize().map_err(failed)?;
    let real = root.join(path).canonicalize().map_err(failed)?;
    if !real.starts_with(&root) {
        return Err(LabFileError::Escapes { path: named() });
    }
    let metadata = fs_err::metadata(&real).map_err(failed)?;
    if !metadata.is_file() {
        return Err(LabFileError::NotAFile { path: named() });
    }
    if metadata.len() > LARGEST_FILE {
        return Err(LabFileError::TooLarge { path: named() });
    }
    fs_err::read(&real).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lab_reads_its_own_folder_and_no_more() {
        let home = tempfile::tempdir().unwrap();
        let lab = home.path().join("lab");
        fs_err::create_dir_all(lab.join("profiles")).unwrap();
        fs_err::write(home.path().join("secret"), "secret").unwrap();
        fs_err::write(lab.join("profiles/a"), "mine").unwrap();
        fs_err::os::unix::fs::symlink("../secret", lab.join("link")).unwrap();
        fs_err::os::unix::fs::symlink("profiles/a", lab.join("inner")).unwrap();
        let files = LabFiles::Folder(lab.clone());
        for good in ["profiles/a", "./profiles/a", "inner"] {
            assert_eq!(files.read(Path::new(good)).unwrap().as_ref(), b"mine", "{good}");
        }
        let absolute = lab.join("profiles/a");
        for outside in ["../secret", "link", "profiles/../../secret", absolute.to_str().unwrap()] {
            let error = files.read(Path::new(outside)).unwrap_err();
            assert!(matches!(error, LabFileError::Escapes { .. }), "{outside}: {error}");
        }
        assert!(matches!(files.read(Path::new("nothing")), Err(LabFileError::Missing { .. })));
        assert!(matches!(files.read(Path::new("profiles")), Err(LabFileError::NotAFile { .. })));
    }
}

//! The labs there are: built into the binary, or given by a path.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

use crate::error::{Diagnose, Kind, Result};
use crate::exercise;
use crate::runtime;
use crate::spec::name::Name;
use crate::spec::validate::Findings;
use crate::spec::{Lab, LabFiles, load};
use crate::suggestion;
use crate::template;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/labs");
const SPEC: &str = "lab.yaml";

/// Where a lab came from; always shown to the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    BuiltIn(String),
    /// The absolute path of its `lab.yaml`.
    Path(PathBuf),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn(_) => f.write_str("built in"),
            Self::Path(path) => write!(f, "{}", path.display()),
        }
    }
}

/// A valid lab with its files. Disk images in it are absolute paths.
#[derive(Clone, Debug)]
pub struct LoadedLab {
    pub lab: Lab,
    pub origin: Origin,
    pub files: LabFiles,
}

#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    #[error("no lab is called `{name}`")]
    Unknown { name: String },
    #[error("there is no lab at {}", path.display())]
    NoLabThere { path: PathBuf },
    #[error("{} exists already", path.display())]
    Exists { path: PathBuf },
}

impl Diagnose for CatalogError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::Unknown { name } if Path::new(name).join(SPEC).is_file() => {
                vec![format!("write ./{name} for the lab in the current folder")]
            }
            Self::Unknown { name } => {
                let meant = suggestion::closest(name, built_in()).map(|meant| format!("did you mean `{meant}`?"));
                meant.into_iter().chain(["seclab lab list".to_owned()]).collect()
            }
            Self::NoLabThere { .. } => vec!["seclab lab list".to_owned()],
            Self::Exists { .. } => vec!["choose another name, or another folder with --dir".to_owned()],
        }
    }
}

/// The names of the labs in the binary, in order.
pub fn built_in() -> Vec<&'static str> {
    BUILT_IN.dirs().filter_map(|dir| dir.path().to_str()).collect()
}

/// Loads a lab by its built-in name or by a path: of a folder that holds `lab.yaml`, or of the file itself.
/// What contains `/`, ends in `.yaml` or begins with `.` is a path; so the current folder can't shadow a name.
pub fn load(lab: &str) -> Result<LoadedLab> {
    let is_path = lab.contains('/') || lab.starts_with('.') || Path::new(lab).extension().is_some_and(|e| e == "yaml");
    if is_path { by_path(Path::new(lab)) } else { by_name(lab) }
}

/// Loads a lab again from where it came from.
pub fn reload(origin: &Origin) -> Result<LoadedLab> {
    match origin {
        Origin::BuiltIn(name) => by_name(name),
        Origin::Path(path) => by_path(path),
    }
}

/// What is looked at in a lab by those who know runtimes and exercises.
fn review(lab: &Lab, files: &LabFiles, findings: &mut Findings) {
    runtime::review::review(lab, files, findings);
    exercise::review(lab, files, findings);
}

fn by_name(name: &str) -> Result<LoadedLab> {
    let text = BUILT_IN.get_file(Path::new(name).join(SPEC)).and_then(include_dir::File::contents_utf8);
    let text = text.ok_or_else(|| CatalogError::Unknown { name: name.to_owned() })?;
    let files = LabFiles::BuiltIn { all: &BUILT_IN, lab: name.to_owned() };
    let lab = load::parse(&format!("{name}/{SPEC}"), text, &files, review)?;
    Ok(LoadedLab { lab, origin: Origin::BuiltIn(name.to_owned()), files })
}

fn by_path(path: &Path) -> Result<LoadedLab> {
    let file = if path.is_dir() { path.join(SPEC) } else { path.to_owned() };
    if !file.is_file() {
        return Err(CatalogError::NoLabThere { path: file }.into());
    }
    let text = load::read(&file)?;
    let absolute = fs_err::canonicalize(&file)?;
    let folder = absolute.parent().unwrap_or(Path::new("/")).to_owned();
    let files = LabFiles::Folder(folder);
    let mut lab = load::parse(&file.display().to_string(), &text, &files, review)?;
    for node in &mut lab.nodes {
        if let Some(image) = node.image.as_mut().filter(|image| image.contains('/'))
            && let Some(path) = files.host_path(Path::new(image.as_str()))
        {
            *image = path.to_string_lossy().into_owned();
        }
    }
    Ok(LoadedLab { lab, origin: Origin::Path(absolute), files })
}

/// Writes a small lab into a new folder below `parent` and returns the folder. An existing one is left alone.
pub fn create(parent: &Path, name: &Name) -> Result<PathBuf> {
    let folder = parent.join(name);
    fs_err::create_dir_all(parent)?;
    if let Err(error) = fs_err::create_dir(&folder) {
        return Err(match error.kind() {
            std::io::ErrorKind::AlreadyExists => CatalogError::Exists { path: folder }.into(),
            _ => error.into(),
        });
    }
    let profiles = folder.join("profiles/apparmor");
    fs_err::create_dir_all(&profiles)?;
    let values = BTreeMap::from([("name", name.as_str())]);
    fs_err::write(folder.join(SPEC), template::render("lab/lab.yaml", &values)?)?;
    fs_err::write(profiles.join("seclab-example"), template::render("lab/apparmor-profile", &values)?)?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_lab_is_valid_and_named_like_its_folder() {
        assert!(built_in().contains(&"node"));
        for name in built_in() {
            let loaded = load(name).unwrap_or_else(|e| panic!("{:?}", e.chain()));
            assert_eq!(loaded.lab.metadata.name.as_str(), name);
            assert_eq!(loaded.origin, Origin::BuiltIn(name.to_owned()));
        }
    }

    #[test]
    fn a_built_in_name_wins_unless_a_path_is_given() {
        assert!(matches!(load("node").unwrap().origin, Origin::BuiltIn(_)));
        let here = concat!(env!("CARGO_MANIFEST_DIR"), "/labs/node");
        assert!(matches!(load(here).unwrap().origin, Origin::Path(_)));
        assert!(matches!(load(&format!("{here}/lab.yaml")).unwrap().origin, Origin::Path(_)));
    }
}

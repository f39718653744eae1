//! Exercises as folders: of a lab, or by a path.

use std::path::{Path, PathBuf};

use super::check::Setting;
use super::format::Spec;
use super::lint;
use super::translation::Translation;
use crate::error::{Diagnose, Kind, Result};
use crate::spec::name::Name;
use crate::spec::problem::SpecError;
use crate::spec::validate::Findings;
use crate::spec::{Lab, LabFiles, load};
use crate::{suggestion, template};

const FOLDER: &str = "exercises";
const SPEC: &str = "exercise.yaml";
const SPANISH: &str = "exercise.es.yaml";

#[derive(Clone, Debug)]
pub struct Exercise {
    pub spec: Spec,
    pub files: LabFiles,
}

/// The languages of tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    En,
    Es,
}

impl Language {
    pub fn task_file(self) -> &'static str {
        match self {
            Self::En => "task.md",
            Self::Es => "task.es.md",
        }
    }
}

/// What is done on the node, by the name of its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    SetUp,
    Solution,
    Reset,
    Wrong(Name),
}

/// A part's two forms; the objects are applied first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    pub manifest: Option<String>,
    pub script: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum ExerciseError {
    #[error("the lab {lab} has no exercise `{name}`")]
    Unknown { lab: String, name: String, meant: Option<String> },
    #[error("there is no exercise at {}", path.display())]
    NoneThere { path: PathBuf },
    #[error("the exercise has no file `{file}`")]
    NoFile { file: String },
    #[error("{} exists already", path.display())]
    Exists { path: PathBuf },
    #[error("the cluster can't be used: {why}")]
    NoCluster { why: String },
    #[error("the exercise's `{part}` failed with code {code}: {said}")]
    Part { part: String, code: i32, said: String },
}

impl Diagnose for ExerciseError {
    fn kind(&self) -> Kind {
        match self {
            Self::Part { .. } => Kind::Failed,
            Self::NoCluster { .. } => Kind::Unreachable,
            _ => Kind::Invalid,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::Unknown { lab, meant, .. } => {
                let meant = meant.iter().map(|meant| format!("did you mean `{meant}`?"));
                meant.chain([format!("seclab exercise list {lab}")]).collect()
            }
            Self::NoneThere { .. } => vec!["seclab exercise new my-exercise".to_owned()],
            Self::Exists { .. } => vec!["choose another name, or another folder with --dir".to_owned()],
            Self::NoFile { .. } | Self::NoCluster { .. } | Self::Part { .. } => Vec::new(),
        }
    }
}

impl Part {
    /// The path of its files, without their endings.
    pub fn path(&self) -> String {
        match self {
            Self::SetUp => "setup".to_owned(),
            Self::Solution => "solution".to_owned(),
            Self::Reset => "reset".to_owned(),
            Self::Wrong(name) => format!("wrong/{name}"),
        }
    }
}

impl Exercise {
    pub fn text(&self, file: &str) -> Result<String> {
        Ok(self.files.text(file)?.ok_or_else(|| ExerciseError::NoFile { file: file.to_owned() })?)
    }

    pub fn task(&self, language: Language) -> Result<String> {
        self.text(language.task_file())
    }

    /// With its title, hints and reasons in this language, where somebody has translated them.
    pub fn in_language(mut self, language: Language) -> Result<Self> {
        if let (Language::Es, Some(translation)) = (language, self.spanish(SPANISH)?) {
            translation.apply(&mut self.spec);
        }
        Ok(self)
    }

    /// `file` is for errors.
    fn spanish(&self, file: &str) -> Result<Option<Translation>, SpecError> {
        let Some(text) = self.files.text(SPANISH).ok().flatten() else { return Ok(None) };
        let translation: Translation = load::strict(file, &text)?;
        load::located(file, &text, translation.problems(&self.spec))?;
        Ok(Some(translation))
    }

    pub fn is_translated(&self) -> bool {
        self.files.text(SPANISH).is_ok_and(|text| text.is_some())
    }

    pub fn part(&self, part: &Part) -> Result<Texts> {
        let path = part.path();
        let text = |ending: &str| self.files.text(&format!("{path}.{ending}"));
        Ok(Texts { manifest: text("yaml")?, script: text("sh")? })
    }

    /// With what its checks are asked.
    pub fn setting<'a>(&'a self, student: &'a str, file: &'a dyn Fn(&str) -> Result<String>) -> Setting<'a> {
        Setting { exercise: &self.spec.name, student, file }
    }
}

/// The exercises of a lab, in its order.
pub fn of_lab(lab: &Lab, files: &LabFiles) -> Result<Vec<Exercise>> {
    lab.exercises.iter().map(|name| Ok(in_lab(files, name)?)).collect()
}

/// An exercise of a lab by its name; or any by the path of its folder, which contains `/` or begins with `.`.
pub fn find(lab: &Lab, files: &LabFiles, word: &str) -> Result<Exercise> {
    if word.contains('/') || word.starts_with('.') {
        return by_path(Path::new(word));
    }
    let names = &lab.exercises;
    if let Some(name) = names.iter().find(|name| name.as_str() == word) {
        return Ok(in_lab(files, name)?);
    }
    let meant = suggestion::closest(word, names.iter().map(Name::as_str)).map(str::to_owned);
    Err(ExerciseError::Unknown { lab: lab.metadata.name.to_string(), name: word.to_owned(), meant }.into())
}

pub fn by_path(path: &Path) -> Result<Exercise> {
    let file = path.join(SPEC);
    if !file.is_file() {
        return Err(ExerciseError::NoneThere { path: path.to_owned() }.into());
    }
    let text = load::read(&file)?;
    let folder = fs_err::canonicalize(path)?;
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(parse(&file.display().to_string(), &text, &name, LabFiles::Folder(folder))?)
}

fn in_lab(files: &LabFiles, name: &Name) -> Result<Exercise, SpecError> {
    let files = files.below(&format!("{FOLDER}/{name}"));
    let file = format!("{FOLDER}/{name}/{SPEC}");
    // What can't be read is not there, as far as the lab is concerned: it says so with this file's name.
    let text = files.text(SPEC).ok().flatten().unwrap_or_default();
    parse(&file, &text, name.as_str(), files)
}

fn parse(file: &str, text: &str, folder: &str, files: LabFiles) -> Result<Exercise, SpecError> {
    let exercise = Exercise { spec: load::strict(file, text)?, files };
    load::located(file, text, lint::problems(&exercise, folder))?;
    exercise.spanish(&file.replace(SPEC, SPANISH))?;
    Ok(exercise)
}

/// What is wrong with the exercises that a lab names.
pub fn review(lab: &Lab, files: &LabFiles, findings: &mut Findings) {
    findings.twice("exercises", "", lab.exercises.iter().map(Name::as_str));
    for (index, name) in lab.exercises.iter().enumerate() {
        if let Err(error) = in_lab(files, name) {
            findings.add_problems(&format!("exercises.{index}"), error);
        }
    }
}

/// Writes an exercise that runs into a new folder below `parent`, and returns the folder.
pub fn create(parent: &Path, name: &Name) -> Result<PathBuf> {
    let folder = parent.join(name);
    fs_err::create_dir_all(parent)?;
    if let Err(error) = fs_err::create_dir(&folder) {
        return Err(match error.kind() {
            std::io::ErrorKind::AlreadyExists => ExerciseError::Exists { path: folder }.into(),
            _ => error.into(),
        });
    }
    fs_err::create_dir(folder.join("wrong"))?;
    let values = std::collections::BTreeMap::from([("name", name.as_str())]);
    for file in [SPEC, SPANISH, "task.md", "task.es.md", "setup", "solution", "reset", "wrong/privileges-only"] {
        let text = template::render(&format!("new-exercise/{file}"), &values)?;
        let script = !file.contains('.');
        fs_err::write(folder.join(if script { format!("{file}.sh") } else { file.to_owned() }), text)?;
    }
    Ok(folder)
}

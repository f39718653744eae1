//! What is wrong with a spec: every problem with its place in the file.

use std::fmt;
use std::path::PathBuf;

use crate::error::{Diagnose, Kind};

/// A line and a column, both from 1, and how many characters are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
    pub length: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Absent where the file has no one place for it.
    pub position: Option<Position>,
    pub message: String,
    pub hint: Option<String>,
}

/// A spec with problems, and the text they are shown in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecError {
    /// The file as the user would name it.
    pub file: String,
    pub text: String,
    pub problems: Vec<Problem>,
}

impl std::error::Error for SpecError {}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, problems, .. } = self;
        match problems.len() {
            1 => write!(f, "{file} is not valid")?,
            count => write!(f, "{file} is not valid: {count} problems")?,
        }
        problems.iter().try_for_each(|problem| self.show(f, problem))
    }
}

impl SpecError {
    fn show(&self, f: &mut fmt::Formatter<'_>, problem: &Problem) -> fmt::Result {
        let Some(Position { line, column, length }) = problem.position else {
            return write!(f, "\n  {}: {}", self.file, problem.message);
        };
        write!(f, "\n  {}:{line}:{column}: {}", self.file, problem.message)?;
        let Some(source) = self.text.lines().nth(line - 1) else { return Ok(()) };
        // A tab is as wide as a terminal likes; a space keeps the mark where it belongs.
        let source: String = source.chars().take(WIDEST_LINE).map(|c| if c == '\t' { ' ' } else { c }).collect();
        let room = source.chars().count().saturating_sub(column - 1).max(1);
        let mark = "^".repeat(length.clamp(1, room));
        let gutter = " ".repeat(line.to_string().len());
        write!(f, "\n   {line} | {source}\n   {gutter} | {:indent$}{mark}", "", indent = column - 1)
    }
}

impl Diagnose for SpecError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        self.problems.iter().filter_map(|problem| problem.hint.clone()).collect()
    }
}

/// What keeps a spec from being read at all.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableSpec {
    #[error("{} can't be read", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{} is larger than {limit} bytes, which no lab is", path.display())]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("{} is not UTF-8 text", path.display())]
    NotText { path: PathBuf },
}

impl Diagnose for UnreadableSpec {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::File { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                vec!["seclab lab list".to_owned()]
            }
            _ => Vec::new(),
        }
    }
}

/// Longer lines are cut in a snippet, counted in characters.
const WIDEST_LINE: usize = 160;

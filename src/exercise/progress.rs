//! What is remembered of a student's way through an instance's exercises, on the host.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::result::{Outcome, Report};
use crate::error::Result;
use crate::host::json_file;
use crate::spec::name::Name;

const FILE: &str = "exercises.json";

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Progress(BTreeMap<Name, Steps>);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Steps {
    pub started: Option<Timestamp>,
    /// How many hints were read.
    pub hints: usize,
    /// Whether the solution was read.
    pub solution: bool,
    pub last: Option<Outcome>,
    pub passed: Option<Timestamp>,
}

impl Progress {
    pub fn load(folder: &Path) -> Result<Self> {
        Ok(json_file::load(&folder.join(FILE))?.unwrap_or_default())
    }

    pub fn store(&self, folder: &Path) -> Result<()> {
        json_file::store(&folder.join(FILE), self)
    }

    pub fn of(&mut self, exercise: &Name) -> &mut Steps {
        self.0.entry(exercise.clone()).or_default()
    }

    /// One word for lists.
    pub fn word(&self, exercise: &Name) -> &'static str {
        match self.0.get(exercise) {
            Some(Steps { passed: Some(_), .. }) => "passed",
            Some(Steps { started: Some(_), .. }) => "started",
            _ => "-",
        }
    }

    pub fn note(&mut self, report: &Report, at: Timestamp) {
        let steps = self.of(&report.exercise);
        steps.last = Some(report.outcome);
        if report.outcome == Outcome::Pass {
            steps.passed.get_or_insert(at);
        }
    }
}

impl Steps {
    /// The next hint, and which one it is. After the last one comes the last one again.
    pub fn next_hint<'a>(&mut self, hints: &'a [String]) -> Option<(usize, &'a str)> {
        let index = self.hints.min(hints.len().checked_sub(1)?);
        self.hints = index + 1;
        Some((index + 1, hints[index].as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_come_one_after_the_other() {
        let hints = ["a".to_owned(), "b".to_owned()];
        let mut steps = Steps::default();
        let read: Vec<_> = (0..3).map(|_| steps.next_hint(&hints).unwrap()).collect();
        assert_eq!(read, [(1, "a"), (2, "b"), (2, "b")]);
        assert_eq!(Steps::default().next_hint(&[]), None);
    }
}

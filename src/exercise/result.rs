//! How a check went, and an exercise.

use serde::{Deserialize, Serialize};

use crate::spec::name::Name;

/// In order: of several, the greatest is that of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Pass,
    /// What it needs is not there.
    Skipped,
    Fail,
    /// It could not be graded. Never counted as wrong.
    Error,
}

impl Outcome {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Skipped => "skipped",
            Self::Error => "error",
        }
    }
}

/// One check, graded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Graded {
    pub name: Name,
    pub title: String,
    pub outcome: Outcome,
    pub expected: String,
    /// What was found; why it could not be graded, where that is the outcome.
    pub actual: String,
    pub why: String,
}

/// An exercise, graded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    pub exercise: Name,
    pub title: String,
    pub outcome: Outcome,
    pub points: u32,
    pub checks: Vec<Graded>,
}

impl Report {
    pub fn new(exercise: Name, title: String, points: u32, checks: Vec<Graded>) -> Self {
        // What could not be graded outweighs the rest: it may be the reason for it.
        let outcome = checks.iter().map(|check| check.outcome).max().unwrap_or(Outcome::Error);
        let points = if outcome == Outcome::Pass { points } else { 0 };
        Self { exercise, title, outcome, points, checks }
    }

    /// The names of the checks with this outcome, in order of name.
    pub fn names(&self, outcome: Outcome) -> Vec<&Name> {
        let mut names: Vec<_> = self.checks.iter().filter(|one| one.outcome == outcome).map(|one| &one.name).collect();
        names.sort();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcomes: &[Outcome]) -> Report {
        let name = Name::from_static("x");
        let check = |outcome: &Outcome| Graded {
            name: name.clone(),
            title: String::new(),
            outcome: *outcome,
            expected: String::new(),
            actual: String::new(),
            why: String::new(),
        };
        Report::new(name.clone(), String::new(), 5, outcomes.iter().map(check).collect())
    }

    #[test]
    fn points_are_for_who_passes_all_and_a_fault_is_nobodys_zero() {
        use Outcome::{Error, Fail, Pass, Skipped};
        assert_eq!((report(&[Pass, Pass]).outcome, report(&[Pass, Pass]).points), (Pass, 5));
        assert_eq!((report(&[Pass, Fail]).outcome, report(&[Pass, Fail]).points), (Fail, 0));
        assert_eq!(report(&[Fail, Error, Pass]).outcome, Error);
        assert_eq!(report(&[Skipped, Skipped]).outcome, Skipped);
        assert_eq!(report(&[Fail, Skipped]).outcome, Fail);
        assert_eq!(report(&[]).outcome, Error);
    }
}

//! Looks at this host, or at one instance, and says what works, what is doubtful and what prevents labs, each with the
//! command that helps. Nothing is changed but what seclab remembers of earlier looks.

mod acceleration;
mod capacity;
mod folders;
mod host;
mod instance;
mod kubernetes;
mod leftovers;
mod tools;

pub use host::host;
pub use instance::instance;

use serde::Serialize;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A word or two, the same in every report.
    pub check: String,
    pub level: Level,
    pub found: String,
    /// What to type or do next.
    pub hints: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Ok,
    /// Labs run, but not as well as they could.
    Warning,
    /// Labs can't run until this is solved.
    Problem,
}

impl Level {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }
}

impl Finding {
    fn new(check: impl Into<String>, level: Level, found: impl Into<String>) -> Self {
        Self { check: check.into(), level, found: found.into(), hints: Vec::new() }
    }

    fn ok(check: impl Into<String>, found: impl Into<String>) -> Self {
        Self::new(check, Level::Ok, found)
    }

    fn warning(check: impl Into<String>, found: impl Into<String>) -> Self {
        Self::new(check, Level::Warning, found)
    }

    fn problem(check: impl Into<String>, found: impl Into<String>) -> Self {
        Self::new(check, Level::Problem, found)
    }

    fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

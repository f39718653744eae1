//! What is wrong with a profile, and where.

use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A runtime refuses the profile, or does not do what it says.
    Error,
    /// The profile is valid; it is probably not what its author wants.
    Warning,
}

impl Severity {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A line and a column, both from 1, in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub line: usize,
    pub column: usize,
    pub severity: Severity,
    /// In kebab-case; the same for all findings of one sort.
    pub rule: &'static str,
    pub message: String,
    /// What it leads to.
    pub why: String,
}

impl Finding {
    pub(super) fn error(at: Position, rule: &'static str, message: impl Into<String>, why: impl Into<String>) -> Self {
        Self::new(at, Severity::Error, rule, message.into(), why.into())
    }

    pub(super) fn warning(
        at: Position,
        rule: &'static str,
        message: impl Into<String>,
        why: impl Into<String>,
    ) -> Self {
        Self::new(at, Severity::Warning, rule, message.into(), why.into())
    }

    fn new(at: Position, severity: Severity, rule: &'static str, message: String, why: String) -> Self {
        Self { line: at.line, column: at.column, severity, rule, message, why }
    }

    pub fn position(&self) -> Position {
        Position { line: self.line, column: self.column }
    }
}

//! How a command ended, when it did not fail.

use std::process::ExitCode;

/// The exit code with its meaning. Failures are `error::Error` and bring their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// The command did its work; the answer is that checks or assertions did not pass.
    NotPassed,
    /// The command did its work; the answer is that labs can't run here, or that a node can't be used.
    Unusable,
    /// The exit code of a program that ran on a node, passed on by `ssh`, `exec`, `kubectl` and `cp`.
    Remote(u8),
    /// The user pressed Ctrl-C.
    Interrupted,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0,
            Outcome::NotPassed => 3,
            Outcome::Unusable => 4,
            Outcome::Remote(code) => code,
            // What a shell shows for a program that SIGINT ended.
            Outcome::Interrupted => 130,
        })
    }
}

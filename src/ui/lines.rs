//! Events as plain lines: for pipes and logs, and for what stays on the screen above the bars.

use std::collections::HashMap;

use super::sanitize;
use super::settings::Verbosity;
use super::summary::duration;
use crate::event::{Event, EventKind};

/// Renders events line by line, and leaves out what would only repeat.
#[derive(Debug, Default)]
pub(super) struct Lines {
    waiting: HashMap<Option<String>, String>,
    quarters: HashMap<(Option<String>, String), u64>,
}

impl Lines {
    /// The event's line, if it is worth one.
    pub(super) fn line(&mut self, event: &Event, verbosity: Verbosity) -> Option<String> {
        match &event.kind {
            EventKind::Waiting { what } => {
                let before = self.waiting.insert(event.node.clone(), what.clone());
                (before.as_ref() != Some(what)).then(|| prefixed(event, &format!("waiting for {what}")))
            }
            EventKind::Progress { what, done, total } => {
                let quarter = quarter(*done, (*total)?)?;
                let before = self.quarters.insert((event.node.clone(), what.clone()), quarter);
                (before != Some(quarter)).then(|| prefixed(event, &format!("{what}: {} %", quarter * 25)))
            }
            EventKind::StepStarted { step } => Some(prefixed(event, &format!("{step} …"))),
            _ => lasting(event, verbosity),
        }
    }
}

/// The line of an event that is worth keeping on a screen where bars show the rest.
pub(super) fn lasting(event: &Event, verbosity: Verbosity) -> Option<String> {
    let verbose = verbosity == Verbosity::Verbose;
    let text = match &event.kind {
        EventKind::Chosen { what, value, reason } => format!("{what}: {value} ({reason})"),
        EventKind::Notice { text } => format!("note: {text}"),
        EventKind::StepDone { step, seconds } => format!("{step}: done in {}", duration(*seconds)),
        EventKind::Changed { phase, change, summary, seconds } if verbose => {
            format!("{phase}: {summary} [{change}, {}]", duration(*seconds))
        }
        EventKind::Changed { phase, summary, .. } => format!("{phase}: {summary}"),
        EventKind::Asserted { phase, assertion, outcome, actual } if verbose || outcome != "pass" => {
            format!("{phase}: {assertion}: {outcome}: {actual}")
        }
        EventKind::Asserted { .. }
        | EventKind::Changing { .. }
        | EventKind::Waiting { .. }
        | EventKind::Progress { .. }
        | EventKind::StepStarted { .. } => return None,
    };
    Some(prefixed(event, &text))
}

/// Whole quarters that are done; none for something empty.
fn quarter(done: u64, total: u64) -> Option<u64> {
    (done.min(total) * 4).checked_div(total)
}

fn prefixed(event: &Event, text: &str) -> String {
    let text = sanitize::line(text);
    match &event.node {
        Some(node) => format!("{}: {text}", sanitize::line(node)),
        None => text,
    }
}

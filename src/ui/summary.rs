//! Where the time went: the finished steps of a command, in the order they first ended.

use std::fmt::Write;

use super::{sanitize, table::Table};
use crate::event::{Event, EventKind};

#[derive(Debug, Default)]
pub(super) struct Summary {
    steps: Vec<(String, Option<String>, f64)>,
}

impl Summary {
    pub(super) fn note(&mut self, event: &Event) {
        if let EventKind::StepDone { step, seconds } = &event.kind {
            // What a node went through twice is one line with the time of both.
            let known = self.steps.iter_mut().find(|(name, node, _)| name == step && *node == event.node);
            match known {
                Some((_, _, total)) => *total += seconds,
                None => self.steps.push((step.clone(), event.node.clone(), *seconds)),
            }
        }
    }

    /// Empty when no step ended.
    pub(super) fn render(&self) -> String {
        if self.steps.is_empty() {
            return String::new();
        }
        let mut table = Table::new(["STEP", "NODE", "TIME"]);
        for (step, node, seconds) in &self.steps {
            let node = node.as_deref().map_or_else(|| "-".to_owned(), sanitize::line);
            table.row([sanitize::line(step), node, duration(*seconds)]);
        }
        table.to_string()
    }
}

/// Seconds as a person says them: `0.4 s`, `12 s`, `2 min 05 s`.
pub fn duration(seconds: f64) -> String {
    let mut text = String::new();
    // Writing to a String can't fail.
    let _ = if seconds < 9.95 {
        write!(text, "{seconds:.1} s")
    } else if seconds < 99.5 {
        write!(text, "{seconds:.0} s")
    } else {
        let minutes = (seconds.round() / 60.0).floor();
        write!(text, "{minutes:.0} min {:02.0} s", seconds.round() - minutes * 60.0)
    };
    text
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_read_like_speech() {
        for (seconds, text) in [
            (0.04, "0.0 s"),
            (9.94, "9.9 s"),
            (9.96, "10 s"),
            (99.4, "99 s"),
            (99.6, "1 min 40 s"),
            (125.2, "2 min 05 s"),
            (119.6, "2 min 00 s"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }
}

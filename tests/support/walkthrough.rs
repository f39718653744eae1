//! A walkthrough: a Markdown text whose `console` blocks hold commands and what they show. After `$ ` a command is for
//! the student's shell on the node, after `host$ ` for the user's own machine; a block is for one of both. In what is
//! shown `…` stands for any characters, and a line of it alone for any lines.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]
#![allow(dead_code, reason = "each test uses its part")]

use std::fmt;
use std::path::Path;

const ANYTHING: &str = "…";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// The student's shell on the node.
    Node,
    Host,
}

/// One command and what the text shows below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Of the command in the file, from 1.
    pub line: usize,
    pub place: Where,
    pub command: String,
    pub shown: Vec<String>,
}

/// A command that showed something else than the text.
#[derive(Debug)]
pub struct Mismatch {
    pub step: Step,
    pub found: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Step { line, command, shown, .. } = &self.step;
        write!(f, "line {line}: `{command}`\n--- the text\n{}\n--- found\n{}", shown.join("\n"), self.found.trim_end())
    }
}

#[derive(Debug, PartialEq, Eq)]
pub enum Flaw {
    /// A block that begins with no command, so nothing says what showed its first line.
    OutputFirst {
        line: usize,
    },
    /// A block whose commands are for both places: a reader would type one of them in the wrong window.
    TwoPlaces {
        line: usize,
    },
    Unclosed {
        line: usize,
    },
}

/// The commands of all `console` blocks, in order.
pub fn parse(text: &str) -> Result<Vec<Step>, Flaw> {
    let mut steps: Vec<Step> = Vec::new();
    let mut fence = None;
    for (line, content) in (1..).zip(text.lines()) {
        match (fence, content.strip_prefix("```")) {
            (None, Some(language)) => fence = Some((line, language, steps.len())),
            (Some(_), Some("")) => fence = None,
            (Some((_, "console", first)), _) => {
                let block = steps.get(first..).unwrap_or_default();
                if let Some((place, command)) = prompt(content) {
                    if block.iter().any(|earlier| earlier.place != place) {
                        return Err(Flaw::TwoPlaces { line });
                    }
                    steps.push(Step { line, place, command: command.to_owned(), shown: Vec::new() });
                } else if block.is_empty() {
                    return Err(Flaw::OutputFirst { line });
                } else if let Some(step) = steps.last_mut() {
                    step.shown.push(content.to_owned());
                }
            }
            _ => {}
        }
    }
    fence.map_or(Ok(steps), |(line, ..)| Err(Flaw::Unclosed { line }))
}

fn prompt(line: &str) -> Option<(Where, &str)> {
    let on = |prompt, place| line.strip_prefix(prompt).map(|command| (place, command));
    on("$ ", Where::Node).or_else(|| on("host$ ", Where::Host))
}

/// Whether a command's output is what the text shows; spaces at a line's end are not looked at.
pub fn fits(shown: &[String], output: &str) -> bool {
    lines_fit(shown, &output.trim_end().lines().collect::<Vec<_>>())
}

fn lines_fit(shown: &[String], found: &[&str]) -> bool {
    match (shown.split_first(), found.split_first()) {
        (None, first) => first.is_none(),
        (Some((line, rest)), _) if line == ANYTHING => {
            (0..=found.len()).any(|skipped| lines_fit(rest, &found[skipped..]))
        }
        (Some(_), None) => false,
        (Some((line, rest)), Some((first, others))) => line_fits(line, first) && lines_fit(rest, others),
    }
}

fn line_fits(shown: &str, found: &str) -> bool {
    let (shown, found) = (shown.trim_end(), found.trim_end());
    let Some((begin, rest)) = shown.split_once(ANYTHING) else { return shown == found };
    let (middle, end) = rest.rsplit_once(ANYTHING).unwrap_or(("", rest));
    let inner = found.strip_prefix(begin).and_then(|left| left.strip_suffix(end));
    inner.is_some_and(|inner| {
        middle.split(ANYTHING).try_fold(inner, |left, piece| left.split_once(piece).map(|(_, after)| after)).is_some()
    })
}

/// Runs every command of the file, in order, and tells which showed something else.
pub fn run(file: &Path, mut execute: impl FnMut(Where, &str) -> String) -> Vec<Mismatch> {
    let steps = parse(&fs_err::read_to_string(file).unwrap()).unwrap();
    let mut mismatches = Vec::new();
    for step in steps {
        let found = execute(step.place, &step.command);
        if !fits(&step.shown, &found) {
            mismatches.push(Mismatch { step, found });
        }
    }
    mismatches
}

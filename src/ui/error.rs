//! The one printer of errors: what failed, where, why, and what to type next.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::sanitize;
use crate::error::Error;

pub(super) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(super) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const HINT: Style = AnsiColor::Cyan.on_default().bold();

pub(super) fn render(error: &Error, painted: bool) -> String {
    let mut out = String::new();
    let mut chain = error.chain();
    chain.dedup();
    let mut chain = chain.into_iter();
    let heading = chain.next().unwrap_or_default();
    line(&mut out, &paint(ERROR, "error:", painted), &heading);
    let place = &error.place;
    let log = place.log.as_ref().map(|path| path.display().to_string());
    for (label, value) in [("node", &place.node), ("phase", &place.phase), ("change", &place.change), ("log", &log)] {
        if let Some(value) = value {
            line(&mut out, &format!("  {label}:"), value);
        }
    }
    for cause in chain {
        line(&mut out, "caused by:", &cause);
    }
    for hint in &error.hints {
        line(&mut out, &paint(HINT, "hint:", painted), hint);
    }
    out
}

fn line(out: &mut String, label: &str, text: &str) {
    // Writing to a String can't fail.
    let _ = writeln!(out, "{label} {}", sanitize::text(text).trim_end());
}

pub(super) fn paint(style: Style, text: &str, painted: bool) -> String {
    if painted { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::command::CommandError;

    fn broken() -> Error {
        let failed =
            CommandError::Failed { program: "sh".into(), code: 2, stderr: "no \u{1b}[2Jsuch\u{7} file".into() };
        let mut error = Error::from(failed).context("the delegation could not be changed");
        error.place.log = Some("/data/logs/op-7.log".into());
        error.on_node("node").in_phase("delegation").hinted("seclab lab list")
    }

    #[test]
    fn an_error_says_what_where_why_and_what_next() {
        insta::assert_snapshot!(render(&broken(), false), @"
        error: the delegation could not be changed
          node: node
          phase: delegation
          log: /data/logs/op-7.log
        caused by: sh failed with code 2: no such file
        hint: seclab lab list
        ");
    }

    #[test]
    fn colour_paints_labels_only() {
        let painted = render(&broken(), true);
        assert_eq!(anstream::adapter::strip_str(&painted).to_string(), render(&broken(), false));
        assert!(painted.starts_with("\u{1b}["));
    }
}

//! Lines for a student and a script. Who stopped reading is no reason to fail, so errors of writing are not.

#![expect(clippy::disallowed_methods, reason = "this program's own output; seclab's `ui` is on the host")]

use std::fmt::Display;
use std::io::Write;

pub fn line(text: impl Display) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

pub fn text(text: &str) {
    let _ = write!(std::io::stdout(), "{text}");
}

pub fn trouble(text: &str) {
    let _ = writeln!(std::io::stderr(), "toolbox: {text}");
}

//! Everything that is said on stderr as JSON, one object a line: `--events jsonl`.

use serde::Serialize;

use super::sanitize;
use crate::error::Error;

/// What is no event of the work itself, in the same form: the key `event` tells them apart.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(super) enum Talk<'a> {
    Status { text: &'a str },
    Warning { text: &'a str },
    Hint { text: &'a str },
}

#[derive(Serialize)]
struct ErrorLine<'a> {
    event: &'static str,
    kind: crate::error::Kind,
    message: String,
    causes: Vec<String>,
    place: &'a crate::error::Place,
    hints: &'a [String],
}

pub(super) fn line(message: &impl Serialize) -> String {
    // JSON escapes ASCII control characters itself, so what is lost here is only the rest that can harm.
    sanitize::line(
        &serde_json::to_string(message).unwrap_or_else(|e| format!("{{\"event\":\"lost\",\"why\":\"{e}\"}}")),
    )
}

pub(super) fn error(error: &Error) -> String {
    let mut causes = error.chain();
    let message = if causes.is_empty() { String::new() } else { causes.remove(0) };
    line(&ErrorLine { event: "error", kind: error.kind, message, causes, place: &error.place, hints: &error.hints })
}

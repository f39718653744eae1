//! Tries every assertion live, in one round trip, and judges what came back.

use std::time::Duration;

use serde_json::json;

use super::observe::wanted;
use crate::error::{Diagnose, Kind, Result};
use crate::event::{EventKind, Events};
use crate::node::{Node, Script};
use crate::phase::{Assertion, Target, Verdict};
use crate::template;

/// For each assertion; `templates/observe/assert.sh` gives up on it a little earlier.
const LIMIT: Duration = Duration::from_secs(70);

#[derive(Debug, thiserror::Error)]
#[error("the assertions could not be tried: code {code}, {said}")]
pub struct NotTried {
    code: i32,
    said: String,
}

impl Diagnose for NotTried {
    fn kind(&self) -> Kind {
        Kind::Unreachable
    }
}

/// Every assertion that the lab's phases make.
pub fn assertions(target: &Target) -> Result<Vec<Assertion>> {
    let mut all = Vec::new();
    for phase in wanted(target) {
        all.extend(phase.assertions(target).map_err(|error| error.in_phase(phase.id()))?);
    }
    Ok(all)
}

pub async fn verify(node: &Node, target: &Target, events: &Events) -> Result<Vec<Verdict>> {
    let assertions = assertions(target)?;
    events.waiting("the node's answers to the assertions");
    let mut script = template::render("observe/prelude.sh", &())?;
    for assertion in &assertions {
        let values = json!({ "id": assertion.id, "body": assertion.body });
        script += &template::render("observe/assert.sh", &values)?;
    }
    let limit = LIMIT * u32::try_from(assertions.len()).unwrap_or(u32::MAX).max(1);
    let answer = node.ask(&Script::root(script, limit)).await?;
    if answer.code != 0 {
        return Err(NotTried { code: answer.code, said: answer.stderr.trim().to_owned() }.into());
    }
    let verdicts: Vec<_> = assertions.iter().map(|one| one.judge(said(&answer.stdout, &one.id))).collect();
    for verdict in &verdicts {
        events.emit(EventKind::Asserted {
            phase: verdict.phase.to_owned(),
            assertion: verdict.title.clone(),
            outcome: if verdict.passed { "pass" } else { "fail" }.to_owned(),
            actual: verdict.actual.clone(),
        });
    }
    Ok(verdicts)
}

/// Answers are lines `assert.ID=TEXT`; the text is one line, so it can't forge another's.
fn said<'a>(answer: &'a str, id: &str) -> Option<&'a str> {
    answer.lines().find_map(|line| line.strip_prefix("assert.")?.strip_prefix(id)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_found_by_its_whole_id() {
        let answer = "assert.a.b=1\nassert.a.bc=2\n";
        assert_eq!((said(answer, "a.bc"), said(answer, "a.c")), (Some("2"), None));
    }
}

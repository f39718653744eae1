//! Proves an exercise: what it says must fail fails, its solution passes, and its reset leaves nothing behind.

use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::json;

use super::folder::{Exercise, Part};
use super::grade::{Place, grade};
use super::result::{Outcome, Report};
use super::stage::{attempt, reset, set_up, undo};
use crate::error::Result;
use crate::event::Events;
use crate::node::Script;
use crate::spec::name::Name;
use crate::template;

/// What was done may need this long to have its effect: a server starts, and all Pods after it.
const PATIENCE: Duration = Duration::from_mins(4);
const BETWEEN: Duration = Duration::from_secs(2);
const LIMIT: Duration = Duration::from_mins(1);

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rehearsal {
    pub exercise: Name,
    pub outcome: Outcome,
    pub steps: Vec<Step>,
    pub seconds: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    pub what: String,
    pub outcome: Outcome,
    /// What was found instead of what must be.
    pub said: String,
}

/// Goes through the whole exercise as a student would who errs in every way it knows of. `others` go on beside it: what
/// is called like one of them is not this one's.
pub async fn rehearse(place: &Place, exercise: &Exercise, others: &[Name], events: &Events) -> Result<Rehearsal> {
    let began = Instant::now();
    let mut run = Run { place, exercise, others, events, steps: Vec::new() };
    if let Some(lack) = place.lacks(&exercise.spec) {
        run.note("needs", Outcome::Skipped, lack);
    } else if let Err(error) = run.all().await {
        run.note("goes through", Outcome::Error, &error.chain().join(": "));
        // The next exercise must not pay for it.
        if let Err(error) = reset(place, exercise).await {
            run.note("reset", Outcome::Error, &error.chain().join(": "));
        }
    }
    let outcome = run.steps.iter().map(|step| step.outcome).max().unwrap_or(Outcome::Error);
    let (exercise, steps) = (exercise.spec.name.clone(), run.steps);
    Ok(Rehearsal { exercise, outcome, steps, seconds: began.elapsed().as_secs() })
}

struct Run<'a> {
    place: &'a Place,
    exercise: &'a Exercise,
    others: &'a [Name],
    events: &'a Events,
    steps: Vec<Step>,
}

impl Run<'_> {
    async fn all(&mut self) -> Result<()> {
        let spec = &self.exercise.spec;
        let before = self.baseline().await?;
        self.set_up().await?;
        self.expect("before anything was done", &spec.open).await?;
        for (name, fails) in &spec.wrong {
            let part = Part::Wrong(name.clone());
            self.events.waiting(format!("{}: {}", spec.name, part.path()));
            attempt(self.place, self.exercise, &part).await?;
            self.expect(&part.path(), fails).await?;
            undo(self.place, self.exercise, &part).await?;
        }
        self.events.waiting(format!("{}: solution", spec.name));
        attempt(self.place, self.exercise, &Part::Solution).await?;
        self.expect("solution", &[]).await?;
        self.events.waiting(format!("{}: reset", spec.name));
        reset(self.place, self.exercise).await?;
        self.restored(&before).await
    }

    async fn set_up(&self) -> Result<()> {
        self.events.waiting(format!("{}: setup", self.exercise.spec.name));
        set_up(self.place, self.exercise).await
    }

    /// Just these checks must fail, and no other.
    async fn expect(&mut self, what: &str, fails: &[Name]) -> Result<()> {
        let began = Instant::now();
        let mut wanted: Vec<&Name> = fails.iter().collect();
        wanted.sort();
        loop {
            let report = grade(self.place, self.exercise).await?;
            if report.outcome == Outcome::Skipped {
                self.note(
                    what,
                    Outcome::Skipped,
                    &report.checks.first().map(|one| one.actual.clone()).unwrap_or_default(),
                );
                return Ok(());
            }
            let clear = report.names(Outcome::Error).is_empty();
            if clear && report.names(Outcome::Fail) == wanted {
                self.note(what, Outcome::Pass, "");
                return Ok(());
            }
            if began.elapsed() > PATIENCE {
                let outcome = if clear { Outcome::Fail } else { Outcome::Error };
                self.note(what, outcome, &shown(&report, &wanted));
                return Ok(());
            }
            tokio::time::sleep(BETWEEN).await;
        }
    }

    /// What an exercise may have left behind.
    async fn baseline(&self) -> Result<String> {
        let values = json!({ "student": self.place.student() });
        let script = Script::root(template::render("exercise/baseline.sh", &values)?, LIMIT);
        let mut baseline = self.place.session.ask(&script).await?.stdout;
        if self.place.lab.kubernetes.is_some() {
            baseline += &self.place.cluster()?.inventory().await?;
        }
        Ok(baseline)
    }

    async fn restored(&mut self, before: &str) -> Result<()> {
        let began = Instant::now();
        loop {
            let differs = match self.baseline().await {
                Ok(after) => difference(before, &after, self.others),
                // A server that the reset starts again.
                Err(error) if began.elapsed() <= PATIENCE => error.chain().join(": "),
                Err(error) => return Err(error),
            };
            if differs.is_empty() || began.elapsed() > PATIENCE {
                let outcome = if differs.is_empty() { Outcome::Pass } else { Outcome::Fail };
                self.note("reset", outcome, &differs);
                return Ok(());
            }
            tokio::time::sleep(BETWEEN).await;
        }
    }

    fn note(&mut self, what: &str, outcome: Outcome, said: &str) {
        self.steps.push(Step { what: what.to_owned(), outcome, said: said.to_owned() });
    }
}

fn shown(report: &Report, wanted: &[&Name]) -> String {
    let wanted: Vec<_> = wanted.iter().map(ToString::to_string).collect();
    let found = report.checks.iter().filter(|one| one.outcome != Outcome::Pass);
    let found: Vec<_> = found.map(|one| format!("{} {} ({})", one.name, one.outcome.as_str(), one.actual)).collect();
    format!("these must fail: {}; found: {}", wanted.join(", "), found.join(", "))
}

/// Lines that one of two texts has and the other has not, but for those that name one of the others.
fn difference(before: &str, after: &str, others: &[Name]) -> String {
    let of_others = |line: &str| others.iter().any(|other| line.contains(other.as_str()));
    let missing = |line: &&str, text: &str| !of_others(line) && !text.lines().any(|there| there == *line);
    let gone = before.lines().filter(|line| missing(line, after)).map(|line| format!("gone: {line}"));
    let new = after.lines().filter(|line| missing(line, before)).map(|line| format!("new: {line}"));
    gone.chain(new).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn what_is_left_behind_is_named() {
        assert_eq!(difference("a\nb\n", "b\na\n", &[]), "");
        assert_eq!(difference("a\nb\n", "b\nc\n", &[]), "gone: a; new: c");
        assert_eq!(difference("a\n", "b x-other\n", &["x-other".parse().unwrap()]), "gone: a");
    }
}

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use super::exercise::{In, Work, remember, shown};
use super::{Context, Outcome};
use crate::error::Result;
use crate::exercise::{self, Outcome as Graded, Report};
use crate::spec::name::Name;

/// Grade an exercise again and again while it is worked on
///
/// It tells what turned green or red, and ends when all checks pass.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    work: Work,
    #[command(flatten)]
    language: In,
    /// Seconds from one look to the next
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    every: u64,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    // Nothing is locked: `seclab ssh` and `seclab up` go on beside it.
    let (opened, exercise) = args.work.open(context)?;
    let exercise = exercise.in_language(args.language.language())?;
    let place = args.work.place(&opened).await?;
    let mut known = BTreeMap::new();
    loop {
        let report = exercise::grade(&place, &exercise).await?;
        for line in news(&mut known, &report) {
            context.ui.status(line);
        }
        if matches!(report.outcome, Graded::Pass | Graded::Skipped) {
            let outcome = shown(context, &report)?;
            let noted = args
                .work
                .open_locked(context)
                .and_then(|(opened, _)| remember(&opened, |progress| progress.note(&report, Timestamp::now())));
            if let Err(error) = noted {
                let (why, work) = (error.chain().join(": "), &args.work);
                context.ui.warning(format!("the result was not noted: {why}"));
                context.ui.hint(format!("seclab exercise check {} {}", work.target, work.exercise));
            }
            return Ok(outcome);
        }
        tokio::time::sleep(Duration::from_secs(args.every)).await;
    }
}

/// A line for each check whose outcome is another one than before.
fn news(known: &mut BTreeMap<Name, Graded>, report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    for check in &report.checks {
        if known.insert(check.name.clone(), check.outcome) != Some(check.outcome) {
            lines.push(format!("{:<7} {}", check.outcome.as_str(), check.title));
        }
    }
    lines
}

use jiff::Timestamp;

use super::{In, Work, shown, work};
use crate::cli::{Context, Outcome};
use crate::error::Result;
use crate::exercise;

/// Grade an exercise on what the node and the cluster really do
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    work: Work,
    #[command(flatten)]
    language: In,
}

pub(super) async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let (opened, exercise) = args.work.open_locked(context)?;
    let exercise = exercise.in_language(args.language.language())?;
    context.ui.events().waiting("the answers to the checks");
    let place = args.work.place(&opened).await?;
    let report = exercise::grade(&place, &exercise).await?;
    work::remember(&opened, |progress| progress.note(&report, Timestamp::now()))?;
    context.ui.erase_progress();
    if place.lab.student.as_ref().is_some_and(|student| student.sudo) {
        context.ui.warning("the student is root on this node, so this result can be forged");
    }
    let outcome = shown(context, &report)?;
    if report.outcome == exercise::Outcome::Fail {
        context.ui.hint(format_args!("seclab exercise hint {} {}", args.work.target, args.work.exercise));
    }
    Ok(outcome)
}

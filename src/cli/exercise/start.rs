use jiff::Timestamp;

use super::{In, Work, show, work};
use crate::cli::{Context, Outcome};
use crate::error::Result;
use crate::exercise;

/// Prepare an exercise on the node, and show its task
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    work: Work,
    #[command(flatten)]
    language: In,
}

pub(super) async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let (opened, exercise) = args.work.open_locked(context)?;
    let place = args.work.place(&opened).await?;
    if let Some(lack) = place.lacks(&exercise.spec) {
        context.ui.warning(format_args!("this exercise can't be done here: {lack}"));
        return Ok(Outcome::Unusable);
    }
    context.ui.events().waiting("the exercise's setup");
    exercise::set_up(&place, &exercise).await?;
    work::remember(&opened, |progress| progress.of(&exercise.spec.name).started = Some(Timestamp::now()))?;
    context.ui.erase_progress();
    show::show(&context.ui, exercise, args.language.language())?;
    context.ui.hint(format_args!("seclab exercise check {} {}", args.work.target, args.work.exercise));
    Ok(Outcome::Done)
}

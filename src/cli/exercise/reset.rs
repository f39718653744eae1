use super::{Work, work};
use crate::cli::{Context, Outcome};
use crate::error::Result;
use crate::exercise;

/// Take away what an exercise put on the node, and what was done there for it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    work: Work,
}

pub(super) async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let (opened, exercise) = args.work.open_locked(context)?;
    context.ui.events().waiting("the exercise's reset");
    let place = args.work.place(&opened).await?;
    exercise::reset(&place, &exercise).await?;
    work::remember(&opened, |progress| *progress.of(&exercise.spec.name) = exercise::Steps::default())?;
    context.ui.erase_progress();
    context.ui.status(format_args!("Reset {}.", exercise.spec.name));
    Ok(Outcome::Done)
}

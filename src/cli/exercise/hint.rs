use super::{In, Work, work};
use crate::cli::{Context, Outcome};
use crate::error::Result;

/// Show the next hint of an exercise
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    work: Work,
    #[command(flatten)]
    language: In,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Outcome> {
    let (opened, exercise) = args.work.open_locked(context)?;
    let exercise = exercise.in_language(args.language.language())?;
    let hints = &exercise.spec.hints;
    let next = work::remember(&opened, |progress| {
        progress.of(&exercise.spec.name).next_hint(hints).map(|(number, hint)| (number, hint.to_owned()))
    })?;
    if let Some((number, hint)) = next {
        context.ui.data(&format!("Hint {number} of {}: {}\n", hints.len(), hint.trim()))?;
    }
    Ok(Outcome::Done)
}

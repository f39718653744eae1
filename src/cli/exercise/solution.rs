use super::{Work, work};
use crate::cli::{Context, Outcome};
use crate::error::Result;
use crate::exercise::Part;

/// Show the solution of an exercise, and why it is one
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    work: Work,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Outcome> {
    let (opened, exercise) = args.work.open_locked(context)?;
    let solution = exercise.part(&Part::Solution)?;
    work::remember(&opened, |progress| progress.of(&exercise.spec.name).solution = true)?;
    let texts =
        [solution.manifest.map(|text| format!("# kubectl replace --force -f solution.yaml\n{text}")), solution.script];
    context.ui.data(&texts.into_iter().flatten().collect::<Vec<_>>().join("\n"))?;
    Ok(Outcome::Done)
}

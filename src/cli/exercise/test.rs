use futures_util::{StreamExt, TryFutureExt, TryStreamExt, stream};
use serde::Serialize;

use super::work;
use crate::cli::target::Target;
use crate::cli::{Context, Outcome};
use crate::error::Result;
use crate::event::Events;
use crate::exercise::{self, Exercise, Place, Rehearsal};
use crate::spec::name::Name;
use crate::ui::Answer;
use crate::ui::table::Table;

/// Prove exercises: what must fail fails, the solution passes, the reset leaves nothing
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[arg(value_name = "INSTANCE[/NODE]")]
    target: Target,
    /// Exercises of the instance's lab, or paths of exercises' folders; without any, all of the lab
    #[arg(value_name = "EXERCISE")]
    exercises: Vec<String>,
    /// Go through this many exercises at a time, but for those that change the node
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=8))]
    jobs: u8,
}

#[derive(Serialize)]
struct Rehearsals {
    instance: Name,
    exercises: Vec<Rehearsal>,
}

impl Answer for Rehearsals {
    fn table(&self) -> String {
        let mut table = Table::new(["EXERCISE", "RESULT", "TIME", "STEP", "SAID"]);
        for exercise in &self.exercises {
            let time = format!("{} s", exercise.seconds);
            table.row([exercise.exercise.as_str(), exercise.outcome.as_str(), &time, "", ""]);
            for step in exercise.steps.iter().filter(|step| step.outcome != exercise::Outcome::Pass) {
                table.row(["", step.outcome.as_str(), "", &step.what, &step.said]);
            }
        }
        table.to_string()
    }

    fn names(&self) -> Vec<String> {
        let failed = self.exercises.iter().filter(|one| one.outcome > exercise::Outcome::Skipped);
        failed.map(|one| one.exercise.to_string()).collect()
    }
}

async fn one(place: &Place, exercise: &Exercise, names: &[Name], events: &Events) -> Result<Rehearsal> {
    let step = events.step(format!("exercise {}", exercise.spec.name));
    let others: Vec<_> = names.iter().filter(|name| **name != exercise.spec.name).cloned().collect();
    let rehearsal = exercise::rehearse(place, exercise, &others, events).await?;
    step.done();
    Ok(rehearsal)
}

pub(super) async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let opened = context.open_locked(&args.target.instance)?;
    let exercises: Vec<Exercise> = if args.exercises.is_empty() {
        let lab = opened.lab()?;
        exercise::of_lab(&lab.lab, &lab.files)?
    } else {
        args.exercises.iter().map(|word| work::find(&opened, word)).collect::<Result<_>>()?
    };
    let place = work::place(&opened, &args.target).await?;
    let events = context.ui.events();
    let (alone, together): (Vec<_>, Vec<_>) = exercises.iter().partition(|exercise| exercise.spec.changes_node);
    let names: Vec<_> = together.iter().map(|exercise| exercise.spec.name.clone()).collect();
    let mut done = Vec::new();
    for (exercises, jobs) in [(together, usize::from(args.jobs)), (alone, 1)] {
        let rehearsals = exercises.into_iter().enumerate().map(|(position, exercise)| {
            one(&place, exercise, &names, &events).map_ok(move |rehearsal| (position, rehearsal))
        });
        // Not `buffered`: behind a long one, those that are done would keep their places from others.
        let mut finished: Vec<_> = stream::iter(rehearsals).buffer_unordered(jobs).try_collect().await?;
        finished.sort_by_key(|(position, _)| *position);
        done.extend(finished.into_iter().map(|(_, rehearsal)| rehearsal));
    }
    context.ui.erase_progress();
    let failed = done.iter().any(|one| one.outcome > exercise::Outcome::Skipped);
    context.ui.answer(&Rehearsals { instance: args.target.instance.clone(), exercises: done })?;
    Ok(if failed { Outcome::NotPassed } else { Outcome::Done })
}

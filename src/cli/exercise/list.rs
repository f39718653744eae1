use serde::Serialize;

use super::In;
use super::source::Source;
use crate::cli::{Context, Outcome};
use crate::error::Result;
use crate::exercise::{self, Domain};
use crate::spec::name::Name;
use crate::ui::Answer;
use crate::ui::table::Table;

/// List the exercises of an instance, or of a lab
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    language: In,
}

#[derive(Serialize)]
struct Exercises {
    exercises: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: Name,
    title: String,
    domain: Domain,
    minutes: u32,
    points: u32,
    state: &'static str,
}

impl Answer for Exercises {
    fn table(&self) -> String {
        let mut table = Table::new(["NAME", "TITLE", "MINUTES", "POINTS", "STATE"]);
        for Row { name, title, minutes, points, state, .. } in &self.exercises {
            table.row([name.as_str(), title, &minutes.to_string(), &points.to_string(), state]);
        }
        table.to_string()
    }

    fn names(&self) -> Vec<String> {
        self.exercises.iter().map(|row| row.name.to_string()).collect()
    }
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Outcome> {
    let (lab, progress) = args.source.open(context)?;
    let row = |exercise: exercise::Exercise| {
        let spec = exercise.in_language(args.language.language())?.spec;
        Ok(Row {
            state: progress.word(&spec.name),
            name: spec.name,
            title: spec.title,
            domain: spec.domain,
            minutes: spec.minutes,
            points: spec.points,
        })
    };
    let exercises = exercise::of_lab(&lab.lab, &lab.files)?.into_iter().map(row).collect::<Result<_>>()?;
    context.ui.answer(&Exercises { exercises })?;
    Ok(Outcome::Done)
}

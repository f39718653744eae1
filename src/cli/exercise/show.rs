use serde::Serialize;

use super::In;
use super::source::Source;
use crate::cli::{Context, Outcome};
use crate::error::Result;
use crate::exercise::{self, Exercise, Language, Spec};
use crate::ui::{Answer, Ui};

/// Show an exercise's task
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    source: Source,
    /// An exercise of that lab, or the path of an exercise's folder
    #[arg(value_name = "EXERCISE")]
    exercise: String,
    #[command(flatten)]
    language: In,
}

#[derive(Serialize)]
struct Task<'a> {
    exercise: &'a Spec,
    task: String,
}

impl Answer for Task<'_> {
    fn table(&self) -> String {
        let Spec { title, minutes, points, references, .. } = self.exercise;
        let links = references.iter().fold(String::new(), |all, link| all + "- " + link + "\n");
        format!("# {title}\n\n{minutes} minutes, {points} points\n\n{}\n{links}", self.task)
    }

    fn names(&self) -> Vec<String> {
        vec![self.exercise.name.to_string()]
    }
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Outcome> {
    let (lab, _) = args.source.open(context)?;
    let exercise = exercise::find(&lab.lab, &lab.files, &args.exercise)?;
    show(&context.ui, exercise, args.language.language())?;
    Ok(Outcome::Done)
}

pub(super) fn show(ui: &Ui, exercise: Exercise, language: Language) -> Result<()> {
    let exercise = exercise.in_language(language)?;
    ui.answer(&Task { exercise: &exercise.spec, task: exercise.task(language)? })
}

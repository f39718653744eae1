use std::path::Path;

use serde::Serialize;

use crate::catalog;
use crate::cli::Outcome;
use crate::error::Result;
use crate::exercise::{self, Exercise};
use crate::spec::name::Name;
use crate::ui::table::Table;
use crate::ui::{Answer, Ui, counted};

/// Check exercises without a node
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Built-in labs, or paths of labs or of exercises' folders
    #[arg(required = true, value_name = "LAB|EXERCISE")]
    of: Vec<String>,
}

#[derive(Serialize)]
struct Linted {
    exercises: usize,
    findings: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    exercise: Name,
    finding: String,
}

impl Answer for Linted {
    fn table(&self) -> String {
        if self.findings.is_empty() {
            return format!("{}, nothing to say\n", counted(self.exercises, "exercise"));
        }
        let mut table = Table::new(["EXERCISE", "FINDING"]);
        for row in &self.findings {
            table.row([row.exercise.as_str(), &row.finding]);
        }
        table.to_string()
    }

    fn names(&self) -> Vec<String> {
        self.findings.iter().map(|row| row.exercise.to_string()).collect()
    }
}

pub(super) fn run(ui: &Ui, args: &Args) -> Result<Outcome> {
    let mut exercises: Vec<Exercise> = Vec::new();
    for word in &args.of {
        if Path::new(word).join("exercise.yaml").is_file() {
            exercises.push(exercise::by_path(Path::new(word))?);
        } else {
            let lab = catalog::load(word)?;
            exercises.extend(exercise::of_lab(&lab.lab, &lab.files)?);
        }
    }
    let rows = exercises.iter().flat_map(|exercise| {
        let name = exercise.spec.name.clone();
        exercise::lint(exercise).into_iter().map(move |finding| Row { exercise: name.clone(), finding })
    });
    let linted = Linted { exercises: exercises.len(), findings: rows.collect() };
    ui.answer(&linted)?;
    Ok(if linted.findings.is_empty() { Outcome::Done } else { Outcome::NotPassed })
}

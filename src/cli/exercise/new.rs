use std::path::PathBuf;

use crate::cli::Outcome;
use crate::error::Result;
use crate::exercise;
use crate::shell;
use crate::spec::name::Name;
use crate::ui::Ui;

/// Write an exercise that runs, to start from
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The exercise's name; its folder is named like it
    name: Name,
    /// Make the exercise's folder in this one
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    dir: PathBuf,
}

pub(super) fn run(ui: &Ui, args: &Args) -> Result<Outcome> {
    let folder = exercise::create(&args.dir, &args.name)?;
    ui.status(format_args!("Wrote {}.", folder.join("exercise.yaml").display()));
    ui.hint(format_args!("seclab exercise test containers {}", shell::path(&folder)));
    Ok(Outcome::Done)
}

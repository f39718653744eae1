use crate::cli::Outcome;
use crate::error::Result;
use crate::exercise;
use crate::ui::Ui;

/// Print the JSON Schema of exercise.yaml, for editors
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(ui: &Ui, _: &Args) -> Result<Outcome> {
    ui.data(&(serde_json::to_string_pretty(&exercise::schema())? + "\n"))?;
    Ok(Outcome::Done)
}

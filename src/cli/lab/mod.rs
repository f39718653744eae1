//! `seclab lab`: labs as definitions. Nothing here needs a node or a runtime.

mod list;
mod new;
mod schema;
mod show;
mod validate;

use clap::Subcommand;

use super::Outcome;
use crate::error::Result;
use crate::ui::Ui;

/// List, show, check and write labs
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::Args),
    Show(show::Args),
    Validate(validate::Args),
    Schema(schema::Args),
    New(new::Args),
}

pub(super) fn run(ui: &Ui, args: &Args) -> Result<Outcome> {
    match &args.command {
        Command::List(args) => list::run(ui, args),
        Command::Show(args) => show::run(ui, args),
        Command::Validate(args) => validate::run(ui, args),
        Command::Schema(args) => schema::run(ui, args),
        Command::New(args) => new::run(ui, args),
    }
}

//! `seclab seccomp`: seccomp profiles as files of this machine. Nothing here needs a node or a runtime.

mod diff;
mod explain;
mod lint;
mod source;

use clap::Subcommand;

use super::Outcome;
use crate::error::Result;
use crate::ui::Ui;

/// Check, explain and compare seccomp profiles
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Lint(lint::Args),
    Explain(explain::Args),
    Diff(diff::Args),
}

pub(super) fn run(ui: &Ui, args: &Args) -> Result<Outcome> {
    match &args.command {
        Command::Lint(args) => lint::run(ui, args),
        Command::Explain(args) => explain::run(ui, args),
        Command::Diff(args) => diff::run(ui, args),
    }
}

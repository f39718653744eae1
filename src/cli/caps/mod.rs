//! `seclab caps`: what processes and files may do.

mod answer;
mod explain;
mod hypothesis;

use clap::Subcommand;

use super::{Context, Outcome};
use crate::error::Result;

/// Explain capabilities of processes, files and containers
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Explain(explain::Args),
}

pub(super) async fn run(context: &Context, args: Args) -> Result<Outcome> {
    match args.command {
        Command::Explain(args) => explain::run(context, args).await,
    }
}

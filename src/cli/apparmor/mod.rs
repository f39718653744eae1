//! `seclab apparmor`: profiles as files, and what the kernel noted of processes under them.

mod denials;
mod lint;

use clap::Subcommand;

use super::{Context, Outcome};
use crate::cli::target::Target;
use crate::error::Result;

/// Check AppArmor profiles, and make rules from what was denied
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
    /// Ask this node
    #[arg(short, long, global = true, value_name = "INSTANCE[/NODE]", env = "SECLAB_INSTANCE")]
    instance: Option<Target>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Lint(lint::Args),
    Denials(denials::Args),
}

pub(super) async fn run(context: &Context, args: &Args) -> Result<Outcome> {
    let target = args.instance.as_ref();
    match &args.command {
        Command::Lint(args) => lint::run(context, target, args).await,
        Command::Denials(args) => denials::run(context, target, args).await,
    }
}

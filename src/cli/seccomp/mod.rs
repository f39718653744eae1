//! `seclab seccomp`: seccomp profiles as files, of this machine or of a node. Only `record` and `try` need a node.

mod diff;
mod explain;
mod lint;
mod record;
mod source;
mod r#try;

use clap::Subcommand;

use super::{Context, Outcome};
use crate::cli::target::Target;
use crate::error::Result;
use source::Source;

/// Check, explain, compare, record and try seccomp profiles
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
    /// Work on this node: `lint`, `explain` and `diff` take their files from there
    #[arg(short, long, global = true, value_name = "INSTANCE[/NODE]", env = "SECLAB_INSTANCE")]
    instance: Option<Target>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Lint(lint::Args),
    Explain(explain::Args),
    Diff(diff::Args),
    Record(record::Args),
    Try(r#try::Args),
}

pub(super) async fn run(context: &Context, args: &Args) -> Result<Outcome> {
    let target = args.instance.as_ref();
    let source = || Source::open(context, target);
    match &args.command {
        Command::Lint(args) => lint::run(&context.ui, &source()?, args).await,
        Command::Explain(args) => explain::run(&context.ui, &source()?, args).await,
        Command::Diff(args) => diff::run(&context.ui, &source()?, args).await,
        Command::Record(args) => record::run(context, target, args).await,
        Command::Try(args) => r#try::run(context, target, args).await,
    }
}

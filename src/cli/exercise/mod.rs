//! `seclab exercise`: tasks for students, and how they are graded.

mod check;
mod coverage;
mod hint;
mod language;
mod lint;
mod list;
mod new;
mod reset;
mod schema;
mod show;
mod solution;
mod source;
mod start;
mod test;
mod work;

use clap::Subcommand;

use super::{Context, Outcome};
use crate::error::Result;

pub(super) use language::In;
pub(super) use work::{Work, remember, shown};

/// Do exercises, and make some
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::Args),
    Show(show::Args),
    Start(start::Args),
    Check(check::Args),
    Hint(hint::Args),
    Solution(solution::Args),
    Reset(reset::Args),
    Test(test::Args),
    New(new::Args),
    Lint(lint::Args),
    Coverage(coverage::Args),
    Schema(schema::Args),
}

pub(super) async fn run(context: &Context, args: Args) -> Result<Outcome> {
    match args.command {
        Command::List(args) => list::run(context, &args),
        Command::Show(args) => show::run(context, &args),
        Command::Start(args) => start::run(context, args).await,
        Command::Check(args) => check::run(context, args).await,
        Command::Hint(args) => hint::run(context, &args),
        Command::Solution(args) => solution::run(context, &args),
        Command::Reset(args) => reset::run(context, args).await,
        Command::Test(args) => test::run(context, args).await,
        Command::New(args) => new::run(&context.ui, &args),
        Command::Lint(args) => lint::run(&context.ui, &args),
        Command::Coverage(args) => coverage::run(&context.ui, &args),
        Command::Schema(args) => schema::run(&context.ui, &args),
    }
}

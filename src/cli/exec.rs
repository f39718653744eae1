use clap::builder::FalseyValueParser;

use super::login::{hand_over, session};
use super::target::Target;
use super::{Context, Outcome};
use crate::error::Result;

/// Run a command on a node, as the student, and pass its exit code on
///
/// The words after `--` reach the command as they are. 255 stands for a node that can't be reached.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "INSTANCE[/NODE]")]
    target: Target,
    /// Be the admin instead, who may use sudo
    #[arg(long, env = "SECLAB_ADMIN", value_parser = FalseyValueParser::new())]
    admin: bool,
    /// Give the command a terminal
    #[arg(short, long)]
    tty: bool,
    #[arg(last = true, required = true)]
    command: Vec<String>,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let (node, user) = session(context, &args.target, args.admin)?;
    hand_over(context, node.login(user.as_deref(), &args.command, args.tty)).await
}

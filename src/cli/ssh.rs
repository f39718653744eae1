use clap::builder::FalseyValueParser;

use super::login::{hand_over, session};
use super::target::Target;
use super::{Context, Outcome};
use crate::error::Result;

/// Open a shell on a node, as the student
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "INSTANCE[/NODE]")]
    target: Target,
    /// Be the admin instead, who may use sudo
    #[arg(long, env = "SECLAB_ADMIN", value_parser = FalseyValueParser::new())]
    admin: bool,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let (node, user) = session(context, &args.target, args.admin)?;
    hand_over(context, node.login(user.as_deref(), &[], true)).await
}

use clap::builder::FalseyValueParser;

use super::login::{hand_over, session};
use super::target::Target;
use super::{Context, Outcome};
use crate::error::{Diagnose, Kind, Result};
use crate::node::{Copy, CopyWay};

/// Copy files to a node or from it, as the student
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A path here, or INSTANCE[/NODE]:PATH there
    from: String,
    /// A path here, or INSTANCE[/NODE]:PATH there; one of the two is on a node
    to: String,
    /// Copy folders with all that is in them
    #[arg(short, long)]
    recursive: bool,
    /// Be the admin instead
    #[arg(long, env = "SECLAB_ADMIN", value_parser = FalseyValueParser::new())]
    admin: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("exactly one side of a copy is on a node")]
struct NotOneNode;

impl Diagnose for NotOneNode {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        vec!["seclab cp notes.txt node:/tmp/".to_owned()]
    }
}

/// A side of the copy that is on a node.
fn on_node(text: &str) -> Option<(Target, String)> {
    let (target, path) = text.split_once(':')?;
    Some((target.parse().ok()?, path.to_owned()))
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let (target, copy) = match (on_node(&args.from), on_node(&args.to)) {
        (Some((target, from)), None) => (target, Copy::FromNode { from, to: args.to.into() }),
        (None, Some((target, to))) => (target, Copy::ToNode { from: args.from.into(), to }),
        _ => return Err(NotOneNode.into()),
    };
    let (node, user) = session(context, &target, args.admin)?;
    match node.copy(user, copy, args.recursive) {
        CopyWay::Program(scp) => hand_over(context, scp).await,
        CopyWay::Stream(stream) => {
            context.ui.erase_progress();
            Ok(Outcome::Remote(u8::try_from(stream.run().await?).unwrap_or(u8::MAX)))
        }
    }
}

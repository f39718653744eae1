use super::login::{hand_over, session};
use super::target::Target;
use super::{Context, Outcome};
use crate::error::{Diagnose, Kind, Result};
use crate::node::CopyPlace;

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
    #[arg(long, env = "SECLAB_ADMIN")]
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

fn place(text: &str) -> (Option<Target>, CopyPlace) {
    let remote = text.split_once(':').and_then(|(target, path)| Some((target.parse().ok()?, path)));
    match remote {
        Some((target, path)) => (Some(target), CopyPlace::Node(path.to_owned())),
        None => (None, CopyPlace::Host(text.into())),
    }
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let ((source, from), (destination, to)) = (place(&args.from), place(&args.to));
    let ((Some(target), None) | (None, Some(target))) = (source, destination) else {
        return Err(NotOneNode.into());
    };
    let (node, user) = session(context, &target, args.admin)?;
    hand_over(context, node.copy(user.as_deref(), &from, &to, args.recursive)).await
}

use super::target::SaveOf;
use super::{Context, Outcome};
use crate::error::Result;
use crate::lifecycle;

/// Keep the state of running nodes under a name, memory included
///
/// Multipass keeps the disk only: there a restored node boots.
/// A save holds the secrets of its node. It belongs to this instance, and goes with it.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    of: SaveOf,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let SaveOf { target, save } = args.of;
    let opened = context.open_locked(&target.instance)?;
    let nodes = opened.nodes(&target)?;
    let events = context.ui.events();
    lifecycle::save(&opened.instance, &opened.record, nodes, &save, opened.provider.as_ref(), &events).await?;
    context.ui.summary();
    Ok(Outcome::Done)
}

use super::target::SaveOf;
use super::{Context, Outcome};
use crate::error::Result;
use crate::lifecycle;

/// Take nodes back to a save, running as they were
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    of: SaveOf,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let SaveOf { target, save } = args.of;
    let mut opened = context.open_locked(&target.instance)?;
    let nodes = opened.nodes(&target)?;
    let events = context.ui.events();
    lifecycle::restore(&opened.instance, &mut opened.record, nodes, &save, opened.provider.as_ref(), &events).await?;
    context.ui.summary();
    Ok(Outcome::Done)
}

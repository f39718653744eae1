use super::target::Target;
use super::{Context, Outcome};
use crate::error::Result;
use crate::lifecycle::{self, Rest};

/// Freeze running nodes: they keep their memory and take no processor time
///
/// `seclab start` lets them go on where they were, with the right time. Nodes of QEMU only.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "INSTANCE[/NODE]")]
    target: Target,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let opened = context.open_locked(&args.target.instance)?;
    let nodes = opened.nodes(&args.target)?;
    let events = context.ui.events();
    lifecycle::rest(&opened.instance, &opened.record, nodes, Rest::Paused, opened.provider.as_ref(), &events).await?;
    context.ui.summary();
    Ok(Outcome::Done)
}

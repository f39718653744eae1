use super::target::Target;
use super::{Context, Outcome};
use crate::error::Result;
use crate::lifecycle;

/// Start nodes that were stopped or paused, and wait until they answer
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "INSTANCE[/NODE]")]
    target: Target,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let mut opened = context.open_locked(&args.target.instance)?;
    let nodes = opened.nodes(&args.target)?;
    let events = context.ui.events();
    lifecycle::start(&opened.instance, &mut opened.record, nodes, opened.provider.as_ref(), &events).await?;
    context.ui.summary();
    Ok(Outcome::Done)
}

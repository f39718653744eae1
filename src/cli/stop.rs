use super::target::Target;
use super::{Context, Outcome};
use crate::error::Result;
use crate::lifecycle::{self, Rest};

/// Shut nodes down in order; what is on their disks stays
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "INSTANCE[/NODE]")]
    target: Target,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let opened = context.open_locked(&args.target.instance)?;
    let nodes = opened.nodes(&args.target)?;
    let events = context.ui.events();
    lifecycle::rest(&opened.instance, &opened.record, nodes, Rest::Stopped, opened.provider.as_ref(), &events).await?;
    context.ui.summary();
    Ok(Outcome::Done)
}

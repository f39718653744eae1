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
    bring_to(Rest::Stopped, &args.target, context).await
}

pub(super) async fn bring_to(rest: Rest, target: &Target, context: &Context) -> Result<Outcome> {
    let opened = context.open_locked(&target.instance)?;
    let nodes = opened.nodes(target)?;
    let events = context.ui.events();
    lifecycle::rest(&opened.instance, &opened.record, nodes, rest, opened.provider.as_ref(), &events).await?;
    context.ui.summary();
    Ok(Outcome::Done)
}

use super::target::Target;
use super::{Context, Outcome};
use crate::error::Result;
use crate::lifecycle;
use crate::spec::name::Name;

/// Keep the state of running nodes under a name, memory included
///
/// Multipass keeps the disk only: there a restored node boots.
/// A save holds the secrets of its node. It belongs to this instance, and goes with it.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "INSTANCE[/NODE]")]
    target: Target,
    /// The name of the save
    #[arg(default_value = "saved")]
    save: Name,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let opened = context.open_locked(&args.target.instance)?;
    let nodes = opened.nodes(&args.target)?;
    let events = context.ui.events();
    lifecycle::save(&opened.instance, &opened.record, nodes, &args.save, opened.provider.as_ref(), &events).await?;
    context.ui.summary();
    Ok(Outcome::Done)
}

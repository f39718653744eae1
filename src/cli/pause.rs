use super::stop::bring_to;
use super::target::Target;
use super::{Context, Outcome};
use crate::error::Result;
use crate::lifecycle::Rest;

/// Freeze running nodes: they keep their memory and take no processor time
///
/// `seclab start` lets them go on where they were, with the right time. Nodes of QEMU only.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "INSTANCE[/NODE]")]
    target: Target,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    bring_to(Rest::Paused, &args.target, context).await
}

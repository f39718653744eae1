use super::target::Target;
use super::{Context, Outcome};
use crate::error::Result;
use crate::lifecycle;

/// Show what a node says when seclab looks at it, line by line
///
/// Plans are made from these lines and the lab, and from nothing else. Good to have in a bug report.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "INSTANCE[/NODE]")]
    target: Target,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let opened = context.open(&args.target.instance)?;
    let node = opened.node(&args.target)?;
    context.ui.data(&lifecycle::facts(&opened.instance, &opened.record, &node, &opened.lab()?).await?)?;
    Ok(Outcome::Done)
}

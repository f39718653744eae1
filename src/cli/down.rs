use super::{Context, Outcome};
use crate::error::Result;
use crate::instance::Instance;
use crate::lifecycle;
use crate::provider::ProviderKind;
use crate::spec::name::Name;

/// Delete an instance: its nodes, disks, saves, keys and logs
///
/// On an existing machine (provider `ssh`) nothing is deleted: what seclab put there is taken back.
#[derive(Debug, clap::Args)]
pub struct Args {
    instance: Name,
    /// Do not ask
    #[arg(short, long, env = "SECLAB_YES")]
    yes: bool,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    if Instance::new(args.instance.clone(), &context.paths).record()?.is_none() {
        context.ui.status(format!("There is no instance {}; nothing to do.", args.instance));
        return Ok(Outcome::Done);
    }
    let opened = context.open_locked(&args.instance)?;
    let question = match opened.record.provider.value {
        ProviderKind::Ssh => format!("Undo on its machines what seclab did for {}?", args.instance),
        _ => format!("Delete {} with its {} nodes and all that is on them?", args.instance, opened.record.nodes.len()),
    };
    if !args.yes && !context.ui.prompt_yes(&question)? {
        context.ui.status("Nothing was done.");
        return Ok(Outcome::Done);
    }
    let events = context.ui.events();
    lifecycle::down(&opened.instance, &opened.record, opened.provider.as_ref(), &events).await?;
    context.ui.erase_progress();
    context.ui.status(format!("{} is gone.", args.instance));
    Ok(Outcome::Done)
}

use clap::builder::FalseyValueParser;

use super::{Context, Outcome};
use crate::error::Result;
use crate::instance::Instance;
use crate::lifecycle;
use crate::provider::ProviderKind;
use crate::spec::name::Name;
use crate::ui::counted;

/// Delete an instance: its nodes, disks, saves, keys and logs
///
/// On an existing machine (provider `ssh`) nothing is deleted: what seclab put there is taken back.
#[derive(Debug, clap::Args)]
pub struct Args {
    instance: Name,
    /// Do not ask
    #[arg(short, long, env = "SECLAB_YES", value_parser = FalseyValueParser::new())]
    yes: bool,
    /// Forget existing machines (provider `ssh`) without undoing anything there
    #[arg(long, env = "SECLAB_FORGET", value_parser = FalseyValueParser::new())]
    forget: bool,
}

/// On a machine that was prepared.
const INVENTORY: &str = "/var/lib/seclab/inventory";

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    if Instance::new(args.instance.clone(), &context.paths).record()?.is_none() {
        context.ui.status(format!("There is no instance {}; nothing to do.", args.instance));
        return Ok(Outcome::Done);
    }
    let opened = context.open_locked(&args.instance)?;
    let question = match opened.record.provider.value {
        ProviderKind::Ssh if args.forget => {
            format!("Forget {}, and leave on its machines what seclab did there?", args.instance)
        }
        ProviderKind::Ssh => format!("Undo on its machines what seclab did for {}?", args.instance),
        _ => {
            let nodes = counted(opened.record.nodes.len(), "node");
            format!("Delete {} with {nodes} and all that is there?", args.instance)
        }
    };
    if !args.yes && !context.ui.prompt_yes(&question).await? {
        context.ui.status("Nothing was done.");
        return Ok(Outcome::Done);
    }
    if args.forget {
        for address in lifecycle::forget(&opened.instance, &opened.record)? {
            context.ui.warning(format!("What seclab did on {address} stays; it is listed there in {INVENTORY}."));
        }
        context.ui.status(format!("{} is forgotten.", args.instance));
        return Ok(Outcome::Done);
    }
    let events = context.ui.events();
    lifecycle::down(&opened.instance, &opened.record, opened.provider.as_ref(), &events).await?;
    context.ui.erase_progress();
    context.ui.status(format!("{} is gone.", args.instance));
    Ok(Outcome::Done)
}

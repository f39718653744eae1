use clap::builder::FalseyValueParser;

use super::Images;
use crate::cli::{Context, Outcome};
use crate::error::{Diagnose, Kind, Result};
use crate::image::store::Store;

/// Remove an image from this machine
///
/// Nodes that were made from it keep its files, and run on. New nodes get the image anew.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    name: String,
    /// Do not ask
    #[arg(short, long, env = "SECLAB_YES", value_parser = FalseyValueParser::new())]
    yes: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("image {name} is not on this machine")]
struct Absent {
    name: String,
}

impl Diagnose for Absent {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        vec!["seclab image list".to_owned()]
    }
}

pub(super) async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let named = Images::of(context, |stored| stored.image.name == args.name)?;
    if named.images.is_empty() {
        return Err(Absent { name: args.name }.into());
    }
    if !args.yes && !context.ui.prompt_yes(&format!("Remove image {}?", args.name)).await? {
        context.ui.status("Nothing was done.");
        return Ok(Outcome::Done);
    }
    let store = Store::open(&context.paths)?;
    for stored in store.list()?.into_iter().filter(|stored| stored.image.name == args.name) {
        store.remove(&stored, &context.ui.events()).await?;
    }
    context.ui.status(format!("Image {} is gone.", args.name));
    let users: Vec<String> = named.images.into_iter().flat_map(|image| image.used_by).collect();
    if !users.is_empty() {
        context
            .ui
            .status(format!("Nodes of {} have its files still; their room is free after `down`.", users.join(", ")));
    }
    Ok(Outcome::Done)
}

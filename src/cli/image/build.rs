use clap::ValueEnum;

use super::Images;
use crate::cli::{Context, Outcome};
use crate::error::Result;
use crate::image::debian;
use crate::image::store::Store;

/// Build an image from the packages of its distribution
///
/// Needs a package mirror and some minutes. An image that is there already is built anew, with the packages of today.
/// Older versions go, but for those that nodes were made from.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[arg(value_enum, value_name = "NAME", default_value_t = Buildable::Debian12)]
    name: Buildable,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Buildable {
    #[value(name = "debian-12")]
    Debian12,
}

pub(super) async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let store = Store::open(&context.paths)?;
    let events = context.ui.events();
    let image = match args.name {
        Buildable::Debian12 => debian::build(&store, &events).await?,
    };
    context.ui.summary();
    context.ui.answer(&Images::of(context, |stored| stored.image == image)?)?;
    Ok(Outcome::Done)
}

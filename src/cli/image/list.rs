use super::Images;
use crate::cli::{Context, Outcome};
use crate::error::Result;

/// List the images on this machine
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(context: &Context, _: &Args) -> Result<Outcome> {
    let images = Images::of(context, |_| true)?;
    if images.images.is_empty() {
        context.ui.status("No images. The first `up` gets the one it needs.");
        context.ui.hint("seclab image pull ubuntu-24.04");
        context.ui.hint("seclab image build");
    }
    context.ui.answer(&images)?;
    Ok(Outcome::Done)
}

use super::Images;
use crate::cli::{Context, Outcome};
use crate::error::{Diagnose, Kind, Result};
use crate::image::resolve::ImageRef;
use crate::image::store::Store;
use crate::image::ubuntu::Mirror;

/// Pull the current version of an image from its publisher, and check it against the publisher's checksums
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// ubuntu-24.04 or ubuntu-22.04
    #[arg(value_name = "NAME")]
    name: String,
}

#[derive(Debug, thiserror::Error)]
enum PullError {
    #[error("nobody publishes image {name}: it is built on this machine")]
    Built { name: String },
    #[error("{path} is a file: name it in lab.yaml, and it is used where it is")]
    File { path: String },
}

impl Diagnose for PullError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::Built { .. } => vec!["seclab image build".to_owned()],
            Self::File { .. } => vec!["seclab image pull ubuntu-24.04".to_owned()],
        }
    }
}

pub(super) async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let release = match args.name.parse()? {
        ImageRef::Ubuntu(release) => release,
        ImageRef::Debian => return Err(PullError::Built { name: args.name }.into()),
        ImageRef::File(_) => return Err(PullError::File { path: args.name }.into()),
    };
    let store = Store::open(&context.paths)?;
    let known = store.get(release.image_name())?;
    let image = Mirror::from_environment()?.pull(release, &store, &context.ui.events()).await?;
    context.ui.summary();
    if known.is_some_and(|known| known.image.digest == image.digest) {
        context.ui.status(format!("{} is the current version already.", args.name));
    }
    context.ui.answer(&Images::of(context, |stored| stored.image == image)?)?;
    Ok(Outcome::Done)
}

//! `seclab image`: the base images on this machine. Nothing here starts a VM.

mod build;
mod list;
mod pull;
mod rm;

use std::collections::{BTreeMap, BTreeSet};

use clap::Subcommand;
use serde::Serialize;

use super::{Context, Outcome};
use crate::error::Result;
use crate::image::store::{Store, Stored};
use crate::lifecycle;
use crate::spec::quantity::Bytes;
use crate::ui::Answer;
use crate::ui::table::Table;

/// List, get and remove the images that nodes are made from
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::Args),
    Pull(pull::Args),
    Build(build::Args),
    Rm(rm::Args),
}

pub(super) async fn run(context: &Context, args: Args) -> Result<Outcome> {
    match args.command {
        Command::List(args) => list::run(context, &args),
        Command::Pull(args) => pull::run(context, args).await,
        Command::Build(args) => build::run(context, args).await,
        Command::Rm(args) => rm::run(context, args).await,
    }
}

#[derive(Serialize)]
struct Images {
    images: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: String,
    /// sha256 of the disk.
    digest: String,
    bytes: u64,
    made: jiff::Timestamp,
    from: String,
    /// Instances with nodes made from it.
    used_by: BTreeSet<String>,
}

impl Images {
    /// The images of the store that are wanted, and who uses them.
    fn of(context: &Context, wanted: impl Fn(&Stored) -> bool) -> Result<Self> {
        let users = lifecycle::image_users(&context.paths)?;
        let stored = Store::open(&context.paths)?.list()?.into_iter().filter(wanted);
        Ok(Self { images: stored.map(|stored| row(stored, &users)).collect::<Result<_>>()? })
    }
}

fn row(stored: Stored, users: &BTreeMap<String, BTreeSet<String>>) -> Result<Row> {
    let bytes = stored.image.bytes()?;
    let Stored { image, provenance } = stored;
    let used_by = users.get(&image.digest).cloned().unwrap_or_default();
    Ok(Row { name: image.name, digest: image.digest, bytes, made: provenance.made_at, from: provenance.from, used_by })
}

/// As much of a digest as a person compares.
fn version(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}

impl Answer for Images {
    fn table(&self) -> String {
        if self.images.is_empty() {
            return String::new();
        }
        let mut table = Table::new(["NAME", "VERSION", "SIZE", "MADE", "USED BY"]);
        for image in &self.images {
            let users: Vec<_> = image.used_by.iter().map(String::as_str).collect();
            let made = image.made.strftime("%F %T UTC").to_string();
            table.row([
                image.name.clone(),
                version(&image.digest).to_owned(),
                Bytes(image.bytes).rounded(),
                made,
                if users.is_empty() { "-".to_owned() } else { users.join(",") },
            ]);
        }
        table.to_string()
    }

    fn names(&self) -> Vec<String> {
        self.images.iter().map(|image| image.name.clone()).collect()
    }
}

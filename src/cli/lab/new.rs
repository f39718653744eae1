use std::path::PathBuf;

use crate::catalog;
use crate::cli::Outcome;
use crate::error::Result;
use crate::shell;
use crate::spec::name::Name;
use crate::ui::Ui;

/// Write a small lab to start from
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The lab's name; its folder is named like it
    name: Name,
    /// Make the lab's folder in this one
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    dir: PathBuf,
}

pub(super) fn run(ui: &Ui, args: &Args) -> Result<Outcome> {
    let folder = catalog::create(&args.dir, &args.name)?;
    ui.status(format_args!("Wrote {}.", folder.join("lab.yaml").display()));
    ui.hint(format_args!("seclab lab validate {}", shell::path(&folder)));
    Ok(Outcome::Done)
}

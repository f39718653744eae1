use std::path::PathBuf;

use serde::Serialize;

use super::{Context, Outcome};
use crate::catalog;
use crate::error::Result;
use crate::supply::{self, LockedFile};
use crate::ui::Answer;
use crate::ui::table::Table;

/// Note what the files of a lab's K3s release are, so that others are refused
///
/// Asks the release for its checksums, for every architecture, and writes them to `lab.lock` beside `lab.yaml`; for a
/// built-in lab, to seclab's data folder. `seclab up` does the same at the first use and believes the file from then on.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A built-in lab, or the path of a lab
    lab: String,
}

#[derive(Serialize)]
struct Report {
    lock_file: PathBuf,
    release: String,
    files: Vec<LockedFile>,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let lab = catalog::load(&args.lab)?;
    let locked = supply::lock(&lab, &context.paths).await?;
    let report = Report { lock_file: locked.path, release: locked.version, files: locked.files };
    context.ui.answer(&report)?;
    context.ui.status(format!("Wrote {}.", report.lock_file.display()));
    Ok(Outcome::Done)
}

impl Answer for Report {
    fn table(&self) -> String {
        let mut table = Table::new(["FILE", "SHA256", "WAS"]);
        for file in &self.files {
            let was = match &file.was {
                None => "-",
                Some(was) if *was == file.sha256 => "the same",
                Some(was) => was,
            };
            table.row([file.name.as_str(), &file.sha256, was]);
        }
        table.to_string()
    }

    fn names(&self) -> Vec<String> {
        self.files.iter().map(|file| file.name.clone()).collect()
    }
}

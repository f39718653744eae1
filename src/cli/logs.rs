use std::path::PathBuf;

use serde::Serialize;

use super::{Context, Outcome};
use crate::error::{Diagnose, Kind, Result};
use crate::spec::name::Name;
use crate::ui::Answer;

/// Show what nodes said while they were changed: the newest log, or a list of all
#[derive(Debug, clap::Args)]
pub struct Args {
    instance: Name,
    /// List the logs, oldest first
    #[arg(long)]
    list: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("nothing was changed on `{instance}` yet, so there is no log")]
struct NoLog {
    instance: String,
}

impl Diagnose for NoLog {
    fn kind(&self) -> Kind {
        Kind::Failed
    }
}

#[derive(Serialize)]
struct Logs(Vec<PathBuf>);

impl Answer for Logs {
    fn table(&self) -> String {
        self.names().iter().fold(String::new(), |all, name| all + name + "\n")
    }

    fn names(&self) -> Vec<String> {
        self.0.iter().map(|path| path.display().to_string()).collect()
    }
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome> {
    let opened = context.open(&args.instance)?;
    let mut logs = Vec::new();
    if opened.instance.logs().is_dir() {
        for entry in fs_err::read_dir(opened.instance.logs())? {
            logs.push(entry?.path());
        }
    }
    // Names begin with the time.
    logs.sort();
    if args.list {
        context.ui.answer(&Logs(logs))?;
        return Ok(Outcome::Done);
    }
    let newest = logs.last().ok_or_else(|| NoLog { instance: args.instance.to_string() })?;
    context.ui.data(&String::from_utf8_lossy(&fs_err::read(newest)?))?;
    Ok(Outcome::Done)
}

use std::path::PathBuf;

use clap::CommandFactory;

use super::{Cli, Outcome};
use crate::error::Result;
use crate::ui::Ui;

/// Print the manual page, or write the pages of all commands
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Write one page per command into this folder
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
}

pub(super) fn run(ui: &Ui, args: &Args) -> Result<Outcome> {
    let command = Cli::command();
    if let Some(dir) = &args.dir {
        fs_err::create_dir_all(dir)?;
        clap_mangen::generate_to(command, dir)?;
        ui.status(format_args!("Manual pages are in {}.", dir.display()));
    } else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        ui.data(&String::from_utf8_lossy(&page))?;
    }
    Ok(Outcome::Done)
}

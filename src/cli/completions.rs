use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, Outcome};
use crate::error::Result;
use crate::ui::Ui;

/// Print the completion script of a shell
///
/// For example: `source <(seclab completions bash)`
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell that will read it
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(ui: &Ui, args: &Args) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "seclab", &mut script);
    ui.data(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}

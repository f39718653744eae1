//! The command line: one file per command, with its arguments and what it shows.
//! Decides nothing about labs or nodes; clap is known here and nowhere else.

mod completions;
mod context;
mod global;
pub mod interrupt;
mod lab;
mod man;
mod outcome;

use clap::{Parser, Subcommand};

pub use context::Context;
pub use outcome::Outcome;

use crate::error::Result;
use crate::ui::Ui;

/// Real container-security labs on your own machine
///
/// seclab makes a virtual machine, prepares it exactly as its lab says, and proves it on the running kernel.
#[derive(Debug, Parser)]
#[command(name = "seclab", version, propagate_version = true, max_term_width = 100, after_help = AFTER_HELP)]
pub struct Cli {
    #[command(flatten)]
    global: global::GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Lab(lab::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Cli {
    /// The printer that the global flags describe.
    pub fn ui(&self) -> Ui {
        Ui::terminal(self.global.settings())
    }

    pub fn run(self, ui: &Ui) -> Result<Outcome> {
        match self.command {
            Command::Lab(args) => lab::run(ui, &args),
            Command::Completions(args) => completions::run(ui, &args),
            Command::Man(args) => man::run(ui, &args),
        }
    }
}

const AFTER_HELP: &str = "\
Exit codes: 0 done, 1 failed, 2 wrong usage or lab, 3 checks or assertions not passed,
4 node, provider or tool unreachable, 130 interrupted.";

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}

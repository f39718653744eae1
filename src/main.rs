//! Parse, run, exit code.

use std::process::ExitCode;

use clap::Parser;
use seclab::cli::Cli;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(help_or_usage) => {
            // A reader that went away is no failure.
            let _ = help_or_usage.print();
            return ExitCode::from(if help_or_usage.use_stderr() { 2 } else { 0 });
        }
    };
    let ui = cli.ui();
    match cli.run(&ui) {
        Ok(outcome) => ExitCode::from(outcome),
        Err(error) => {
            ui.error(&error);
            ExitCode::from(error.kind.exit_code())
        }
    }
}

//! The flags that every command has.

use clap::ValueEnum;
use clap::builder::FalseyValueParser;

use crate::ui::{Color, EventFormat, OutputFormat, Settings, Verbosity};

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct GlobalArgs {
    /// Choose the form of the answer on stdout
    #[arg(
        short,
        long,
        global = true,
        value_enum,
        default_value = "table",
        env = "SECLAB_OUTPUT",
        hide_env_values = true
    )]
    output: OutputArg,
    /// Write events to stderr for programs
    #[arg(long, global = true, value_enum, value_name = "FORMAT", env = "SECLAB_EVENTS", hide_env_values = true)]
    events: Option<EventsArg>,
    /// Show answers, warnings and errors only
    #[arg(short, long, global = true, env = "SECLAB_QUIET", hide_env_values = true, value_parser = FalseyValueParser::new())]
    quiet: bool,
    /// Show more of what happens; wins over --quiet
    #[arg(short, long, global = true, env = "SECLAB_VERBOSE", hide_env_values = true, value_parser = FalseyValueParser::new())]
    verbose: bool,
    /// Choose when to use colour
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value = "auto",
        env = "SECLAB_COLOR",
        hide_env_values = true
    )]
    color: ColorArg,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum OutputArg {
    Table,
    Json,
    Name,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum EventsArg {
    Jsonl,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ColorArg {
    Auto,
    Always,
    Never,
}

impl GlobalArgs {
    pub(super) fn settings(&self) -> Settings {
        Settings {
            output: match self.output {
                OutputArg::Table => OutputFormat::Table,
                OutputArg::Json => OutputFormat::Json,
                OutputArg::Name => OutputFormat::Name,
            },
            events: self.events.map(|EventsArg::Jsonl| EventFormat::JsonLines),
            verbosity: match (self.verbose, self.quiet) {
                (true, _) => Verbosity::Verbose,
                (false, true) => Verbosity::Quiet,
                (false, false) => Verbosity::Normal,
            },
            color: match self.color {
                ColorArg::Auto => Color::Auto,
                ColorArg::Always => Color::Always,
                ColorArg::Never => Color::Never,
            },
        }
    }
}

//! The part of the client's command line that is played. Options that it doesn't know are refused, as by the client.

use clap::{Args, Parser, Subcommand};

#[derive(Parser)]
#[command(name = "multipass", disable_help_subcommand = true)]
pub struct Multipass {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    Launch(Launch),
    Info {
        names: Vec<String>,
        #[arg(long)]
        snapshots: bool,
        #[arg(long, default_value = "table")]
        format: String,
    },
    List {
        #[arg(long, default_value = "table")]
        format: String,
    },
    Version {
        #[arg(long, default_value = "table")]
        format: String,
    },
    Get {
        key: String,
    },
    Start {
        names: Vec<String>,
        #[arg(long)]
        all: bool,
        #[arg(long)]
        timeout: Option<u64>,
    },
    Stop {
        names: Vec<String>,
        #[arg(long)]
        all: bool,
        #[arg(long)]
        force: bool,
    },
    Recover {
        names: Vec<String>,
        #[arg(long)]
        all: bool,
    },
    Delete {
        names: Vec<String>,
        #[arg(long)]
        all: bool,
        #[arg(long, short)]
        purge: bool,
    },
    Purge,
    Snapshot {
        name: String,
        #[arg(long = "name", short = 'n')]
        snapshot: Option<String>,
    },
    Restore {
        target: String,
        #[arg(long, short)]
        destructive: bool,
    },
    Exec {
        name: String,
        /// The client takes a command without `--` too, and then eats its options.
        #[arg(last = true, required = true)]
        command: Vec<String>,
    },
    Transfer {
        source: String,
        target: String,
    },
}

#[derive(Args)]
pub struct Launch {
    pub image: Option<String>,
    #[arg(long, short)]
    pub name: Option<String>,
    #[arg(long, short, default_value = "1")]
    pub cpus: String,
    #[arg(long, short, alias = "mem", default_value = "1G")]
    pub memory: String,
    #[arg(long, short, default_value = "5G")]
    pub disk: String,
    #[arg(long)]
    pub cloud_init: Option<String>,
    #[arg(long)]
    pub timeout: Option<u64>,
}

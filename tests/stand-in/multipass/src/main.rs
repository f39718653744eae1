//! Stands in for the `multipass` client and its daemon in seclab's tests. It refuses what the real one refuses, says
//! what the real one says, and answers loudly what seclab must never ask.
//!
//! It keeps everything in one folder: `MULTIPASS_STAND_IN_DIR`, or the folder it was called from (a link to it will do).
//!
//! | file | content |
//! |---|---|
//! | `settings.json` | how it behaves: see `settings.rs` |
//! | `faults.json` | what is to go wrong, and how often: see `fault.rs` |
//! | `answers.json` | what `exec` answers where there are no machines: see `backend/none.rs` |
//! | `machines/` | the guests, where there are some: see `backend/qemu.rs` |
//! | `client_ed25519` | the client's own key, in every guest |
//! | `state.json` | the instances |
//! | `calls.jsonl` | each call: a line when it began, a line when it ended |

mod backend;
mod calls;
mod cli;
mod command;
mod fault;
mod reply;
mod settings;
mod size;
mod store;
mod world;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use crate::reply::Reply;
use crate::world::World;

#[expect(clippy::disallowed_methods, reason = "the only place that writes to the terminal")]
fn main() -> ExitCode {
    let reply = answer().unwrap_or_else(|error| Reply::broken(&error.to_string()));
    // Whoever stopped reading gets the exit code all the same.
    let _ = std::io::stdout().write_all(&reply.stdout);
    let _ = std::io::stderr().write_all(reply.stderr.as_bytes());
    ExitCode::from(reply.code)
}

fn answer() -> std::io::Result<Reply> {
    let arguments: Vec<String> = std::env::args().collect();
    let world = World::open(arguments.first().map(String::as_str))?;
    let call = world.calls.begin(&arguments[1..])?;
    let reply = match cli::Multipass::try_parse_from(&arguments) {
        Ok(parsed) => command::run(&world, parsed.command)?,
        Err(error) => Reply::refused(1, &error.to_string()),
    };
    call.end(&reply)?;
    Ok(reply)
}

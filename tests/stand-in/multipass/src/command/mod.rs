//! The commands, each with the refusals of the real client and daemon.

mod exec;
mod launch;
mod power;
mod remove;
mod show;
mod snapshot;

use crate::cli::Command;
use crate::reply::Reply;
use crate::world::World;

pub fn run(world: &World, command: Command) -> std::io::Result<Reply> {
    match command {
        Command::Launch(launch) => launch::run(world, &launch),
        Command::Info { names, snapshots, format } => show::info(world, &names, snapshots, &format),
        Command::List { format } => show::list(world, &format),
        Command::Version { format } => show::version(world, &format),
        Command::Get { key } => show::get(world, &key),
        Command::Start { names, all, timeout: _ } => power::start(world, &names, all),
        Command::Stop { names, all, force } => power::stop(world, &names, all, force),
        Command::Recover { names, all } => remove::recover(world, &names, all),
        Command::Delete { names, all, purge } => remove::delete(world, &names, all, purge),
        Command::Purge => Ok(Reply::forbidden("`purge` purges everybody's instances")),
        Command::Snapshot { name, snapshot } => snapshot::take(world, &name, snapshot.as_deref()),
        Command::Restore { target, destructive } => snapshot::restore(world, &target, destructive),
        Command::Exec { name, command } => exec::exec(world, &name, &command),
        Command::Transfer { source, target } => exec::transfer(world, &source, &target),
    }
}

/// The one name that a command must have. None means `primary` to the client, `--all` everybody's.
fn single<'a>(command: &str, names: &'a [String], all: bool) -> Result<&'a str, Reply> {
    match names {
        [name] if !all => Ok(name),
        _ => Err(Reply::forbidden(&format!("`{command}` wants exactly one name here"))),
    }
}

/// A fault of this command that is nothing but a refusal.
fn refused(world: &World, command: &str, name: &str) -> std::io::Result<Option<Reply>> {
    Ok(world.strike(command)?.and_then(|fault| fault.refusal(command, name)))
}

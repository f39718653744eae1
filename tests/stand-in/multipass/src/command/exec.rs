//! `exec` and `transfer`: into the machine and out of it.

use std::io::Read;

use super::{power, refused};
use crate::reply::Reply;
use crate::store::{Instance, Status};
use crate::world::World;

/// Starts a stopped instance, as the client does.
pub fn exec(world: &World, name: &str, command: &[String]) -> std::io::Result<Reply> {
    if let Some(reply) = refused(world, "exec", name)? {
        return Ok(reply);
    }
    if world.instance(name)?.is_some_and(|instance| instance.status == Status::Stopped) {
        power::start(world, &[name.to_owned()], false)?;
    }
    match running(world, "exec", name)? {
        Ok(instance) => world.backend.exec(name, &instance, command),
        Err(reply) => Ok(reply),
    }
}

/// Between stdin or stdout and one file of an instance.
pub fn transfer(world: &World, source: &str, target: &str) -> std::io::Result<Reply> {
    let (name, path) = match (source, target) {
        ("-", place) | (place, "-") => match place.split_once(':') {
            Some(parts) => parts,
            None => return Ok(Reply::refused(1, "An instance name is needed for either source or target")),
        },
        _ => return Ok(Reply::forbidden("a confined client can't read the host's files: use `-`")),
    };
    if let Some(reply) = refused(world, "transfer", name)? {
        return Ok(reply);
    }
    let instance = match running(world, "transfer", name)? {
        Ok(instance) => instance,
        Err(reply) => return Ok(reply),
    };
    if source == "-" {
        let mut content = Vec::new();
        std::io::stdin().read_to_end(&mut content)?;
        world.backend.upload(name, &instance, path, &content)?;
        return Ok(Reply::default());
    }
    Ok(match world.backend.download(name, &instance, path)? {
        Some(content) => Reply::said(content),
        None => Reply::refused(2, &format!("[sftp] cannot open remote file {path}: SFTP server: No such file")),
    })
}

fn running(world: &World, command: &str, name: &str) -> std::io::Result<Result<Instance, Reply>> {
    Ok(match world.instance(name)? {
        None => Err(Reply::missing(command, name)),
        Some(instance) if instance.status == Status::Running => Ok(instance),
        Some(_) => Err(Reply::failed(command, &format!("instance \"{name}\" is not running"))),
    })
}

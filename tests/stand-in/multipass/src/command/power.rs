//! `start` and `stop`.

use super::single;
use crate::fault::Kind;
use crate::reply::Reply;
use crate::store::Status;
use crate::world::World;

pub fn start(world: &World, names: &[String], all: bool) -> std::io::Result<Reply> {
    let name = match single("start", names, all) {
        Ok(name) => name,
        Err(reply) => return Ok(reply),
    };
    let fault = world.strike("start")?;
    if let Some(reply) = fault.and_then(|fault| fault.refusal("start", name)) {
        return Ok(reply);
    }
    match world.instance(name)?.map(|instance| instance.status) {
        None => return Ok(Reply::missing("start", name)),
        Some(Status::Deleted) => return Ok(Reply::failed("start", &format!("instance \"{name}\" is deleted"))),
        Some(Status::Running | Status::Starting) => return Ok(Reply::default()),
        Some(Status::Stopped) => {}
    }
    let slow = fault == Some(Kind::Timeout);
    let (status, looks) = if slow { (Status::Starting, 2) } else { (Status::Running, 0) };
    let started = world.store.change(|state| {
        world.comes_up(state, name, status, looks);
        state.instances.get(name).cloned()
    })?;
    if let Some(instance) = started {
        world.backend.boot(name, &instance)?;
    }
    Ok(match fault {
        Some(Kind::Timeout) => Reply::refused(5, "Timed out waiting for instance to start."),
        Some(Kind::Initialization) => Reply::failed("start", "timed out waiting for initialization to complete"),
        _ => Reply::default(),
    })
}

pub fn stop(world: &World, names: &[String], all: bool, force: bool) -> std::io::Result<Reply> {
    let name = match single("stop", names, all) {
        Ok(name) => name,
        Err(reply) => return Ok(reply),
    };
    if let Some(reply) = super::refused(world, "stop", name)? {
        return Ok(reply);
    }
    match world.instance(name)?.map(|instance| instance.status) {
        None => return Ok(Reply::missing("stop", name)),
        Some(Status::Deleted) => return Ok(Reply::failed("stop", &format!("instance \"{name}\" is deleted"))),
        Some(Status::Stopped) => return Ok(Reply::default()),
        Some(Status::Running | Status::Starting) => {}
    }
    world.backend.halt(name, force)?;
    world.store.change(|state| {
        if let Some(instance) = state.instances.get_mut(name) {
            instance.status = Status::Stopped;
        }
    })?;
    Ok(Reply::default())
}

//! `delete` and `recover`.

use super::{refused, single};
use crate::reply::Reply;
use crate::store::Status;
use crate::world::World;

pub fn delete(world: &World, names: &[String], all: bool, purge: bool) -> std::io::Result<Reply> {
    let target = match single("delete", names, all) {
        Ok(name) => name,
        Err(reply) => return Ok(reply),
    };
    if let Some(reply) = refused(world, "delete", target)? {
        return Ok(reply);
    }
    if let Some((name, snapshot)) = target.split_once('.') {
        return delete_snapshot(world, name, snapshot, purge);
    }
    match world.instance(target)?.map(|instance| instance.status) {
        None => return Ok(Reply::missing("delete", target)),
        Some(Status::Deleted) => {}
        Some(_) => world.backend.halt(target, false)?,
    }
    if purge {
        world.backend.destroy(target)?;
        world.store.change(|state| state.instances.remove(target))?;
    } else {
        world.store.change(|state| {
            if let Some(instance) = state.instances.get_mut(target) {
                instance.status = Status::Deleted;
            }
        })?;
    }
    Ok(Reply::default())
}

fn delete_snapshot(world: &World, name: &str, snapshot: &str, purge: bool) -> std::io::Result<Reply> {
    if !purge {
        return Ok(Reply::refused(
            1,
            "Snapshots can only be purged (after deletion, they cannot be recovered). Please use the `--purge` flag if \
             that is what you want.",
        ));
    }
    let removed = world.store.change(|state| {
        let instance = state.instances.get_mut(name)?;
        Some(instance.snapshots.remove(snapshot).is_some())
    })?;
    match removed {
        None => Ok(Reply::missing("delete", name)),
        Some(false) => Ok(Reply::failed("delete", &format!("snapshot \"{name}.{snapshot}\" does not exist"))),
        Some(true) => world.backend.forget_snapshot(name, snapshot).map(|()| Reply::default()),
    }
}

pub fn recover(world: &World, names: &[String], all: bool) -> std::io::Result<Reply> {
    let name = match single("recover", names, all) {
        Ok(name) => name,
        Err(reply) => return Ok(reply),
    };
    if let Some(reply) = refused(world, "recover", name)? {
        return Ok(reply);
    }
    let known = world.store.change(|state| {
        let instance = state.instances.get_mut(name)?;
        if instance.status == Status::Deleted {
            instance.status = Status::Stopped;
        }
        Some(())
    })?;
    Ok(known.map_or_else(|| Reply::missing("recover", name), |()| Reply::default()))
}

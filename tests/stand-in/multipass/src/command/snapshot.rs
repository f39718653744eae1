//! `snapshot` and `restore`, both of stopped instances only.

use super::refused;
use crate::reply::Reply;
use crate::store::{Snapshot, Status};
use crate::world::World;

pub fn take(world: &World, name: &str, snapshot: Option<&str>) -> std::io::Result<Reply> {
    let Some(snapshot) = snapshot else {
        return Ok(Reply::forbidden("`snapshot` without --name makes one that nobody can find again"));
    };
    if let Some(reply) = refused(world, "snapshot", name)? {
        return Ok(reply);
    }
    let Some(instance) = world.instance(name)? else { return Ok(Reply::missing("snapshot", name)) };
    if instance.status != Status::Stopped {
        return Ok(Reply::failed("snapshot", "Multipass can only take snapshots of stopped instances."));
    }
    if instance.snapshots.contains_key(snapshot) {
        return Ok(Reply::failed("snapshot", &format!("Snapshot already exists: {name}.{snapshot}")));
    }
    world.backend.snapshot(name, snapshot)?;
    world.store.change(|state| {
        state.snapshots += 1;
        let created = format!("2026-01-01T00:{:02}:00.000Z", state.snapshots % 60);
        if let Some(instance) = state.instances.get_mut(name) {
            instance.snapshots.insert(snapshot.to_owned(), Snapshot { created });
        }
    })?;
    Ok(Reply::said(format!("Snapshot taken: {name}.{snapshot}\n")))
}

pub fn restore(world: &World, target: &str, destructive: bool) -> std::io::Result<Reply> {
    let Some((name, snapshot)) = target.split_once('.') else {
        return Ok(Reply::refused(1, "Invalid format. Please specify snapshot to restore: <instance>.<snapshot>"));
    };
    if let Some(reply) = refused(world, "restore", name)? {
        return Ok(reply);
    }
    let Some(instance) = world.instance(name)? else { return Ok(Reply::missing("restore", name)) };
    if !destructive {
        return Ok(Reply::forbidden("`restore` without --destructive asks a question on the terminal"));
    }
    if instance.status != Status::Stopped {
        return Ok(Reply::failed("restore", "Multipass can only restore snapshots of stopped instances."));
    }
    if !instance.snapshots.contains_key(snapshot) {
        return Ok(Reply::failed("restore", &format!("No such snapshot: {name}.{snapshot}")));
    }
    world.backend.restore(name, snapshot)?;
    Ok(Reply::said(format!("Snapshot restored: {target}\n")))
}

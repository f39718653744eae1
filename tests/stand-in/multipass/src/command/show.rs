//! `info`, `list`, `version`, `get`: what is there.

use serde_json::{Value, json};

use super::refused;
use crate::fault::Kind;
use crate::reply::Reply;
use crate::store::{Instance, Status, UNTIL_TOLD};
use crate::world::World;

const VERSION: &str = "1.16.3";

pub fn info(world: &World, names: &[String], snapshots: bool, format: &str) -> std::io::Result<Reply> {
    let [name] = names else { return Ok(Reply::forbidden("`info` wants exactly one name here")) };
    if format != "json" {
        return Ok(Reply::forbidden("only the JSON of `info` is stable"));
    }
    let fault = world.strike("info")?;
    if let Some(reply) = fault.and_then(|fault| fault.refusal("info", name)) {
        return Ok(reply);
    }
    let looked = world.store.change(|state| {
        let instance = state.instances.get_mut(name)?;
        let seen = instance.clone();
        if instance.status == Status::Starting && instance.starting != UNTIL_TOLD {
            match instance.starting.checked_sub(1) {
                Some(left) => instance.starting = left,
                None => instance.status = Status::Running,
            }
        }
        Some(seen)
    })?;
    let Some(instance) = looked else { return Ok(Reply::missing("info", name)) };
    let details = if snapshots { snapshot_details(&instance) } else { details(&instance, fault) };
    if fault == Some(Kind::BadJson) {
        return Ok(Reply::said("Name:  lab1\n"));
    }
    Ok(Reply::json(&json!({"errors": [], "info": {name: details}})))
}

fn details(instance: &Instance, fault: Option<Kind>) -> Value {
    let up = instance.status == Status::Running;
    let state = match fault {
        Some(Kind::StateUnknown) => "Unknown".to_owned(),
        Some(Kind::StateOfTheFuture) => "Hibernating".to_owned(),
        _ => format!("{:?}", instance.status),
    };
    let address = match &instance.address {
        _ if fault == Some(Kind::NoAddress) => Some("N/A"),
        None => Some("N/A"),
        Some(address) => Some(address.as_str()),
    };
    json!({
        "cpu_count": if up { instance.cpus.to_string() } else { String::new() },
        "disks": {"sda1": if up { json!({"total": instance.disk.to_string(), "used": "2013265920"}) } else { json!({}) }},
        "image_hash": "0000000000000000000000000000000000000000000000000000000000000000",
        "image_release": format!("{} LTS", instance.image),
        "ipv4": address.filter(|_| up).into_iter().collect::<Vec<_>>(),
        "load": if up { json!([0.16, 0.09, 0.08]) } else { json!([]) },
        "memory": if up { json!({"total": instance.memory, "used": 178_364_416}) } else { json!({}) },
        "mounts": {},
        "release": if up { format!("Ubuntu {} LTS", instance.image) } else { String::new() },
        "snapshot_count": instance.snapshots.len().to_string(),
        "state": state,
    })
}

fn snapshot_details(instance: &Instance) -> Value {
    let snapshots: serde_json::Map<_, _> = instance
        .snapshots
        .iter()
        .map(|(name, snapshot)| {
            let details = json!({
                "children": [], "comment": "", "cpu_count": instance.cpus.to_string(), "created": snapshot.created,
                "disk_space": instance.disk.to_string(), "memory_size": instance.memory.to_string(), "mounts": {},
                "parent": "", "size": "",
            });
            (name.clone(), details)
        })
        .collect();
    json!({"snapshots": snapshots})
}

pub fn list(world: &World, format: &str) -> std::io::Result<Reply> {
    if format != "json" {
        return Ok(Reply::forbidden("only the JSON of `list` is stable"));
    }
    if let Some(reply) = refused(world, "list", "")? {
        return Ok(reply);
    }
    let list = world.store.change(|state| {
        let entry = |(name, instance): (&String, &Instance)| {
            let up = instance.status == Status::Running;
            let release = if up { format!("Ubuntu {} LTS", instance.image) } else { "Not Available".to_owned() };
            let ipv4: Vec<_> = instance.address.iter().filter(|_| up).collect();
            json!({"ipv4": ipv4, "name": name, "release": release, "state": format!("{:?}", instance.status)})
        };
        state.instances.iter().map(entry).collect::<Vec<_>>()
    })?;
    Ok(Reply::json(&json!({"list": list})))
}

/// The one command that succeeds without a daemon.
pub fn version(world: &World, format: &str) -> std::io::Result<Reply> {
    if format != "json" {
        return Ok(Reply::forbidden("only the JSON of `version` is stable"));
    }
    Ok(match world.strike("version")? {
        Some(Kind::SocketDown | Kind::SocketDenied) => Reply::json(&json!({"multipass": VERSION})),
        Some(fault) => fault.refusal("version", "").unwrap_or_default(),
        None => Reply::json(&json!({"multipass": VERSION, "multipassd": VERSION})),
    })
}

pub fn get(world: &World, key: &str) -> std::io::Result<Reply> {
    if let Some(reply) = refused(world, "get", "")? {
        return Ok(reply);
    }
    Ok(match key {
        "local.driver" => Reply::said(format!("{}\n", world.settings.driver)),
        other => Reply::refused(1, &format!("Unrecognized settings key: '{other}'")),
    })
}

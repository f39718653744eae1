//! `launch`.

use std::io::Read;
use std::path::Path;

use serde_json::Value;

use crate::cli::Launch;
use crate::fault::Kind;
use crate::reply::Reply;
use crate::size::bytes;
use crate::store::{Instance, Status, UNTIL_TOLD};
use crate::world::World;

const IMAGES: [&str; 6] = ["22.04", "jammy", "24.04", "noble", "lts", "release"];

pub fn run(world: &World, launch: &Launch) -> std::io::Result<Reply> {
    let Some(name) = launch.name.clone() else {
        return Ok(Reply::forbidden("`launch` without --name makes an instance that nobody can find again"));
    };
    let turn = fs_err::File::create(world.folder.join("launch.lock"))?;
    if turn.file().try_lock().is_err() {
        return Ok(Reply::forbidden("two launches at once have crashed the real daemon"));
    }
    let fault = world.strike("launch")?;
    if let Some(reply) = fault.and_then(|fault| fault.refusal("launch", &name)) {
        return Ok(reply);
    }
    let mut instance = match asked(launch, &name)? {
        Ok(instance) => instance,
        Err(reply) => return Ok(reply),
    };
    if fault == Some(Kind::NoUserData) {
        instance.user_data = None;
    }
    let launched = world.store.change(|state| {
        let free = !state.instances.contains_key(&name);
        if free {
            state.instances.insert(name.clone(), instance.clone());
            world.comes_up(state, &name, Status::Starting, UNTIL_TOLD);
        }
        state.instances.get(&name).cloned().filter(|_| free)
    })?;
    let Some(instance) = launched else {
        return Ok(Reply::failed("launch", &format!("instance \"{name}\" already exists")));
    };
    world.backend.boot(&name, &instance)?;
    let (status, starting) = if fault == Some(Kind::Timeout) { (Status::Starting, 2) } else { (Status::Running, 0) };
    world.store.change(|state| {
        if let Some(instance) = state.instances.get_mut(&name) {
            (instance.status, instance.starting) = (status, starting);
        }
    })?;
    Ok(match fault {
        Some(Kind::Timeout) => Reply::refused(5, "Timed out waiting for instance launch."),
        Some(Kind::Initialization) => {
            Reply::failed("launch", "The following errors occurred:\ntimed out waiting for initialization to complete")
        }
        _ => Reply::said(format!("Launched: {name}\n")),
    })
}

/// The instance that is asked for, or why it can't be had.
fn asked(launch: &Launch, name: &str) -> std::io::Result<Result<Instance, Reply>> {
    let failed = |message: String| Ok(Err(Reply::failed("launch", &message)));
    if !is_name(name) {
        return failed(format!("Invalid instance name supplied: {name}"));
    }
    let Some(cpus) = launch.cpus.parse::<u32>().ok().filter(|count| *count > 0) else {
        return Ok(Err(Reply::refused(
            1,
            &format!("Invalid CPU count '{}', need a positive integer value.", launch.cpus),
        )));
    };
    let Some(memory) = bytes(&launch.memory).filter(|size| *size >= 512 << 20) else {
        return failed(format!("Invalid memory size value supplied: {}.", launch.memory));
    };
    let Some(disk) = bytes(&launch.disk) else {
        return failed(format!("Invalid disk size value supplied: {}.", launch.disk));
    };
    if disk < 1 << 30 {
        return failed(format!("Requested disk ({disk} bytes) below minimum for this image (1073741824 bytes)"));
    }
    let image = launch.image.clone().unwrap_or_else(|| "lts".to_owned());
    let is_file = image.strip_prefix("file://").is_some_and(|path| Path::new(path).is_file());
    if !is_file && !IMAGES.contains(&image.as_str()) {
        return failed(format!("Unable to find an image matching \"{image}\" in remote \"release\"."));
    }
    let user_data = match launch.cloud_init.as_deref().map(cloud_config).transpose()? {
        None => None,
        Some(Ok(user_data)) => user_data,
        Some(Err(why)) => {
            return Ok(Err(Reply::refused(1, &format!("Could not load cloud-init configuration: {why}"))));
        }
    };
    let (status, address, snapshots, starting) = (Status::Starting, None, std::collections::BTreeMap::default(), 0);
    Ok(Ok(Instance { status, address, image, cpus, memory, disk, user_data, snapshots, starting }))
}

/// `^([a-zA-Z]|[a-zA-Z][a-zA-Z0-9\-]*[a-zA-Z0-9])$`
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.ends_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// The document from stdin or a file; nothing at all on stdin is no document, without a word about it.
fn cloud_config(source: &str) -> std::io::Result<Result<Option<Value>, String>> {
    let mut text = String::new();
    if source == "-" {
        std::io::stdin().read_to_string(&mut text)?;
    } else if readable_by_a_snap(Path::new(source)) {
        text = fs_err::read_to_string(source)?;
    } else {
        return Ok(Err(format!("bad file: {source}\nPlease ensure that Multipass can read it.")));
    }
    if text.trim().is_empty() {
        return Ok(Ok(None));
    }
    Ok(match serde_saphyr::from_str::<Value>(&text) {
        Ok(document) if document.is_object() => Ok(Some(document)),
        Ok(_) => Err("the document is not a mapping".to_owned()),
        Err(error) => Err(error.to_string()),
    })
}

/// Snap confinement: files under HOME, none of the path hidden.
fn readable_by_a_snap(path: &Path) -> bool {
    let Some(home) = std::env::var_os("HOME") else { return false };
    path.is_file()
        && path
            .strip_prefix(home)
            .is_ok_and(|inside| inside.components().all(|part| !part.as_os_str().to_string_lossy().starts_with('.')))
}

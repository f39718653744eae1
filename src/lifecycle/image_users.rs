//! Which instances have nodes that were made from an image.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Result;
use crate::instance::{self, Instance};
use crate::paths::Paths;
use crate::provider::qemu::Machine;

/// The names of instances by the sha256 of the image that their nodes' disks stand on. A broken record names no nodes.
pub fn image_users(paths: &Paths) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let mut users: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for name in instance::names(paths)? {
        let instance = Instance::new(name, paths);
        let Ok(Some(record)) = instance.record() else { continue };
        for node in record.nodes.keys() {
            if let Some(machine) = Machine::load(&instance.node_folder(node))? {
                users.entry(machine.image.digest).or_default().insert(instance.name.to_string());
            }
        }
    }
    Ok(users)
}

//! The files of Kubernetes on a node that are small: configuration, unit, and the student's `kubectl`.

use serde_json::{Value, json};

use super::ID;
use crate::container_image::Tag;
use crate::error::Result;
use crate::phase::facts::InventoryEntry;
use crate::phase::{Change, Facts, ManagedFile, Target};
use crate::runtime::kubernetes::{KUBECTL, UNIT};
use crate::template;

/// Root's file, as all of seclab's: nothing is written through the student's home. systemd finds it all the same.
pub(super) const UNIT_FILE: &str = "/etc/systemd/user/k3s-rootless.service";
const DROP_IN: &str = "/etc/systemd/user/k3s-rootless.service.d/seclab.conf";
/// K3s reads it before it enters its namespaces, as the student.
const CONFIG: &str = "/etc/rancher/k3s/config.yaml";

pub(super) fn paths() -> impl Iterator<Item = &'static str> {
    [UNIT_FILE, DROP_IN, CONFIG, KUBECTL].into_iter()
}

/// What the lab says, and what seclab must.
fn config(target: &Target) -> Result<String> {
    let mut config = target.lab.kubernetes.as_ref().map(|kubernetes| kubernetes.config.clone()).unwrap_or_default();
    let mut set = |key: &str, value: &str| {
        config.entry(key.to_owned()).or_insert_with(|| Value::from(value));
    };
    set("write-kubeconfig-mode", "0600");
    // No registry: what holds a Pod's namespaces comes with the toolbox.
    set("pause-image", &Tag::Pause.reference());
    let head = template::render("k3s/config.yaml", &())?;
    Ok(format!("{head}{}", serde_json::to_string_pretty(&config)? + "\n"))
}

pub(super) fn files(target: &Target, facts: &Facts) -> Result<Vec<ManagedFile>> {
    let uid: Option<u32> = facts.first("student", "uid").and_then(|uid| uid.parse().ok());
    let unit = template::render("k3s/k3s-rootless.service", &())?;
    let drop_in = template::render("k3s/seclab.conf", &json!({ "uid": uid }))?;
    Ok(vec![
        ManagedFile::of_root(CONFIG, config(target)?),
        ManagedFile::of_root(UNIT_FILE, unit),
        ManagedFile::of_root(DROP_IN, drop_in),
        ManagedFile::program(KUBECTL, template::render("k3s/kubectl", &())?),
    ])
}

/// The server goes with its unit, and so does what it wrote.
pub(super) fn prune(entry: &InventoryEntry) -> Result<Option<Change>> {
    if entry.kind != "file" || entry.key != UNIT_FILE {
        return Ok(None);
    }
    let script = template::render("k3s/remove.sh", &json!({ "path": UNIT_FILE, "unit": UNIT, "link": super::WANTED }))?;
    let summary = "stop and remove Kubernetes";
    Ok(Some(Change::new(ID, "remove", summary, "the lab no longer has it").script(script)))
}

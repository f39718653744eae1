//! Podman: one container a workload. A manifest becomes arguments of `podman run`, because Podman 4.3's own
//! `kube play` leaves out keys in silence, seccomp profiles among them.

mod arguments;
mod quantity;

use serde_json::json;

use super::{Runtime, Unsupported};
use crate::error::{Diagnose, Kind, Result};
use crate::spec::pod::Pod;
use crate::spec::workload::Workload;
use crate::template;

pub struct Podman;

/// Labs are reviewed when they are loaded; this is for one that was not.
#[derive(Debug, thiserror::Error)]
#[error("Podman can't honour `{}` in the manifest of {workload}: {}", first.key, first.why)]
struct CantHonour {
    workload: String,
    first: Unsupported,
}

impl Diagnose for CantHonour {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }
}

impl Podman {
    /// The text of the program that starts a workload. Students read it, too.
    pub fn program(workload: &Workload, pod: &Pod) -> Result<String> {
        let arguments = arguments::arguments(workload, pod).map_err(|mut problems| CantHonour {
            workload: workload.name.to_string(),
            first: problems.swap_remove(0),
        })?;
        let oci_runtime = workload.podman.oci_runtime.as_str();
        let values = json!({ "name": workload.name, "oci_runtime": oci_runtime, "arguments": arguments });
        template::render("podman/workload.sh", &values)
    }
}

impl Runtime for Podman {
    fn unsupported(&self, workload: &Workload, pod: &Pod) -> Vec<Unsupported> {
        arguments::arguments(workload, pod).err().unwrap_or_default()
    }
}

//! What runs workloads: where it looks for profiles, how a workload is started, who is PID 1, and what it can't
//! honour. Pure: it makes texts and scripts; reconcile runs them.

pub mod podman;
pub mod review;
mod service;

pub use service::{Service, Supervisor};

use crate::error::Result;
use crate::spec::pod::Pod;
use crate::spec::workload::Workload;

/// Where every runtime of seclab looks for seccomp profiles: the kubelet's folder, and the default of
/// `podman kube play --seccomp-profile-root`. A manifest names a profile relative to it.
pub const SECCOMP_ROOT: &str = "/var/lib/kubelet/seccomp";

/// A manifest's name for one of the lab's profiles.
pub fn localhost_profile(name: &str) -> String {
    format!("profiles/{name}.json")
}

/// What the phases ask of a runtime.
pub trait Runtime: Sync {
    /// Keys of a manifest that would not do what they say.
    fn unsupported(&self, workload: &Workload, pod: &Pod) -> Vec<Unsupported>;
    /// The text of the program that starts a workload. Students read it, too.
    fn program(&self, workload: &Workload, pod: &Pod) -> Result<String>;
    /// The command that runs another one inside a running workload.
    fn enter(&self, workload: &Workload) -> Vec<String>;
}

/// A key of a manifest that would not do what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// Dotted, as `kubectl explain` has it.
    pub key: String,
    pub why: String,
}

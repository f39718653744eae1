//! What runs workloads: where it looks for profiles, how a workload is started, who is PID 1, and what it can't
//! honour. Pure: it makes texts and scripts; reconcile runs them.

pub mod kubernetes;
pub mod podman;
pub mod review;
mod service;
mod subject;

pub use service::{Service, Supervisor};
pub use subject::{PodContainer, Subject};

use crate::spec::Lab;
use crate::spec::pod::Pod;
use crate::spec::workload::Workload;

/// Where Podman's workloads look for seccomp profiles: the kubelet's usual folder, and the default of
/// `podman kube play --seccomp-profile-root`. A manifest names a profile relative to it.
pub const SECCOMP_ROOT: &str = "/var/lib/kubelet/seccomp";

/// Where the lab's profiles lie on its nodes.
pub fn seccomp_root(lab: &Lab) -> &'static str {
    if lab.kubernetes.is_some() { kubernetes::SECCOMP_ROOT } else { SECCOMP_ROOT }
}

/// What runs the containers of a lab.
pub fn of(lab: &Lab) -> &'static dyn Runtime {
    if lab.kubernetes.is_some() { &kubernetes::Kubernetes } else { &podman::Podman }
}

/// A manifest's name for one of the lab's profiles.
pub fn localhost_profile(name: &str) -> String {
    format!("profiles/{name}.json")
}

/// What the phases ask of a runtime.
pub trait Runtime: Sync {
    /// Keys of a manifest that would not do what they say.
    fn unsupported(&self, workload: &Workload, pod: &Pod) -> Vec<Unsupported>;
}

/// A key of a manifest that would not do what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// Dotted, as `kubectl explain` has it.
    pub key: String,
    pub why: String,
}

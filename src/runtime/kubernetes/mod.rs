//! Kubernetes in the student's user namespace: K3s, or what keeps its command line and its paths.

mod answer;
mod change;
pub mod client;
mod distribution;
pub mod kubeconfig;
mod query;
pub mod review;
pub mod symptom;

pub use answer::Unanswered;
pub use distribution::{Artifact, Distribution, Program};
pub use query::Query;

use super::{Runtime, Unsupported};
use crate::spec::pod::{Pod, PullPolicy};
use crate::spec::workload::{PodmanOptions, Workload};

/// The server's unit, of the student's systemd.
pub const UNIT: &str = "k3s-rootless.service";
/// Where the API server listens on its node.
pub const API_PORT: u16 = 6443;
/// The program, whatever its source.
pub const PROGRAM: &str = "/usr/local/bin/k3s";
/// `kubectl` with the student's kubeconfig.
pub const KUBECTL: &str = "/usr/local/bin/kubectl";
/// Where the lab's seccomp profiles lie: not below `/var/lib`, which rootless K3s hides from itself. A link in the
/// kubelet's folder leads here.
pub const SECCOMP_ROOT: &str = "/usr/local/lib/seclab/seccomp";

pub struct Kubernetes;

impl Runtime for Kubernetes {
    fn unsupported(&self, workload: &Workload, pod: &Pod) -> Vec<Unsupported> {
        let mut found = Vec::new();
        let mut refuse = |key: &str, why: &str| found.push(Unsupported { key: key.to_owned(), why: why.to_owned() });
        if workload.podman != PodmanOptions::default() {
            refuse("podman", "Kubernetes runs this workload, and knows no option of Podman's");
        }
        if pod.metadata.name != workload.name.as_str() {
            refuse("metadata.name", "the Pod is not named like its workload");
        }
        for (index, container) in pod.spec.containers.iter().enumerate() {
            // Without a registry a Pod would wait for its image for ever.
            if container.image.starts_with("localhost/") && container.image_pull_policy != Some(PullPolicy::Never) {
                let key = format!("spec.containers[{index}].imagePullPolicy");
                refuse(&key, "the image comes from an archive: write `Never`");
            }
        }
        found
    }
}

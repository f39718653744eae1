//! Something that runs on a node, and where its first process is found there.

use serde::Serialize;

use super::{Service, Supervisor};
use crate::spec::pod::Pod;
use crate::spec::workload::Workload;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Subject {
    /// What a unit runs: a process, or a container of Podman's.
    Unit { supervisor: Supervisor, unit: String, container: String },
    /// A container of the student's own rootless Podman, by its name.
    Container { name: String },
    /// A Pod of the student's Kubernetes.
    Pod(PodContainer),
}

impl Subject {
    /// What a student's name means: a Pod in this namespace where the lab runs Kubernetes, else a container.
    pub fn named(name: &str, pods_in: Option<&str>) -> Self {
        match pods_in {
            None => Self::Container { name: name.to_owned() },
            Some(namespace) => {
                let (namespace, name) = (namespace.to_owned(), name.to_owned());
                Self::Pod(PodContainer { namespace, name, container: String::new() })
            }
        }
    }
}

/// What names a Pod's container in the kubelet's folders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PodContainer {
    pub namespace: String,
    pub name: String,
    /// Empty: any of its containers.
    pub container: String,
}

impl PodContainer {
    pub fn of(pod: &Pod) -> Self {
        Self {
            namespace: pod.namespace().to_owned(),
            name: pod.metadata.name.clone(),
            container: pod.container().to_owned(),
        }
    }
}

impl Subject {
    /// What systemd runs of a workload.
    pub fn unit(workload: &Workload) -> Self {
        let Service { name, supervisor } = Service::of(workload);
        Self::Unit { supervisor, unit: name, container: workload.name.to_string() }
    }
}

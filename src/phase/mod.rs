//! The phases: one concern of preparing a node each, in the order they are prepared.
//! A phase declares and never runs: it says what to look at, what would have to change, and what must hold.
//! To add one: a file here, its templates, and a row in `all`.

pub mod assertion;
pub mod change;
pub mod facts;
pub mod file;
mod profile;

mod apparmor;
mod cgroup;
mod cloud_init;
mod container_images;
mod delegation;
mod k3s;
mod kernel;
mod manifests;
pub mod observation;
mod packages;
mod pod_apparmor;
mod podman;
mod pods;
mod seccomp;
mod student;
mod toolbox;
mod userns;
mod workloads;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use assertion::{Ask, Assertion, Expected, Verdict, digest};
pub use change::{Change, Payload, Planned, Trigger};
pub use facts::Facts;
pub use file::ManagedFile;

use crate::error::{Diagnose, Result};
use crate::runtime::kubernetes::Distribution;
use crate::runtime::localhost_profile;
use crate::spec::Lab;
use crate::spec::pod::Pod;
use crate::spec::workload::Workload;

/// What a node is to become.
#[derive(Clone, Debug)]
pub struct Target {
    pub lab: Lab,
    /// seclab's public key for this instance, which opens the student's account too.
    pub public_key: String,
    /// The texts of the lab's files that phases need, by their path in the lab's folder.
    pub files: BTreeMap<PathBuf, String>,
    /// What runs Kubernetes, once that was found out.
    pub kubernetes: Option<Distribution>,
}

#[derive(Debug, thiserror::Error)]
#[error("the lab's file {} was not read", file.display())]
struct NotRead {
    file: PathBuf,
}

impl Diagnose for NotRead {}

impl Target {
    /// The text of one of the lab's files.
    fn text(&self, file: &Path) -> Result<&str> {
        let text = self.files.get(file).map(String::as_str);
        Ok(text.ok_or_else(|| NotRead { file: file.to_owned() })?)
    }

    /// The student's name; empty where the lab has none.
    fn student(&self) -> &str {
        self.lab.student.as_ref().map_or("", |student| student.name.as_str())
    }

    /// The workloads that this node's Kubernetes runs.
    fn pods(&self) -> impl Iterator<Item = &Workload> {
        let source = self.kubernetes.as_ref().map(|distribution| distribution.source);
        let runs = move |workload: &&Workload| {
            workload.sources.is_empty() || source.is_none_or(|source| workload.sources.contains(&source))
        };
        self.lab.pods().filter(runs)
    }

    /// A workload's manifest.
    fn pod(&self, workload: &Workload) -> Result<Pod> {
        let file = workload.manifest.clone().unwrap_or_default();
        Ok(Pod::parse(&file.display().to_string(), self.text(&file)?)?)
    }

    /// The text of the seccomp profile that a Pod names.
    fn seccomp_text(&self, pod: &Pod) -> Option<&str> {
        let named = pod.seccomp_profile()?;
        let mut profiles = self.lab.profiles.iter().flat_map(|profiles| &profiles.seccomp);
        let profile = profiles.find(|profile| localhost_profile(profile.name.as_str()) == named)?;
        self.text(&profile.file).ok()
    }
}

pub trait Phase: Sync {
    /// One lower-case word.
    fn id(&self) -> &'static str;
    /// Imperative: "Delegate cgroup controllers".
    fn title(&self) -> &'static str;
    /// Whether the lab asks for it.
    fn wanted(&self, lab: &Lab) -> bool;
    /// A passive snippet: it looks, and says what it finds with `say`.
    fn observe(&self, target: &Target) -> Result<String>;
    /// Paths of files that this phase keeps on the node; others of ours are pruned.
    fn paths(&self, _target: &Target) -> Vec<String> {
        Vec::new()
    }
    /// What is to do, from what was found. Empty when nothing is.
    fn plan(&self, target: &Target, facts: &Facts) -> Result<Vec<Planned>>;
    /// What takes away what this phase once put there and the lab no longer has. `None`: not of this phase.
    fn prune(&self, _entry: &facts::InventoryEntry) -> Result<Option<Change>> {
        Ok(None)
    }
    /// What must hold live.
    fn assertions(&self, target: &Target) -> Result<Vec<Assertion>>;
}

/// The recipe, in order.
pub fn all() -> [&'static dyn Phase; 17] {
    [
        &cgroup::Cgroup,
        &cloud_init::CloudInit,
        &packages::Packages,
        &kernel::Kernel,
        &student::Student,
        &delegation::Delegation,
        &userns::UserNamespaces,
        &apparmor::AppArmor,
        &seccomp::Seccomp,
        &toolbox::Toolbox,
        &podman::Podman,
        &container_images::ContainerImages,
        &pod_apparmor::PodAppArmor,
        &k3s::K3s,
        &manifests::Manifests,
        &pods::Pods,
        &workloads::Workloads,
    ]
}

#[cfg(test)]
impl Target {
    /// A lab with nothing in it but its one node.
    fn of(name: &str) -> Self {
        let text = format!(
            r#"{{"apiVersion":"seclab/v1alpha1","kind":"Lab","metadata":{{"name":"{name}","title":"t"}},"nodes":[{{"name":"node"}}]}}"#
        );
        Self {
            lab: serde_json::from_str(&text).unwrap(),
            public_key: "ssh-ed25519 AAAA seclab".into(),
            files: BTreeMap::new(),
            kubernetes: None,
        }
    }
}

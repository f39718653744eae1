//! The types of `lab.yaml`. Their doc comments are the format's manual: the JSON Schema is made from them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kubernetes::Kubernetes;
use super::name::Name;
use super::quantity::Bytes;
use super::workload::{Attempt, Workload};

/// A lab: machines, how they are prepared, and what is put on them. A section that is absent is not prepared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Lab {
    pub api_version: ApiVersion,
    pub kind: LabKind,
    pub metadata: Metadata,
    /// The machines, one or more.
    #[schemars(length(min = 1))]
    pub nodes: Vec<NodeSpec>,
    /// Packages of the distribution that every node needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<PackageName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kernel: Option<Kernel>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub student: Option<Student>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation: Option<Delegation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userns: Option<UserNamespaces>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profiles: Option<Profiles>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub podman: Option<Podman>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kubernetes: Option<Kubernetes>,
    /// What runs on the nodes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workloads: Vec<Workload>,
    /// The folders below `exercises/`, in the order in which they are best done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exercises: Vec<Name>,
}

impl Lab {
    /// The files of the lab's folder that nodes get something of.
    pub fn files(&self) -> impl Iterator<Item = &PathBuf> {
        let profiles = self.profiles.iter();
        let apparmor = profiles.clone().flat_map(|profiles| profiles.apparmor.iter().map(|profile| &profile.file));
        let seccomp = profiles.flat_map(|profiles| profiles.seccomp.iter().map(|profile| &profile.file));
        let objects = self.kubernetes.iter().flat_map(|kubernetes| &kubernetes.manifests);
        let workloads = self.workloads.iter().filter_map(|workload| workload.manifest.as_ref());
        apparmor.chain(seccomp).chain(objects).chain(workloads)
    }

    /// Whether a workload is run by Kubernetes.
    pub fn is_pod(&self, workload: &Workload) -> bool {
        self.kubernetes.is_some() && workload.manifest.is_some()
    }

    /// The workloads that Kubernetes runs.
    pub fn pods(&self) -> impl Iterator<Item = &Workload> {
        self.workloads.iter().filter(|workload| self.is_pod(workload))
    }

    /// The workloads that systemd runs, be they containers or processes.
    pub fn units(&self) -> impl Iterator<Item = &Workload> {
        self.workloads.iter().filter(|workload| !self.is_pod(workload))
    }

    /// Whether the lab states what its AppArmor profiles allow and deny.
    pub fn tries_profiles(&self) -> bool {
        self.profiles.iter().flat_map(|profiles| &profiles.apparmor).any(|profile| !profile.observe.is_empty())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ApiVersion {
    #[serde(rename = "seclab/v1alpha1")]
    V1Alpha1,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum LabKind {
    Lab,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// The lab's name; its instance is named like it unless told otherwise.
    pub name: Name,
    /// One line for lists.
    pub title: String,
    /// A few sentences: for whom, and what they get.
    #[serde(default)]
    pub summary: String,
}

/// One machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NodeSpec {
    pub name: Name,
    /// `ubuntu-22.04`, `ubuntu-24.04`, `debian-12`, or the path of a disk image, which contains a `/` and counts
    /// from the lab's folder. Absent: chosen for the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    #[serde(default = "NodeSpec::default_cpus")]
    #[schemars(range(min = 1, max = 64))]
    pub cpus: u32,
    #[serde(default = "NodeSpec::default_memory")]
    pub memory: Bytes,
    #[serde(default = "NodeSpec::default_disk")]
    pub disk: Bytes,
}

impl NodeSpec {
    fn default_cpus() -> u32 {
        2
    }

    fn default_memory() -> Bytes {
        Bytes::gibibytes(2)
    }

    fn default_disk() -> Bytes {
        Bytes::gibibytes(10)
    }
}

/// The name of a package in Debian and Ubuntu.
/// <https://www.debian.org/doc/debian-policy/ch-controlfields.html#source>
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct PackageName(#[schemars(regex(pattern = r"^[a-z0-9][a-z0-9+.-]+$"))] pub String);

/// Kernel modules and sysctls, live and after a reboot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kernel {
    /// Modules to load. A rootless runtime can't load them itself.
    #[serde(default)]
    pub modules: Vec<String>,
    /// Values as `sysctl` prints them.
    #[serde(default)]
    #[schemars(extend("additionalProperties" = {"type": ["string", "integer"]}))]
    pub sysctls: BTreeMap<String, String>,
}

/// The unprivileged user who owns the rootless runtime, and in whom the exercises happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Student {
    #[serde(default = "Student::default_name")]
    pub name: Name,
    /// Gives the student root on the node. Results of such a lab say that they can be forged.
    #[serde(default)]
    pub sudo: bool,
}

impl Student {
    fn default_name() -> Name {
        Name::from_static("student")
    }
}

/// Which cgroup v2 controllers systemd hands to the student's user manager.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Delegation {
    #[serde(default = "Controller::all")]
    #[schemars(length(min = 1))]
    pub controllers: Vec<Controller>,
}

/// <https://docs.kernel.org/admin-guide/cgroup-v2.html#controllers>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Controller {
    Cpu,
    Cpuset,
    Io,
    Memory,
    Pids,
}

impl Controller {
    fn all() -> Vec<Self> {
        vec![Self::Cpu, Self::Cpuset, Self::Io, Self::Memory, Self::Pids]
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Cpuset => "cpuset",
            Self::Io => "io",
            Self::Memory => "memory",
            Self::Pids => "pids",
        }
    }
}

/// Programs that may create user namespaces where the distribution restricts them (Ubuntu 24.04 and later).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserNamespaces {
    /// Absolute paths of the exact programs.
    #[schemars(length(min = 1))]
    pub allow: Vec<PathBuf>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profiles {
    #[serde(default)]
    pub apparmor: Vec<AppArmorProfile>,
    #[serde(default)]
    pub seccomp: Vec<SeccompProfile>,
}

/// A seccomp profile that lies where runtimes look for it: a manifest names it `profiles/NAME.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeccompProfile {
    pub name: Name,
    /// The file in the OCI format, relative to the lab's folder.
    pub file: PathBuf,
}

/// Rootless Podman for the student, with seccomp and user namespaces; its container images come from archives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Podman {}

/// An AppArmor profile that is loaded on every node, now and at each boot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppArmorProfile {
    /// The name in the file's `profile NAME` line. Starts with `seclab-`.
    #[schemars(regex(pattern = r"^seclab-[A-Za-z0-9._-]+$"))]
    pub name: String,
    /// The file, relative to the lab's folder.
    pub file: PathBuf,
    #[serde(default)]
    pub mode: AppArmorMode,
    /// What a process under it may do and may not. `seclab verify` tries it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub observe: Vec<Attempt>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AppArmorMode {
    #[default]
    Enforce,
    Complain,
}

impl AppArmorMode {
    /// The word the kernel uses in `/sys/kernel/security/apparmor/profiles`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Complain => "complain",
        }
    }
}

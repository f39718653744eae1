//! What runs on a lab's nodes, and what must be observed of it.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kubernetes::Source;
use super::name::Name;

/// One thing that runs: a container by a Pod manifest, or a process of the node by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Workload {
    /// Also the container's name.
    pub name: Name,
    /// One line: what a student sees here.
    pub title: String,
    /// A Kubernetes Pod with one container, relative to the lab's folder. Keys that the runtime would leave out
    /// are refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<PathBuf>,
    /// Instead of a manifest: a process of the node, as a systemd unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<Process>,
    /// Kubernetes from these sources alone runs it: for what others can't do. Without it, every one does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// What only Podman knows.
    #[serde(default, skip_serializing_if = "PodmanOptions::is_default")]
    pub podman: PodmanOptions,
    /// What must be so while it runs. `seclab verify` checks exactly this, live.
    #[schemars(length(min = 1))]
    pub observe: Vec<Observation>,
}

/// A command that systemd keeps running on the node, as root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Process {
    /// The program by its absolute path, and its arguments.
    #[schemars(length(min = 1))]
    pub command: Vec<String>,
    /// The name of one of the lab's AppArmor profiles (`AppArmorProfile=`, `systemd.exec(5)`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_armor_profile: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PodmanOptions {
    /// Run by root instead of the student. Needed for AppArmor: rootless Podman can't apply it.
    #[serde(default)]
    pub rootful: bool,
    #[serde(default)]
    pub oci_runtime: OciRuntime,
    #[serde(default)]
    pub user_namespace: UserNamespace,
}

impl PodmanOptions {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OciRuntime {
    #[default]
    Crun,
    Runc,
}

impl OciRuntime {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Crun => "crun",
            Self::Runc => "runc",
        }
    }
}

/// How user ids of a container lie on the node (`--userns`, `podman-run(1)`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UserNamespace {
    /// The container's root is who runs Podman.
    #[default]
    Default,
    /// Who runs Podman keeps their id inside; the container's root is a subordinate id.
    KeepId,
}

/// A property of a running workload. The kind is the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Observation {
    /// The capability sets of PID 1; sets that are left out may be anything.
    Capabilities(CapabilitySets),
    /// The seccomp mode of PID 1.
    Seccomp(SeccompMode),
    /// Whether PID 1 can never gain privileges (`PR_SET_NO_NEW_PRIVS`).
    NoNewPrivileges(bool),
    /// The user id of PID 1, as the container sees it.
    User(u32),
    /// Who the container's root is on the node.
    RootIs(RootIs),
    /// PID 1's AppArmor label as the kernel prints it: `unconfined`, or `NAME (enforce)`.
    AppArmor(String),
    /// The toolbox action succeeds in the container: `bind:80`. `toolbox try` lists the actions.
    Allowed(String),
    /// The toolbox action fails in the container with this errno.
    Denied(Denial),
    /// PID 1's network has a listener on this TCP port.
    Listens(u16),
    /// PID 1's network has no listener on this TCP port.
    DoesNotListen(u16),
    /// A process that eats more memory than this is killed by the kernel.
    KilledAbove(Quantity),
    /// The runtime says this when the workload is started, and nothing runs.
    CannotStart(String),
    /// Its container ends for this reason, as Kubernetes calls it: `OOMKilled`.
    Ends(String),
    /// The API server does not admit the Pod, and says this. It is asked by a server-side dry run; nothing is made.
    NotAdmitted(String),
    /// It wants more of the processor than this, and the kernel holds it there.
    ThrottledTo(Millicpus),
    /// An HTTP request to this TCP port of the node is answered.
    NodeAnswers(u16),
    /// An HTTP request to this TCP port of the node is not answered.
    NodeDoesNotAnswer(u16),
}

/// A quantity of memory as in a Pod: `32Mi`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Quantity(#[schemars(regex(pattern = r"^[1-9][0-9]*Mi$"))] pub String);

impl Quantity {
    pub fn mebibytes(&self) -> Option<u64> {
        self.0.strip_suffix("Mi")?.parse().ok()
    }
}

/// A part of a processor as in a Pod: `50m`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Millicpus(#[schemars(regex(pattern = r"^[1-9][0-9]*m$"))] pub String);

impl Millicpus {
    pub fn thousandths(&self) -> Option<u64> {
        self.0.strip_suffix('m')?.parse().ok()
    }
}

/// Names without `CAP_`; an empty list means none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapabilitySets {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inheritable: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permitted: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounding: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ambient: Option<Vec<String>>,
}

impl CapabilitySets {
    /// The sets that are given, by the key that `/proc/PID/status` has for them.
    pub fn given(&self) -> impl Iterator<Item = (&'static str, &'static str, &Vec<String>)> {
        [
            ("CapInh", "inheritable", &self.inheritable),
            ("CapPrm", "permitted", &self.permitted),
            ("CapEff", "effective", &self.effective),
            ("CapBnd", "bounding", &self.bounding),
            ("CapAmb", "ambient", &self.ambient),
        ]
        .into_iter()
        .filter_map(|(key, name, set)| Some((key, name, set.as_ref()?)))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SeccompMode {
    Disabled,
    Filter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RootIs {
    /// The student's own id.
    Student,
    /// One of the student's subordinate ids, which nobody else has.
    Subordinate,
    /// The node's root.
    Root,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Denial {
    pub action: String,
    /// The errno's name: `EPERM`. For what the kernel kills: `SIGSYS`.
    #[schemars(regex(pattern = "^(E[A-Z0-9]+|SIG[A-Z0-9]+)$"))]
    pub errno: String,
}

/// Something that a profile lets through or not, tried by a process under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Attempt {
    /// The toolbox action succeeds.
    Allowed(String),
    /// The toolbox action fails with this errno.
    Denied(Denial),
}

impl Attempt {
    /// The action, and what `toolbox try` must print after it.
    pub fn parts(&self) -> (&str, &str) {
        match self {
            Self::Allowed(action) => (action, "ok"),
            Self::Denied(denial) => (&denial.action, &denial.errno),
        }
    }
}

impl Workload {
    /// What `podman` must say when it refuses to start the workload, where that is the point of it.
    pub fn refusal(&self) -> Option<&str> {
        self.observe.iter().find_map(|one| match one {
            Observation::CannotStart(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// Whether it is to run until somebody ends it.
    pub fn stays(&self) -> bool {
        let ends = |one: &Observation| matches!(one, Observation::CannotStart(_) | Observation::Ends(_));
        self.is_made() && !self.observe.iter().any(ends)
    }

    /// Whether it is made at all; otherwise the API server refuses it.
    pub fn is_made(&self) -> bool {
        !self.observe.iter().any(|one| matches!(one, Observation::NotAdmitted(_)))
    }

    /// What is tried inside, in order.
    pub fn attempts(&self) -> Vec<Attempt> {
        let attempt = |one: &Observation| match one {
            Observation::Allowed(action) => Some(Attempt::Allowed(action.clone())),
            Observation::Denied(denial) => Some(Attempt::Denied(denial.clone())),
            _ => None,
        };
        self.observe.iter().filter_map(attempt).collect()
    }
}

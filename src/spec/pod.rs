//! A workload's manifest: the part of a Kubernetes Pod that every runtime of seclab can honour. It is strict, because
//! what a runtime does not know it would silently leave out.
//! <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/>

use std::collections::BTreeMap;

use serde::Deserialize;

use super::problem::SpecError;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Pod {
    #[serde(rename = "apiVersion")]
    _api_version: CoreV1,
    #[serde(rename = "kind")]
    _kind: PodKind,
    pub metadata: PodMetadata,
    pub spec: PodSpec,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
enum CoreV1 {
    #[serde(rename = "v1")]
    V1,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
enum PodKind {
    Pod,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PodMetadata {
    pub name: String,
    pub namespace: Option<String>,
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    #[serde(default)]
    pub annotations: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PodSpec {
    pub containers: Vec<Container>,
    #[serde(default)]
    pub security_context: SecurityContext,
    #[serde(default)]
    pub volumes: Vec<Volume>,
    pub restart_policy: Option<RestartPolicy>,
    pub automount_service_account_token: Option<bool>,
    pub hostname: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum RestartPolicy {
    Always,
    OnFailure,
    Never,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Container {
    pub name: String,
    pub image: String,
    pub image_pull_policy: Option<PullPolicy>,
    #[serde(default)]
    pub command: Vec<String>,
    #[serde(default)]
    pub args: Vec<String>,
    #[serde(default)]
    pub env: Vec<EnvironmentVariable>,
    #[serde(default)]
    pub ports: Vec<Port>,
    #[serde(default)]
    pub resources: Resources,
    #[serde(default)]
    pub security_context: SecurityContext,
    #[serde(default)]
    pub volume_mounts: Vec<VolumeMount>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum PullPolicy {
    Never,
    IfNotPresent,
    Always,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvironmentVariable {
    pub name: String,
    pub value: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Port {
    pub name: Option<String>,
    pub container_port: u16,
    pub host_port: Option<u16>,
    #[serde(rename = "hostIP")]
    pub host_ip: Option<std::net::IpAddr>,
    #[serde(default)]
    pub protocol: Protocol,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Protocol {
    #[default]
    Tcp,
    Udp,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resources {
    #[serde(default)]
    pub requests: Amounts,
    #[serde(default)]
    pub limits: Amounts,
}

/// Quantities as Kubernetes writes them: `100m` CPU, `32Mi` memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amounts {
    pub cpu: Option<String>,
    pub memory: Option<String>,
}

/// Of a Pod or of one container; what the container says wins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SecurityContext {
    pub run_as_user: Option<u32>,
    pub run_as_group: Option<u32>,
    pub run_as_non_root: Option<bool>,
    pub privileged: Option<bool>,
    pub allow_privilege_escalation: Option<bool>,
    pub read_only_root_filesystem: Option<bool>,
    pub capabilities: Option<Capabilities>,
    pub seccomp_profile: Option<ProfileChoice>,
    pub app_armor_profile: Option<ProfileChoice>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capabilities {
    #[serde(default)]
    pub add: Vec<String>,
    #[serde(default)]
    pub drop: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ProfileChoice {
    #[serde(rename = "type")]
    pub kind: ProfileKind,
    pub localhost_profile: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum ProfileKind {
    RuntimeDefault,
    Localhost,
    Unconfined,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Volume {
    pub name: String,
    pub empty_dir: EmptyDir,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct EmptyDir {
    pub size_limit: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct VolumeMount {
    pub name: String,
    pub mount_path: String,
    #[serde(default)]
    pub read_only: bool,
}

impl Pod {
    /// Reads a manifest; `file` is how messages call it.
    pub fn parse(file: &str, text: &str) -> Result<Self, SpecError> {
        super::load::strict(file, text)
    }

    /// The namespace that it is in.
    pub fn namespace(&self) -> &str {
        self.metadata.namespace.as_deref().unwrap_or("default")
    }

    /// The name of the container that a workload is about.
    pub fn container(&self) -> &str {
        self.spec.containers.first().map_or("", |container| container.name.as_str())
    }

    /// The profile of type Localhost that the first container runs under.
    pub fn seccomp_profile(&self) -> Option<&str> {
        let container = self.spec.containers.first()?;
        let of_container = container.security_context.seccomp_profile.as_ref();
        of_container.or(self.spec.security_context.seccomp_profile.as_ref())?.localhost_profile.as_deref()
    }
}

impl SecurityContext {
    /// What holds for a container: its own words, and the Pod's where it says nothing.
    #[must_use]
    pub fn over(&self, pod: &Self) -> Self {
        Self {
            run_as_user: self.run_as_user.or(pod.run_as_user),
            run_as_group: self.run_as_group.or(pod.run_as_group),
            run_as_non_root: self.run_as_non_root.or(pod.run_as_non_root),
            privileged: self.privileged,
            allow_privilege_escalation: self.allow_privilege_escalation,
            read_only_root_filesystem: self.read_only_root_filesystem,
            capabilities: self.capabilities.clone(),
            seccomp_profile: self.seccomp_profile.clone().or_else(|| pod.seccomp_profile.clone()),
            app_armor_profile: self.app_armor_profile.clone().or_else(|| pod.app_armor_profile.clone()),
        }
    }
}

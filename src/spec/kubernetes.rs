//! The section `kubernetes` of a lab.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Rootless Kubernetes on every node, run by the student's own systemd; each node is a cluster of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kubernetes {
    #[serde(default)]
    pub source: Source,
    /// The K3s release, if it is not to be `v1.33.5+k3s1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
    /// For the source `file`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Files>,
    /// Objects of the cluster that are there before Pods are, such as namespaces and services: files of the lab's
    /// folder, applied in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub manifests: Vec<PathBuf>,
    /// K3s' own configuration, as its `config.yaml` has it: flags of `k3s server` without the dashes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub config: BTreeMap<String, Value>,
}

/// Where the program comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// A K3s release where one can be had, else `upstream` where that is agreed to.
    #[default]
    Auto,
    /// A K3s release, checked against its checksums, which `lab.lock` keeps.
    Release,
    /// A program and container images that you have.
    File,
    /// `seclab-k8s`: seclab's own server over the upstream Kubernetes modules. It is not K3s.
    Upstream,
}

impl Source {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Release => "release",
            Self::File => "file",
            Self::Upstream => "upstream",
        }
    }
}

/// The name of a K3s release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Version(#[schemars(regex(pattern = r"^v1\.[0-9]+\.[0-9]+\+k3s[0-9]+$"))] pub String);

impl Version {
    /// Whether it is written as releases are.
    pub fn is_well_formed(&self) -> bool {
        let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let parts = self.0.strip_prefix("v1.").and_then(|rest| rest.split_once("+k3s"));
        let Some((kubernetes, build)) = parts else { return false };
        let minor_and_patch = kubernetes.split_once('.');
        minor_and_patch.is_some_and(|(minor, patch)| number(minor) && number(patch)) && number(build)
    }
}

/// What the source `file` puts on nodes. A relative path counts from the lab's folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Files {
    /// The `k3s` program.
    pub program: PathBuf,
    /// Archives of container images, such as `k3s-airgap-images-amd64.tar.zst` of a release.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_written_as_releases_are() {
        let well = |text: &str| Version(text.to_owned()).is_well_formed();
        assert!(well("v1.33.5+k3s1"));
        for wrong in ["1.33.5+k3s1", "v1.33.5", "v1.33+k3s1", "v1.33.5+k3s", "v1.33.5-k3s1", "latest"] {
            assert!(!well(wrong), "{wrong}");
        }
    }
}

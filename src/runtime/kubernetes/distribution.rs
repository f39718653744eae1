//! What is put on a node to run Kubernetes: found once, remembered, and the same for every node.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::spec::kubernetes::Source;

/// A file of this host whose bytes are known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artifact {
    pub file: PathBuf,
    pub sha256: String,
    /// In bytes.
    pub size: u64,
}

/// A program that a node gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Its absolute path on the node.
    pub path: String,
    pub artifact: Artifact,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distribution {
    /// Never `auto`.
    pub source: Source,
    /// One line that says plainly what it is.
    pub version: String,
    pub programs: Vec<Program>,
    /// Archives of container images, loaded when the server starts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<Artifact>,
}

impl Artifact {
    /// The last part of its path.
    pub fn name(&self) -> String {
        self.file.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

impl Distribution {
    pub fn artifacts(&self) -> impl Iterator<Item = &Artifact> {
        self.programs.iter().map(|program| &program.artifact).chain(&self.images)
    }

    /// System services that would be in its way, or run what it brings itself.
    pub fn unwanted_services(&self) -> &'static [&'static str] {
        match self.source {
            // containerd comes from the distribution, whose package starts one as root.
            Source::Upstream => &["k3s.service", "containerd.service"],
            _ => &["k3s.service"],
        }
    }
}

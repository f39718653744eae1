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
}

impl Distribution {
    /// System services that would be in its way, or run what it brings itself.
    pub fn unwanted_services(&self) -> &'static [&'static str] {
        match self.source {
            // containerd comes from the distribution, whose package starts one as root.
            Source::Upstream => &["k3s.service", "containerd.service"],
            _ => &["k3s.service"],
        }
    }
}

//! `instance.json`: what is remembered. Nothing here is believed of a node: facts are asked of it.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::catalog::Origin;
use crate::error::Result;
use crate::host::json_file;
use crate::phase::{Assertion, Verdict, digest};
use crate::provider::{Endpoint, ProviderKind};
use crate::runtime::kubernetes::Distribution;
use crate::spec::Lab;
use crate::spec::name::Name;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub name: Name,
    pub origin: Origin,
    /// The lab as it was at the last `up`: for commands that must work when its file is gone.
    pub lab: Lab,
    pub created: Timestamp,
    pub provider: Choice<ProviderKind>,
    pub nodes: BTreeMap<Name, NodeRecord>,
    /// What runs Kubernetes, where the lab has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kubernetes: Option<Distribution>,
}

/// A choice made by looking around: made once, kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice<T> {
    pub value: T,
    pub reason: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NodeRecord {
    pub image: Option<Choice<String>>,
    /// As the provider last gave it.
    pub endpoint: Option<Endpoint>,
    pub verified: Option<Verified>,
}

/// The last time the node's posture was tried live.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    pub at: Timestamp,
    pub passed: usize,
    pub total: usize,
    /// What was asked and expected, as a digest: a lab that states something else was not verified.
    #[serde(default)]
    pub assertions: String,
}

const FILE: &str = "instance.json";

impl Record {
    /// Whether the folder has a record, be it a broken one.
    pub fn is_in(folder: &Path) -> bool {
        folder.join(FILE).exists()
    }

    pub fn load(folder: &Path) -> Result<Option<Self>> {
        json_file::load(&folder.join(FILE))
    }

    pub fn store(&self, folder: &Path) -> Result<()> {
        json_file::store(&folder.join(FILE), self)
    }
}

impl Verified {
    pub fn of(assertions: &[Assertion], verdicts: &[Verdict]) -> Self {
        let passed = verdicts.iter().filter(|verdict| verdict.passed).count();
        Self { at: Timestamp::now(), passed, total: verdicts.len(), assertions: digest(assertions) }
    }

    pub fn holds(&self) -> bool {
        self.passed == self.total
    }

    /// Whether just this was asked, and held.
    pub fn says(&self, assertions: &[Assertion]) -> bool {
        self.holds() && self.assertions == digest(assertions)
    }
}

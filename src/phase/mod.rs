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
mod delegation;
mod kernel;
mod packages;
mod student;
mod userns;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use assertion::{Assertion, Expected, Verdict};
pub use change::{Change, Planned, Trigger};
pub use facts::Facts;
pub use file::ManagedFile;

use crate::error::Result;
use crate::spec::Lab;

/// What a node is to become.
#[derive(Clone, Debug)]
pub struct Target {
    pub lab: Lab,
    /// seclab's public key for this instance, which opens the student's account too.
    pub public_key: String,
    /// The texts of the lab's files that phases need, by their path in the lab's folder.
    pub files: BTreeMap<PathBuf, String>,
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
pub fn all() -> [&'static dyn Phase; 8] {
    [
        &cgroup::Cgroup,
        &cloud_init::CloudInit,
        &packages::Packages,
        &kernel::Kernel,
        &student::Student,
        &delegation::Delegation,
        &userns::UserNamespaces,
        &apparmor::AppArmor,
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
        }
    }
}

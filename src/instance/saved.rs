//! What an instance was when its nodes were saved, for when they are taken back to it: the nodes alone would come back
//! to a record of something else.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Record, Verified};
use crate::error::Result;
use crate::host::json_file;
use crate::runtime::kubernetes::Distribution;
use crate::spec::Lab;
use crate::spec::name::Name;

const FILE: &str = "saves.json";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Saved {
    lab: Lab,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kubernetes: Option<Distribution>,
    /// What was verified then, of each node.
    #[serde(default)]
    verified: BTreeMap<Name, Verified>,
}

type Saves = BTreeMap<Name, Saved>;

fn load(folder: &Path) -> Result<Saves> {
    Ok(json_file::load(&folder.join(FILE))?.unwrap_or_default())
}

impl Record {
    /// Remembers the instance with a save of all its nodes. A save of some is of no time that the whole was in.
    pub fn saved(&self, folder: &Path, save: &Name, nodes: usize) -> Result<()> {
        let mut saves = load(folder)?;
        if nodes == self.nodes.len() {
            let verified = self.nodes.iter().filter_map(|(name, node)| Some((name.clone(), node.verified.clone()?)));
            let (lab, kubernetes) = (self.lab.clone(), self.kubernetes.clone());
            saves.insert(save.clone(), Saved { lab, kubernetes, verified: verified.collect() });
        } else {
            saves.remove(save);
        }
        json_file::store(&folder.join(FILE), &saves)
    }

    /// The instance is again what it was, where all its nodes are.
    pub fn restored(&mut self, folder: &Path, save: &Name, nodes: usize) -> Result<()> {
        if nodes == self.nodes.len()
            && let Some(mut saved) = load(folder)?.remove(save)
        {
            self.lab = saved.lab;
            self.kubernetes = saved.kubernetes;
            for (name, node) in &mut self.nodes {
                node.verified = saved.verified.remove(name);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;
    use crate::instance::{Choice, NodeRecord};
    use crate::provider::ProviderKind;

    #[test]
    fn a_record_comes_back_with_all_nodes_only() {
        let folder = tempfile::tempdir().unwrap();
        let loaded = catalog::load("containers").unwrap();
        let node = |name: &str| (name.parse().unwrap(), NodeRecord::default());
        let mut record = Record {
            name: "x".parse().unwrap(),
            origin: loaded.origin,
            lab: loaded.lab.clone(),
            created: jiff::Timestamp::now(),
            provider: Choice { value: ProviderKind::Qemu, reason: String::new() },
            nodes: BTreeMap::from([node("a"), node("b")]),
            kubernetes: None,
        };
        let save = "before".parse().unwrap();
        let verified = Verified { at: record.created, passed: 1, total: 1, assertions: String::new() };
        record.nodes.values_mut().next().unwrap().verified = Some(verified);
        let nodes = record.nodes.clone();
        record.saved(folder.path(), &save, 2).unwrap();
        let other = catalog::load("node").unwrap().lab;
        record.lab = other.clone();
        record.nodes.values_mut().for_each(|node| node.verified = None);
        record.restored(folder.path(), &save, 1).unwrap();
        assert_eq!(record.lab, other);
        record.restored(folder.path(), &save, 2).unwrap();
        assert_eq!((&record.lab, &record.nodes), (&loaded.lab, &nodes));
        // What is saved of one node replaces the whole of that name.
        record.saved(folder.path(), &save, 1).unwrap();
        record.lab = other.clone();
        record.restored(folder.path(), &save, 2).unwrap();
        assert_eq!(record.lab, other);
    }
}

//! What one look at a node found: the answer of the observe script, in lines `PHASE.KEY=VALUE`.

use std::collections::BTreeMap;

use crate::error::{Diagnose, Kind, Result};

#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    #[error("the node gave an answer that seclab does not understand: {line:?}")]
    NotALine { line: String },
    #[error("the node's answer is cut off")]
    CutOff,
}

impl Diagnose for FactsError {
    fn kind(&self) -> Kind {
        Kind::Unreachable
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    values: BTreeMap<String, Vec<String>>,
    files: BTreeMap<String, FileFact>,
    inventory: Vec<InventoryEntry>,
}

/// One file as it is on the node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFact {
    /// Octal, as `stat` prints it.
    pub mode: String,
    /// `user:group`
    pub owner: String,
    pub regular: bool,
    /// Hexadecimal; empty for what can't be read as a file.
    pub sha256: String,
}

/// One thing that seclab put on the node or changed there, and what was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InventoryEntry {
    /// What `templates/undo/inventory.sh` knows how to undo: `file`, `package`, `user`, `sysctl` …
    pub kind: String,
    pub key: String,
    pub before: String,
}

impl Facts {
    /// Reads the answer; its last line must be `node.end=`, or something is missing.
    pub fn parse(answer: &str) -> Result<Self> {
        let mut facts = Self::default();
        for line in answer.lines() {
            let parsed = line.split_once('=').filter(|(key, _)| key.contains('.') && !key.contains(' '));
            let (key, value) = parsed.ok_or_else(|| FactsError::NotALine { line: line.to_owned() })?;
            facts.values.entry(key.to_owned()).or_default().push(value.to_owned());
        }
        if facts.values.remove("node.end").is_none() {
            return Err(FactsError::CutOff.into());
        }
        facts.read_files();
        facts.read_inventory();
        Ok(facts)
    }

    /// Every value of a key, in the order the node gave them.
    pub fn all(&self, phase: &str, key: &str) -> &[String] {
        self.values.get(&format!("{phase}.{key}")).map_or(&[], Vec::as_slice)
    }

    /// The first value of a key; an empty one counts as absent.
    pub fn first(&self, phase: &str, key: &str) -> Option<&str> {
        self.all(phase, key).first().map(String::as_str).filter(|value| !value.is_empty())
    }

    pub fn has(&self, phase: &str, key: &str, value: &str) -> bool {
        self.all(phase, key).iter().any(|one| one == value)
    }

    pub fn file(&self, path: &str) -> Option<&FileFact> {
        self.files.get(path)
    }

    pub fn inventory(&self) -> &[InventoryEntry] {
        &self.inventory
    }

    pub fn is_ours(&self, kind: &str, key: &str) -> bool {
        self.inventory.iter().any(|entry| entry.kind == kind && entry.key == key)
    }

    /// What is still running there from an earlier command, if anything.
    pub fn running_operation(&self) -> Option<&str> {
        self.all("node", "operation").first().map(String::as_str)
    }

    pub fn boot_id(&self) -> &str {
        self.first("node", "boot").unwrap_or_default()
    }

    /// `debian 12`, `ubuntu 24.04`
    pub fn distribution(&self) -> String {
        let part = |key| self.first("node", key).unwrap_or("unknown");
        format!("{} {}", part("os.ID"), part("os.VERSION_ID"))
    }

    fn read_files(&mut self) {
        for line in self.values.remove("node.file").unwrap_or_default() {
            let Some((about, path)) = line.split_once('|') else { continue };
            let mut words = about.splitn(3, ' ');
            let (mode, owner, kind) = (words.next(), words.next(), words.next().unwrap_or_default());
            let fact = self.files.entry(path.to_owned()).or_default();
            mode.unwrap_or_default().clone_into(&mut fact.mode);
            owner.unwrap_or_default().clone_into(&mut fact.owner);
            fact.regular = kind.starts_with("regular");
        }
        for line in self.values.remove("node.sha256").unwrap_or_default() {
            if let Some((hash, path)) = line.split_once("  ") {
                hash.clone_into(&mut self.files.entry(path.to_owned()).or_default().sha256);
            }
        }
    }

    fn read_inventory(&mut self) {
        for line in self.values.remove("node.inventory").unwrap_or_default() {
            let mut fields = line.splitn(3, '\t').map(str::to_owned);
            if let (Some(kind), Some(key), Some(before)) = (fields.next(), fields.next(), fields.next()) {
                self.inventory.push(InventoryEntry { kind, key, before });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = "node.os.ID=debian\nnode.os.VERSION_ID=12\nnode.boot=b-1\n\
        node.file=644 root:root regular file|/etc/x\nnode.sha256=abc  /etc/x\n\
        node.inventory=file\t/etc/x\tabsent\nkernel.loaded=tun\nkernel.loaded=veth\nnode.end=\n";

    #[test]
    fn an_answer_is_read_into_values_files_and_inventory() {
        let facts = Facts::parse(ANSWER).unwrap();
        assert_eq!(facts.distribution(), "debian 12");
        assert_eq!(facts.all("kernel", "loaded"), ["tun", "veth"]);
        assert_eq!(facts.file("/etc/x").unwrap().sha256, "abc");
        assert!(facts.file("/etc/x").unwrap().regular && facts.is_ours("file", "/etc/x"));
    }

    #[test]
    fn half_an_answer_is_no_answer() {
        assert_eq!(Facts::parse("kernel.loaded=tun\n").unwrap_err().chain(), ["the node's answer is cut off"]);
        assert!(Facts::parse("a banner\nnode.end=\n").is_err());
    }
}

//! A file that seclab keeps on a node, whole: path, owner, mode and text.

use super::change::Change;
use super::facts::Facts;
use crate::digest::sha256;
use crate::error::Result;
use crate::template;

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ManagedFile {
    pub path: String,
    /// Octal: `0644`.
    pub mode: &'static str,
    /// `user:group`
    pub owner: &'static str,
    pub text: String,
}

impl ManagedFile {
    /// Readable by all, writable by root.
    pub fn of_root(path: impl Into<String>, text: String) -> Self {
        Self { path: path.into(), mode: "0644", owner: "root:root", text }
    }

    /// Why the file on the node is not this one; `None` when it is.
    pub fn difference(&self, facts: &Facts) -> Option<String> {
        let Some(found) = facts.file(&self.path) else { return Some("it is missing".to_owned()) };
        if !found.regular {
            return Some("it is not a regular file".to_owned());
        }
        if found.sha256 != sha256(&self.text) {
            let ours = facts.is_ours("file", &self.path);
            return Some(if ours { "its text was changed" } else { "another file is there" }.to_owned());
        }
        if found.owner != self.owner {
            return Some(format!("it belongs to {}", found.owner));
        }
        let mode = self.mode.trim_start_matches('0');
        (found.mode != mode).then(|| format!("its mode is {}", found.mode))
    }

    /// Readable by all, to be run by all, writable by root.
    pub fn program(path: impl Into<String>, text: String) -> Self {
        Self { mode: "0755", ..Self::of_root(path, text) }
    }

    /// The change that puts it there, if it is not there as it should be.
    pub fn plan(&self, phase: &'static str, facts: &Facts) -> Result<Option<Change>> {
        let Some(reason) = self.difference(facts) else { return Ok(None) };
        let change = Change::new(phase, &format!("file:{}", self.path), format!("write {}", self.path), reason);
        Ok(Some(change.script(template::render("file/install.sh", self)?)))
    }
}

//! One AppArmor profile on a node: parsed by the node's own parser, loaded now and at each boot,
//! its mode read back from the kernel.

use serde_json::json;

use super::file::ManagedFile;
use super::{Change, Facts};
use crate::digest::sha256;
use crate::error::Result;
use crate::template;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeProfile {
    pub name: String,
    pub text: String,
    /// As the kernel names it: `enforce`, `complain`, `unconfined`.
    pub mode: &'static str,
}

/// What a phase must look at to plan its profiles.
pub fn observe(names: &[&str]) -> Result<String> {
    template::render("apparmor/observe.sh", &json!({ "names": names }))
}

/// Where profiles lie that are loaded at each boot.
pub const FOLDER: &str = "/etc/apparmor.d/";

impl NodeProfile {
    pub fn path(&self) -> String {
        format!("{FOLDER}{}", self.name)
    }

    /// The change that makes the kernel enforce exactly this text, if it does not.
    pub fn plan(&self, phase: &'static str, facts: &Facts) -> Result<Option<Change>> {
        let file = ManagedFile::of_root(self.path(), self.text.clone());
        let hash = sha256(&self.text);
        let loaded = facts.all(phase, "profile").iter().find_map(|line| {
            let (name, mode) = line.rsplit_once(" (")?;
            (name == self.name).then(|| mode.trim_end_matches(')'))
        });
        let marked = facts.all(phase, "text").iter().find_map(|line| line.strip_suffix(&format!(" {}", self.name)));
        let complain = self.mode == "complain";
        let at_boot = facts.has(phase, "complain", &self.name);
        let reason = match (file.difference(facts), loaded, marked) {
            (Some(difference), ..) => format!("{}: {difference}", self.path()),
            (None, None, _) => "the kernel does not have it".to_owned(),
            (None, Some(mode), _) if mode != self.mode => format!("the kernel has it in mode {mode}"),
            (None, Some(_), Some(text)) if text != hash => "the kernel has an older text".to_owned(),
            _ if at_boot && !complain => "it would be in complain mode after a reboot".to_owned(),
            _ if complain && !at_boot => "it would not be in complain mode after a reboot".to_owned(),
            _ => return Ok(None),
        };
        let values =
            json!({ "complain": complain, "name": self.name, "path": self.path(), "text": self.text, "hash": hash });
        let script = template::render("apparmor/load.sh", &values)?;
        let summary = format!("load the AppArmor profile {} in mode {}", self.name, self.mode);
        Ok(Some(Change::new(phase, &format!("load:{}", self.name), summary, reason).script(script)))
    }
}

/// The change that takes a profile of ours out of the kernel and off the disk.
pub fn unload(phase: &'static str, path: &str) -> Result<Option<Change>> {
    let Some(name) = path.strip_prefix(FOLDER) else { return Ok(None) };
    let script = template::render("apparmor/unload.sh", &json!({ "name": name, "path": path }))?;
    let summary = format!("unload the AppArmor profile {name}");
    Ok(Some(Change::new(phase, &format!("unload:{name}"), summary, "the lab no longer has it").script(script)))
}

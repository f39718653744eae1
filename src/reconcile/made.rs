//! The changes that this `up` made. One that is planned again did not take.

use std::collections::BTreeSet;

use crate::phase::{Change, Trigger};

/// Ids of changes with the boot they were made under.
#[derive(Debug, Default)]
pub struct Made(BTreeSet<(String, String)>);

impl Made {
    pub fn note(&mut self, boot_id: &str, change: &Change) {
        self.0.insert((boot_id.to_owned(), change.id.clone()));
    }

    /// Whether the change was made and is still there. A reboot may undo a change, which is then made again;
    /// a change that is itself a reboot is made once, or two of them could follow each other for ever.
    pub fn has(&self, boot_id: &str, change: &Change) -> bool {
        let once = change.trigger == Some(Trigger::Reboot);
        self.0.iter().any(|(boot, id)| *id == change.id && (once || boot == boot_id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_reboot_a_change_may_be_made_again_but_no_second_reboot() {
        let live = Change::new("delegation", "live", "restart", "not delegated");
        let reboot = Change::new("delegation", "reboot", "reboot", "not delegated").triggers(Trigger::Reboot);
        let mut made = Made::default();
        assert!(!made.has("one", &live) && !made.has("one", &reboot));
        made.note("one", &live);
        made.note("one", &reboot);
        assert!(made.has("one", &live) && made.has("one", &reboot));
        assert!(!made.has("two", &live), "the reboot may have undone it");
        assert!(made.has("two", &reboot));
    }
}

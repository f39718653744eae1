//! The plan: a pure function from a lab and facts to changes.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::json;

use super::observe::wanted;
use crate::error::Result;
use crate::phase::facts::InventoryEntry;
use crate::phase::{self, Change, Facts, Planned, Target, Trigger};
use crate::template;

/// What is to be done on one node, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Plan {
    pub steps: Vec<Planned>,
}

impl Plan {
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.steps.iter().filter_map(|step| match step {
            Planned::Change(change) => Some(change),
            Planned::Later { .. } => None,
        })
    }

    /// Each once, in the order they must run.
    pub fn triggers(&self) -> BTreeSet<Trigger> {
        self.changes().filter_map(|change| change.trigger.clone()).collect()
    }
}

/// Plans every wanted phase, and the removal of what the lab no longer has.
pub fn plan(target: &Target, facts: &Facts) -> Result<Plan> {
    let mut steps = Vec::new();
    for phase in wanted(target) {
        steps.extend(phase.plan(target, facts).map_err(|error| error.in_phase(phase.id()))?);
    }
    let kept: BTreeSet<_> = wanted(target).iter().flat_map(|phase| phase.paths(target)).collect();
    for entry in facts.inventory() {
        if entry.kind == "file" && !kept.contains(&entry.key) {
            steps.push(Planned::Change(prune(entry)?));
        }
    }
    Ok(Plan { steps })
}

/// The phase that knows how takes it away; a plain file goes back to what it was.
fn prune(entry: &InventoryEntry) -> Result<Change> {
    for phase in phase::all() {
        if let Some(change) = phase.prune(entry)? {
            return Ok(change);
        }
    }
    let script = template::render("file/restore.sh", &json!({ "path": entry.key }))?;
    let change = Change::new(
        "prune",
        &format!("file:{}", entry.key),
        format!("remove {}", entry.key),
        "the lab no longer has it",
    );
    let of_systemd = entry.key.starts_with("/etc/systemd/");
    let change = change.script(script);
    Ok(if of_systemd { change.triggers(Trigger::DaemonReload) } else { change })
}

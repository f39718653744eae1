//! The programs of Kubernetes on a node. They are too big to be hashed at each look: a mark keeps the hash together
//! with what `stat` says of the file, its change time included.

use std::time::Duration;

use serde_json::json;

use super::ID;
use crate::error::Result;
use crate::phase::{Change, Facts, Payload};
use crate::runtime::kubernetes::{Distribution, Program};
use crate::template;

/// To send and install one, in software emulation.
const LIMIT: Duration = Duration::from_mins(10);

/// What `observe.sh` looks at.
pub(super) fn paths(distribution: &Distribution) -> Vec<&str> {
    distribution.programs.iter().map(|program| program.path.as_str()).collect()
}

fn difference(program: &Program, facts: &Facts) -> Option<&'static str> {
    let of = |key| facts.all(ID, key).iter().find_map(|line| line.strip_prefix(&format!("{} ", program.path)));
    let Some(found) = of("program") else { return Some("it is missing") };
    match of("mark").and_then(|mark| mark.split_once(' ')) {
        Some((sha256, stat)) if stat == found && sha256 == program.artifact.sha256 => None,
        Some((_, stat)) if stat == found => Some("another version is there"),
        _ => Some("another program is there, or it was touched"),
    }
}

/// The changes that put them there.
pub(super) fn plan(distribution: &Distribution, facts: &Facts) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for program in &distribution.programs {
        let Some(reason) = difference(program, facts) else { continue };
        let values = json!({ "path": program.path, "sha256": program.artifact.sha256 });
        let script = template::render("k3s/program.sh", &values)?;
        let summary = format!("install {}", program.path);
        let change = Change::new(ID, &format!("program:{}", program.path), summary, reason).script(script);
        changes.push(change.brings(Payload::File(program.artifact.clone())).within(LIMIT));
    }
    Ok(changes)
}

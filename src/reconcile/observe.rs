//! One look at a node: the snippets of all wanted phases as one script, in one round trip.

use std::time::Duration;

use serde_json::json;

use crate::error::{Diagnose, Error, Kind, Result};
use crate::node::{Node, Script};
use crate::phase::{self, Facts, Target};
use crate::template;

const LIMIT: Duration = Duration::from_mins(1);

#[derive(Debug, thiserror::Error)]
pub enum ObserveError {
    #[error("the node could not be looked at: code {code}, {said}")]
    Failed { code: i32, said: String },
    #[error("the admin may not use sudo on the node: {said}")]
    NoSudo { said: String },
}

impl Diagnose for ObserveError {
    fn kind(&self) -> Kind {
        Kind::Unreachable
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::Failed { .. } => Vec::new(),
            Self::NoSudo { .. } => {
                vec!["on the node, as root: echo 'ADMIN ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/seclab".to_owned()]
            }
        }
    }
}

/// The whole script, for a lab.
pub fn observe_script(target: &Target) -> Result<String> {
    let phases = wanted(target);
    let paths: Vec<_> = phases.iter().flat_map(|phase| phase.paths(target)).collect();
    let mut script = template::render("observe/prelude.sh", &())?;
    script += &template::render("observe/node.sh", &json!({ "paths": paths }))?;
    for phase in phases {
        script += &template::render("observe/phase.sh", &json!({ "phase": phase.id() }))?;
        script += &phase.observe(target).map_err(|error| error.in_phase(phase.id()))?;
        script.push('\n');
    }
    script += &template::render("observe/coda.sh", &())?;
    Ok(script)
}

/// Looks at a node. Passive: asking twice finds the same.
pub async fn look(node: &Node, target: &Target) -> Result<Facts> {
    Facts::parse(&answer(node, target).await?)
}

/// What the node says when it is looked at, in lines `PHASE.KEY=VALUE`.
pub async fn answer(node: &Node, target: &Target) -> Result<String> {
    let script = Script::root(observe_script(target)?, LIMIT);
    let answer = node.ask(&script).await?;
    if answer.code != 0 {
        let said = answer.stderr.trim().to_owned();
        let error = if said.starts_with("sudo:") {
            ObserveError::NoSudo { said }
        } else {
            ObserveError::Failed { code: answer.code, said }
        };
        return Err(Error::from(error));
    }
    Ok(answer.stdout)
}

pub(super) fn wanted(target: &Target) -> Vec<&'static dyn phase::Phase> {
    phase::all().into_iter().filter(|phase| phase.wanted(&target.lab)).collect()
}

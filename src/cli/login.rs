//! Hands the terminal to a program that leads onto a node, and passes its exit code on.

use std::process::Stdio;

use super::target::Target;
use super::{Context, Outcome};
use crate::error::{Diagnose, Kind, Result};
use crate::host::command::exit_code;
use crate::node::{Login, Node};

#[derive(Debug, thiserror::Error)]
#[error("{program} can't be started")]
struct NotStarted {
    program: String,
    source: std::io::Error,
}

impl Diagnose for NotStarted {
    fn kind(&self) -> Kind {
        Kind::Unreachable
    }
}

/// A session with the target's node, and the user to be there: the lab's student unless the admin is wanted.
pub fn session(context: &Context, target: &Target, admin: bool) -> Result<(Node, Option<String>)> {
    let opened = context.open(&target.instance)?;
    let node = opened.instance.known_session(&opened.record, &opened.node(target)?)?;
    let student = opened.record.lab.student.map(|student| student.name.to_string());
    Ok((node, student.filter(|_| !admin)))
}

pub async fn hand_over(context: &Context, login: Login) -> Result<Outcome> {
    context.ui.erase_progress();
    let mut child = tokio::process::Command::new(&login.program);
    child.args(&login.arguments).stdin(Stdio::inherit()).stdout(Stdio::inherit()).stderr(Stdio::inherit());
    let status =
        child.status().await.map_err(|source| NotStarted { program: login.program.display().to_string(), source })?;
    // Exit codes are one byte.
    Ok(Outcome::Remote(u8::try_from(exit_code(status)).unwrap_or(u8::MAX)))
}

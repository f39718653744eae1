//! Hands the terminal to a program that leads onto a node, and passes its exit code on.

use std::process::Stdio;

use super::target::Target;
use super::{Context, Outcome};
use crate::error::{Diagnose, Kind, Result};
use crate::host::command::exit_code;
use crate::node::{Login, Node};
use crate::ui::Ui;

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

/// ssh's own code where no program on the node was reached: 4 may be what that program ends with.
pub fn or_255(ui: &Ui, ended: Result<Outcome>) -> Result<Outcome> {
    match ended {
        Err(error) if error.kind == Kind::Unreachable => {
            ui.error(&error);
            Ok(Outcome::Remote(u8::MAX))
        }
        ended => ended,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::Settings;

    #[test]
    fn a_node_that_is_not_reached_is_told_apart_from_what_a_program_ends_with() {
        let (ui, said) = Ui::captured(Settings::default());
        let source = std::io::ErrorKind::NotFound.into();
        let lost = NotStarted { program: "ssh".to_owned(), source };
        assert_eq!(or_255(&ui, Err(lost.into())).unwrap(), Outcome::Remote(255));
        assert!(said.stderr().starts_with("error: ssh can't be started"), "{}", said.stderr());
        assert_eq!(or_255(&ui, Ok(Outcome::Remote(4))).unwrap(), Outcome::Remote(4));
    }
}

//! A node reached through its provider's client, where the host can't reach the guest's network.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use super::log::OperationLog;
use super::script::{Answer, Script};
use super::session::NodeError;
use super::stream;

/// `PROGRAM exec MACHINE -- …`, as Multipass has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecChannel {
    pub program: PathBuf,
    pub machine: String,
}

impl ExecChannel {
    /// The client's arguments that run a command line through a shell on the node.
    pub fn arguments(&self, command_line: &str) -> Vec<String> {
        ["exec", &self.machine, "--", "sh", "-c", command_line].map(str::to_owned).to_vec()
    }

    pub(super) async fn run(&self, script: &Script, log: Option<&OperationLog>) -> Result<Answer, NodeError> {
        let lost = |reason: String| NodeError::Lost { reason };
        let mut child = Command::new(&self.program)
            .args(self.arguments(&script.command_line()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|e| lost(e.to_string()))?;
        let (Some(stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(lost("a channel without streams".to_owned()));
        };
        let limit = script.limit + Duration::from_secs(30);
        let input = script.input().await.map_err(|e| NodeError::Unread { source: e })?;
        let talk = tokio::time::timeout(limit, stream::converse(stdin, stdout, stderr, input, log));
        let (stdout, stderr) =
            talk.await.map_err(|_| lost("the node stopped answering".to_owned()))?.map_err(|e| lost(e.to_string()))?;
        let status = child.wait().await.map_err(|e| lost(e.to_string()))?;
        let code = crate::host::command::exit_code(status);
        match refusal(code, &stderr) {
            Some(reason) => Err(lost(reason)),
            None => Ok(Answer { code, stdout, stderr }),
        }
    }
}

/// What the client itself says when it does not get as far as the node, if that is what it says.
fn refusal(code: i32, stderr: &str) -> Option<String> {
    let last = stderr.lines().rfind(|line| !line.trim().is_empty())?;
    (matches!(code, 1 | 2 | 5) && last.starts_with("exec failed: ")).then(|| last.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_the_client_is_not_taken_for_the_scripts_own_end() {
        let refused = "exec failed: instance \"m\" does not exist\n";
        assert_eq!(refusal(2, refused).as_deref(), Some(refused.trim()));
        assert_eq!(refusal(2, "sh: 1: Syntax error\n"), None);
        assert_eq!(refusal(3, refused), None);
    }
}

//! What is run on a node: a script, as whom, and for how long at most.

use std::path::PathBuf;
use std::time::Duration;

use tokio::io::AsyncRead;

use crate::shell;

/// In whose name a script runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// The admin, through sudo: root.
    Root,
    /// The admin's own account.
    Admin,
}

/// A rendered shell script on its way to a node.
#[derive(Clone, Debug)]
pub struct Script {
    pub body: String,
    pub account: Account,
    /// The limit holds on the node: the whole tree of processes is ended there.
    pub limit: Duration,
    /// A file of the host that the script reads on its stdin.
    pub reads: Option<PathBuf>,
}

/// What came back. stdout is data for seclab; stderr is talk, and kept in the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// GNU timeout's code for "the limit passed"; <https://man7.org/linux/man-pages/man1/timeout.1.html>.
pub const TIMED_OUT: i32 = 124;
/// The same, where the process had to be killed.
pub const KILLED: i32 = 137;

impl Script {
    pub fn root(body: impl Into<String>, limit: Duration) -> Self {
        Self { body: body.into(), account: Account::Root, limit, reads: None }
    }

    pub fn admin(body: impl Into<String>, limit: Duration) -> Self {
        Self { body: body.into(), account: Account::Admin, limit, reads: None }
    }

    /// A script that takes a file. It travels in the command line, so it is a short one.
    #[must_use]
    pub fn reading(self, file: impl Into<PathBuf>) -> Self {
        Self { reads: Some(file.into()), ..self }
    }

    /// The one command line that every script travels by. The script comes over stdin, so neither its length nor
    /// its characters matter. The limit stands inside sudo: an unprivileged `timeout` can't signal a root process.
    pub fn command_line(&self) -> String {
        let sudo = match self.account {
            Account::Root => "sudo -n -- ",
            Account::Admin => "",
        };
        let seconds = self.limit.as_secs().max(1);
        match self.reads {
            None => format!("{sudo}timeout -k 10 {seconds} sh"),
            Some(_) => format!("{sudo}timeout -k 10 {seconds} sh -c {}", shell::word(&self.body)),
        }
    }

    /// A shell reads a group whole before it starts it: nothing in the body can
    /// eat the rest of it, and of a body that was cut off on its way nothing is run.
    fn whole(&self) -> String {
        format!("{{\n{}\n}} </dev/null\n", self.body)
    }

    /// What goes to the command's stdin.
    pub async fn input(&self) -> std::io::Result<Box<dyn AsyncRead + Send + Unpin>> {
        Ok(match &self.reads {
            None => Box::new(std::io::Cursor::new(self.whole().into_bytes())),
            Some(file) => Box::new(fs_err::tokio::File::open(file).await?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::command::{Finished, HostCommand};

    async fn run(script: &Script, stdin: String) -> Finished {
        HostCommand::new("sh").args(["-c", &script.command_line()]).stdin(stdin).finish().await.unwrap()
    }

    #[tokio::test]
    async fn a_script_travels_whole_and_cannot_be_eaten_by_its_own_commands() {
        let body = format!("cat\necho '{}'\nexit 3", "x".repeat(200_000));
        let script = Script::admin(body.clone(), Duration::from_secs(20));
        let done = run(&script, script.whole()).await;
        assert_eq!((done.code, done.stdout.len()), (3, 200_001));
    }

    #[tokio::test]
    async fn half_a_script_does_nothing() {
        let script = Script::admin("echo first\necho second", Duration::from_secs(20));
        let half = script.whole().replace("echo second\n} </dev/null\n", "");
        let done = run(&script, half).await;
        assert_eq!((done.code, done.stdout.as_str()), (2, ""));
    }

    #[tokio::test]
    async fn a_script_that_takes_a_file_gets_just_the_file() {
        let script = Script::admin("wc -c; echo 'it'\\''s'", Duration::from_secs(20)).reading("unused");
        let done = run(&script, "four".to_owned()).await;
        assert_eq!((done.code, done.stdout.as_str()), (0, "4\nit's\n"));
    }

    #[tokio::test]
    async fn the_limit_ends_a_script_on_its_own_side() {
        let script = Script::admin("sleep 60", Duration::from_secs(1));
        let done = run(&script, script.whole()).await;
        assert_eq!(done.code, TIMED_OUT);
    }
}

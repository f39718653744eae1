//! What a node's kernel noted of processes under seccomp and AppArmor: asked for here, read by `policy`.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;

use crate::error::{Diagnose, Result};
use crate::node::{Node, Script};
use crate::policy::apparmor::Denial;
use crate::policy::seccomp::Record;
use crate::runtime::Subject;
use crate::runtime::kubernetes::UNIT;
use crate::template;

/// A kernel that logged everything for a day has much to read.
const LIMIT: Duration = Duration::from_mins(2);
/// How long what is tried may run.
const TRIAL_SECONDS: u32 = 50;
/// The exit code of timeout(1) where it had to end a command.
const TIMED_OUT: u32 = 124;
/// The exit code of an error in Podman itself: podman-run(1).
const PODMANS_OWN: u32 = 125;

#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("{what} can't be looked at: {said}")]
    Absent { what: String, said: String },
    #[error("Podman did not start the container: {said}")]
    NotStarted { said: String },
    #[error("the command did not end within {TRIAL_SECONDS} s")]
    NotEnded,
}

impl Diagnose for LogError {}

/// Seccomp records of the processes that were asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeccompLog {
    pub records: Vec<Record>,
    /// Of processes that nobody knows any more, or of others.
    pub others: usize,
    /// Lines in which the kernel or the journal says that records were dropped.
    pub lost: usize,
    /// What the process itself said, where it was run for this.
    pub said: Vec<String>,
}

/// What was noted of something that runs, as long as the node's journal has it.
pub async fn seccomp_of(node: &Node, student: &str, subject: &Subject, what: &str) -> Result<SeccompLog> {
    let values = json!({ "student": student, "subject": subject, "server": UNIT });
    let answer = asked(node, template::render("kernel-log/seccomp-of.sh", &values)?, what).await?;
    let pids = numbers(&answer, "pid");
    Ok(SeccompLog::read(&answer, |pid| pids.contains(&pid)))
}

/// Runs a command in a container of the student's under a profile, and reads what was noted meanwhile.
pub async fn seccomp_try(
    node: &Node,
    student: &str,
    profile: &str,
    image: &str,
    command: &[String],
) -> Result<SeccompLog> {
    let values =
        json!({ "student": student, "profile": profile, "image": image, "command": command, "seconds": TRIAL_SECONDS });
    let answer = asked(node, template::render("kernel-log/seccomp-try.sh", &values)?, "the trial").await?;
    let before = numbers(&answer, "before");
    let log = SeccompLog::read(&answer, |pid| !before.contains(&pid));
    if numbers(&answer, "code").contains(&TIMED_OUT) {
        return Err(LogError::NotEnded.into());
    }
    // A profile may deny what the runtime itself needs: then there are records.
    if numbers(&answer, "code").contains(&PODMANS_OWN) && log.records.iter().all(Record::is_logged) {
        return Err(LogError::NotStarted { said: log.said.join(" ") }.into());
    }
    Ok(log)
}

/// What AppArmor denied, or would have denied, since the node's start.
pub async fn apparmor(node: &Node) -> Result<Vec<Denial>> {
    let answer = asked(node, template::render("kernel-log/apparmor.sh", &())?, "the kernel's log").await?;
    Ok(answer.lines().filter_map(Denial::parse).collect())
}

/// What the node's parser has against a profile; nothing is loaded.
pub async fn apparmor_refuses(node: &Node, text: &str) -> Result<Option<String>> {
    let body = template::render("kernel-log/apparmor-parse.sh", &json!({ "text": text }))?;
    let answer = node.ask(&Script::root(body, LIMIT)).await?;
    let said = answer.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok((answer.code != 0).then_some(said))
}

async fn asked(node: &Node, body: String, what: &str) -> Result<String> {
    let answer = node.ask(&Script::root(body, LIMIT)).await?;
    if answer.code == 0 {
        return Ok(answer.stdout);
    }
    let said = [answer.stdout.trim(), answer.stderr.trim()].join(" ");
    Err(LogError::Absent { what: what.to_owned(), said: said.trim().to_owned() }.into())
}

fn values<'a>(answer: &'a str, key: &str) -> impl Iterator<Item = &'a str> {
    answer.lines().filter_map(move |line| line.strip_prefix(key)?.strip_prefix('='))
}

fn numbers(answer: &str, key: &str) -> BTreeSet<u32> {
    values(answer, key).filter_map(|number| number.parse().ok()).collect()
}

impl SeccompLog {
    fn read(answer: &str, is_ours: impl Fn(u32) -> bool) -> Self {
        let all = values(answer, "record").filter_map(Record::parse);
        let (records, others): (Vec<_>, Vec<_>) = all.partition(|record| is_ours(record.pid));
        Self {
            records,
            others: others.len(),
            lost: values(answer, "lost").filter_map(|count| count.parse::<usize>().ok()).sum(),
            said: values(answer, "said").map(str::to_owned).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_of_others_are_counted_and_left_out() {
        let answer = "pid=7\nrecord=7 c000003e 0 0x7ffc0000\nrecord=8 c000003e 1 0x7ffc0000\nlost=2\nsaid=hello=x\n";
        let pids = numbers(answer, "pid");
        let log = SeccompLog::read(answer, |pid| pids.contains(&pid));
        assert_eq!((log.records.len(), log.others, log.lost), (1, 1, 2));
        assert_eq!(log.said, ["hello=x"]);
    }
}

//! Makes one change on a node: prelude, body and coda in one remote call, under the node's own lock and limit.

use std::time::{Duration, Instant};

use serde_json::json;

use super::payload;
use crate::error::{Diagnose, Error, Kind, Result};
use crate::event::{EventKind, Events};
use crate::node::{Answer, KILLED, Node, OperationLog, Script, TIMED_OUT};
use crate::phase::{Change, Trigger};
use crate::runtime::kubernetes::symptom::{Symptom, recognise};
use crate::template;

/// How long a change waits for an operation that an earlier seclab left running.
const LOCK_SECONDS: u64 = 120;
const REBOOT_LIMIT: Duration = Duration::from_mins(5);

/// What a script's exit code means; the codes are sysexits.h's where one fits.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    #[error("it failed with code {code}: {said}")]
    Failed { code: i32, said: String },
    #[error("the node can't reach its package servers")]
    Offline,
    #[error("the node's disk is full")]
    DiskFull,
    #[error("another operation still runs on the node: {said}")]
    Busy { said: String },
    #[error("it was ended after {} s", limit.as_secs())]
    TimedOut { limit: Duration },
    #[error("the node's own AppArmor parser refuses the profile: {said}")]
    BadProfile { said: String },
    #[error("Kubernetes did not start: {cause}; its journal says: {line}")]
    KubernetesDidNotStart { cause: &'static str, line: String, fix: &'static str },
    #[error("it did not take: the node looks as before")]
    DidNotTake,
    #[error("the node did not come back from its reboot")]
    NotBack,
    #[error("the node was prepared for another instance: {said}")]
    NotOurs { said: String },
    #[error("the plan waits for something that no change brings: {summary}")]
    Stuck { summary: String },
}

impl Diagnose for ApplyError {
    fn kind(&self) -> Kind {
        match self {
            Self::Offline | Self::NotBack | Self::Busy { .. } => Kind::Unreachable,
            _ => Kind::Failed,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::Offline => vec![
                "on the node: sudo apt-get update".to_owned(),
                "without a network, use an image that has the packages: seclab image build debian-12".to_owned(),
            ],
            Self::DiskFull => vec!["make room on the node (df -h /), then run seclab up again".to_owned()],
            Self::KubernetesDidNotStart { fix, .. } => vec![(*fix).to_owned()],
            Self::Busy { .. } => vec!["wait for it to end, then run seclab up again".to_owned()],
            _ => Vec::new(),
        }
    }
}

impl ApplyError {
    fn from_answer(answer: &Answer, limit: Duration) -> Option<Self> {
        let said = || answer.stderr.trim().lines().last().unwrap_or("it said nothing").to_owned();
        match answer.code {
            0 => None,
            65 => Some(Self::BadProfile { said: said() }),
            69 => Some(Self::Offline),
            73 => Some(Self::DiskFull),
            77 => Some(Self::NotOurs { said: said() }),
            75 => Some(Self::Busy { said: said() }),
            TIMED_OUT | KILLED => Some(Self::TimedOut { limit }),
            _ if answer.stderr.contains("No space left on device") => Some(Self::DiskFull),
            _ if let Some((line, symptom)) = symptom_of(&answer.stderr) => {
                Some(Self::KubernetesDidNotStart { cause: &symptom.cause, line: line.to_owned(), fix: &symptom.fix })
            }
            code => Some(Self::Failed { code, said: said() }),
        }
    }
}

/// What is known of the journal of a Kubernetes that did not start; `templates/k3s/start.sh` shows its end.
fn symptom_of(stderr: &str) -> Option<(&str, &'static Symptom)> {
    stderr.contains("Kubernetes did not start: ").then(|| recognise(stderr)).flatten()
}

/// Wraps a body in what every operation needs.
pub(super) fn operation_script(body: &str, operation: &str) -> Result<String> {
    let values = json!({ "operation": operation, "lock_seconds": LOCK_SECONDS });
    let prelude = template::render("operation/prelude.sh", &values)?;
    Ok(format!("{prelude}{body}\n{}", template::render("operation/coda.sh", &())?))
}

pub(super) async fn apply(node: &Node, change: &Change, log: &OperationLog, events: &Events) -> Result<()> {
    let began = Instant::now();
    let (phase, id, summary) = (change.phase.to_owned(), change.id.clone(), change.summary.clone());
    events.emit(EventKind::Changing { phase: phase.clone(), change: id.clone(), summary: summary.clone() });
    let work = async {
        let before = match &change.payload {
            Some(payload) => payload::script(node, payload).await?,
            None => String::new(),
        };
        run(node, &change.id, &(before + &change.body), change.limit, log).await
    };
    work.await.map_err(|error| {
        let mut error = error.in_phase(change.phase);
        error.place.change = Some(change.summary.clone());
        error
    })?;
    events.emit(EventKind::Changed { phase, change: id, summary, seconds: began.elapsed().as_secs_f64() });
    Ok(())
}

pub(super) async fn run(node: &Node, what: &str, body: &str, limit: Duration, log: &OperationLog) -> Result<Answer> {
    let operation =
        format!("{what} of process {} at {}", std::process::id(), jiff::Timestamp::now().strftime("%FT%TZ"));
    log.line(&format!("== {operation}"));
    let script = Script::root(operation_script(body, &operation)?, limit + Duration::from_secs(LOCK_SECONDS));
    let answer = node.run(&script, Some(log)).await.map_err(|error| logged(error.into(), log))?;
    match ApplyError::from_answer(&answer, limit) {
        None => Ok(answer),
        Some(error) => Err(logged(error.into(), log)),
    }
}

pub(super) fn logged(mut error: Error, log: &OperationLog) -> Error {
    error.place.log.get_or_insert_with(|| log.path().to_owned());
    error
}

/// Runs what the changes of a round asked for.
pub(super) async fn pull(node: &Node, trigger: &Trigger, log: &OperationLog, events: &Events) -> Result<()> {
    let limit = Duration::from_mins(2);
    match trigger {
        Trigger::DaemonReload => {
            let body = template::render("trigger/daemon-reload.sh", &())?;
            run(node, trigger.summary(), &body, limit, log).await?;
        }
        Trigger::UserManagerRestart(body) => {
            run(node, trigger.summary(), body, limit, log).await?;
        }
        Trigger::Reboot => reboot(node, log, events).await?,
    }
    Ok(())
}

async fn reboot(node: &Node, log: &OperationLog, events: &Events) -> Result<()> {
    let boot_id = Script::admin(template::render("node/boot-id.sh", &())?, Duration::from_secs(20));
    let before = node.ask(&boot_id).await?.stdout;
    let body = template::render("trigger/reboot.sh", &())?;
    run(node, "reboot", &body, Duration::from_mins(1), log).await?;
    let began = Instant::now();
    while began.elapsed() < REBOOT_LIMIT {
        tokio::time::sleep(Duration::from_secs(1)).await;
        node.disconnect().await;
        node.wait_until_it_answers(REBOOT_LIMIT, events).await?;
        if node.ask(&boot_id).await.is_ok_and(|answer| answer.code == 0 && answer.stdout != before) {
            return Ok(());
        }
    }
    Err(ApplyError::NotBack.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exit_code_is_told_by_what_it_means() {
        let error = |code, stderr: &str| {
            let answer = Answer { code, stdout: String::new(), stderr: stderr.to_owned() };
            ApplyError::from_answer(&answer, Duration::from_secs(9)).map(|error| error.to_string())
        };
        assert_eq!(error(0, "noise"), None);
        assert_eq!(error(69, "").unwrap(), "the node can't reach its package servers");
        assert_eq!(error(1, "cp: No space left on device").unwrap(), "the node's disk is full");
        assert_eq!(error(2, "first\nlast\n").unwrap(), "it failed with code 2: last");
        assert_eq!(error(124, "").unwrap(), "it was ended after 9 s");
        let journal = "failed to find cpuset cgroup (v2)\nKubernetes did not start: it ended three times\n";
        assert!(error(1, journal).unwrap().contains("the cgroup controller cpuset is not delegated"));
        assert!(!error(1, "failed to find cpuset cgroup (v2)\n").unwrap().contains("delegated"));
    }
}

//! One instance: its nodes as the provider and they themselves tell.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::Finding;
use crate::catalog::LoadedLab;
use crate::error::Result;
use crate::instance::{Instance, Record};
use crate::lifecycle;
use crate::node::{Node, Script};
use crate::phase::Target;
use crate::provider::{NodeState, Provider};
use crate::reconcile::{look, plan};
use crate::shell;
use crate::spec::name::Name;
use crate::spec::quantity::Bytes;
use crate::template;

const LIMIT: Duration = Duration::from_secs(20);
/// Certificates and logs get odd beyond.
const CLOCK_LIMIT: f64 = 5.0;
const LEAST_FREE: Bytes = Bytes::mebibytes(512);

pub async fn instance(
    instance: &Instance,
    record: &Record,
    provider: &dyn Provider,
    lab: Option<&LoadedLab>,
) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    findings.push(match lab {
        Some(lab) => Finding::ok("lab", format!("{} ({})", lab.lab.metadata.name, lab.origin)),
        None => Finding::warning("lab", format!("its source can't be read any more: {}", record.origin))
            .hinted("put the lab back where it was; until then `up` can't change this instance"),
    });
    let target = match lab {
        Some(lab) => Some(lifecycle::target(instance, record, lab)?),
        None => None,
    };
    for name in record.nodes.keys() {
        findings.extend(node(instance, record, name, provider, target.as_ref()).await?);
    }
    findings.push(match last_log(instance) {
        Some(log) => Finding::ok("last log", log.display().to_string()),
        None => Finding::ok("last log", "none: nothing was changed yet"),
    });
    Ok(findings)
}

async fn node(
    instance: &Instance,
    record: &Record,
    name: &Name,
    provider: &dyn Provider,
    target: Option<&Target>,
) -> Result<Vec<Finding>> {
    let state = provider.describe(&instance.request(record, name)?).await?.state;
    let mut findings = vec![judge_state(&instance.name, name, &state)];
    if state != NodeState::Running {
        return Ok(findings);
    }
    let session = instance.known_session(record, name)?;
    let reached = ask(&session).await;
    let console = instance.node_folder(name).join("console.log");
    findings.extend(match reached {
        Ok(answer) => judge_answer(instance, name, &answer),
        Err(reason) => {
            let mut finding = Finding::problem(format!("{name} reach"), reason);
            if console.exists() {
                finding = finding.hinted(format!("tail -n 30 {}", shell::path(&console)));
            }
            return Ok([findings, vec![finding]].concat());
        }
    });
    if let Some(student) = record.lab.kubernetes.as_ref().and(record.lab.student.as_ref()) {
        findings.push(super::kubernetes::kubernetes(&session, &instance.name, name, student.name.as_str()).await);
    }
    if let Some(target) = target {
        findings.extend(changes(&session, instance, name, target).await);
    }
    Ok(findings)
}

fn judge_state(instance: &Name, node: &Name, state: &NodeState) -> Finding {
    let check = format!("{node} state");
    match state {
        NodeState::Running => Finding::ok(check, "running"),
        NodeState::Paused => Finding::warning(check, "paused").hinted(format!("seclab start {instance}")),
        NodeState::Stopped => Finding::warning(check, "stopped").hinted(format!("seclab start {instance}")),
        NodeState::Absent => {
            Finding::warning(check, "was never made, or is gone").hinted(format!("seclab up {instance}"))
        }
        NodeState::Other(word) => Finding::warning(check, word.clone()).hinted(format!("seclab status {instance}")),
    }
}

/// What a node said of itself, and how the asking went.
#[derive(Clone, Debug, PartialEq)]
struct Said {
    took: Duration,
    /// Seconds that the node's clock is ahead.
    ahead: Option<f64>,
    size: Option<Bytes>,
    free: Option<Bytes>,
}

async fn ask(session: &Node) -> Result<Said, String> {
    let body = template::render("doctor/node.sh", &()).map_err(|error| error.chain().join(": "))?;
    let (began, at) = (Instant::now(), Timestamp::now());
    let answer = session.ask(&Script::admin(body, LIMIT)).await.map_err(|error| error.to_string())?;
    let took = began.elapsed();
    if answer.code != 0 {
        return Err(format!("code {}: {}", answer.code, answer.stderr.trim()));
    }
    Ok(read(&answer.stdout, at.as_duration().as_secs_f64() + took.as_secs_f64() / 2.0, took))
}

/// `now` is the host's clock in the middle of the asking.
fn read(said: &str, now: f64, took: Duration) -> Said {
    let value = |key: &str| said.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
    let size = |key: &str| value(key).and_then(|text| text.parse::<u64>().ok()).map(|count| Bytes(count << 10));
    let ahead = value("clock").and_then(|text| text.parse::<f64>().ok()).map(|clock| clock - now);
    Said { took, ahead, size: size("size"), free: size("free") }
}

fn judge_answer(instance: &Instance, node: &Name, said: &Said) -> Vec<Finding> {
    let mut findings =
        vec![Finding::ok(format!("{node} reach"), format!("it answered within {:.1} s", said.took.as_secs_f64()))];
    // The middle of a slow answer is no exact time.
    let tolerance = CLOCK_LIMIT.max(said.took.as_secs_f64());
    let check = format!("{node} clock");
    findings.push(match said.ahead {
        None => Finding::warning(check, "the node did not tell"),
        Some(ahead) if ahead.abs() <= tolerance => Finding::ok(check, "right"),
        Some(ahead) => {
            let side = if ahead > 0.0 { "ahead" } else { "behind" };
            Finding::warning(check, format!("{:.0} s {side}", ahead.abs())).hinted(format!(
                "seclab exec --admin {}/{node} -- sudo date --set=@{}",
                instance.name,
                Timestamp::now().as_second()
            ))
        }
    });
    let check = format!("{node} disk");
    findings.push(match (said.free, said.size) {
        (Some(free), Some(size)) => {
            let found = format!("{} of {} free", free.rounded(), size.rounded());
            if free < LEAST_FREE {
                Finding::warning(check, found)
                    .hinted(format!("seclab exec --admin {}/{node} -- sudo du -xhd1 /", instance.name))
            } else {
                Finding::ok(check, found)
            }
        }
        _ => Finding::warning(check, "the node did not tell"),
    });
    findings
}

/// What `up` would still change, and whether an earlier operation is not over yet.
async fn changes(session: &Node, instance: &Instance, node: &Name, target: &Target) -> Vec<Finding> {
    let check = format!("{node} changes");
    let facts = match look(session, target).await {
        Ok(facts) => facts,
        Err(error) => return vec![Finding::problem(check, error.chain().join(": "))],
    };
    let mut findings = vec![match plan(target, &facts) {
        Ok(plan) if plan.is_empty() => Finding::ok(check, "none are open"),
        Ok(plan) => {
            let found = format!("{} are open", plan.steps.len());
            Finding::warning(check, found).hinted(format!("seclab up {}", instance.name))
        }
        Err(error) => Finding::problem(check, error.chain().join(": ")),
    }];
    if let Some(operation) = facts.first("node", "operation") {
        findings.push(Finding::warning(format!("{node} operation"), format!("{operation} is still running")));
    }
    findings
}

/// Names begin with the time.
fn last_log(instance: &Instance) -> Option<PathBuf> {
    std::fs::read_dir(instance.logs()).ok()?.flatten().map(|entry| entry.path()).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;
    use crate::paths::Paths;

    fn levels(said: &str, took: u64) -> Vec<Level> {
        let paths = Paths { data: "/d".into(), cache: "/c".into(), runtime: "/r".into() };
        let instance = Instance::new(Name::from_static("cks"), &paths);
        let said = read(said, 1000.0, Duration::from_secs(took));
        judge_answer(&instance, &Name::from_static("node"), &said).into_iter().map(|one| one.level).collect()
    }

    #[test]
    fn clock_and_disk_are_judged() {
        use Level::{Ok, Warning};
        assert_eq!(levels("clock=1000.5\nsize=10000000\nfree=9000000\n", 1), [Ok, Ok, Ok]);
        assert_eq!(levels("clock=1100.5\nsize=10000000\nfree=100\n", 1), [Ok, Warning, Warning]);
        assert_eq!(levels("clock=1008\nsize=10000000\nfree=9000000\n", 12), [Ok, Ok, Ok]);
        assert_eq!(levels("nonsense\n", 1), [Ok, Warning, Warning]);
    }
}

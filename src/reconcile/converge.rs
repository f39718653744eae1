//! The loop: look, plan, change, look again, until the plan is empty.

use std::time::{Duration, Instant};

use super::apply::{self, ApplyError, apply, logged};
use super::made::Made;
use super::observe::look;
use super::plan::{Plan, plan};
use crate::error::{Error, Kind, Result};
use crate::event::Events;
use crate::node::{Node, NodeError, OperationLog};
use crate::phase::{self, Change, Facts, Planned, Target};

/// The longest chain of phases that wait for each other is shorter.
const ROUNDS: usize = 12;
/// How long an operation that an earlier seclab left running may still take.
const OPERATION_LIMIT: Duration = Duration::from_mins(30);

/// Takes a node to its target. `log` is made before the first change is.
///
/// Returns summaries of the changes made, in order. Where the connection went in the middle of one, it is not among
/// them: whether it was made is for the next look to say.
pub async fn converge(
    node: &Node,
    target: &Target,
    log: impl Fn() -> Result<OperationLog>,
    events: &Events,
) -> Result<Vec<String>> {
    let mut changed = Vec::new();
    let mut made = Made::default();
    let mut opened = None;
    for _ in 0..ROUNDS {
        let facts = match settled(node, target, events).await {
            Err(error) if is_lost(&error) => {
                reach_again(node, events).await?;
                continue;
            }
            facts => facts?,
        };
        let plan = plan(target, &facts)?;
        if plan.is_empty() {
            return Ok(changed);
        }
        let log = match &opened {
            Some(log) => log,
            None => opened.insert(log()?),
        };
        refuse_what_did_not_take(&plan, &facts, &made, log)?;
        match round(node, &plan, log, &mut changed, events).await {
            Ok(()) => plan.changes().for_each(|change| made.note(facts.boot_id(), change)),
            // The connection went; what came of the change is for the next look to say.
            Err(error) if is_lost(&error) => {
                log.line(&format!("== {}", error.chain().join(": ")));
                reach_again(node, events).await?;
            }
            Err(error) => return Err(error),
        }
    }
    let summary = format!("no end after {ROUNDS} rounds");
    Err(ApplyError::Stuck { summary }.into())
}

fn is_lost(error: &Error) -> bool {
    error.kind == Kind::Unreachable && error.source.is::<NodeError>()
}

async fn reach_again(node: &Node, events: &Events) -> Result<()> {
    events.notice("the connection to the node was lost; looking again");
    node.disconnect().await;
    Ok(node.wait_until_it_answers(Duration::from_mins(5), events).await?)
}

/// Facts that no operation is about to change.
async fn settled(node: &Node, target: &Target, events: &Events) -> Result<Facts> {
    let began = Instant::now();
    loop {
        let facts = look(node, target).await?;
        let Some(operation) = facts.running_operation() else { return Ok(facts) };
        if began.elapsed() > OPERATION_LIMIT {
            return Err(ApplyError::Busy { said: operation.to_owned() }.into());
        }
        events.waiting(format!("an operation that still runs on the node: {operation}"));
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

fn refuse_what_did_not_take(plan: &Plan, facts: &Facts, made: &Made, log: &OperationLog) -> Result<()> {
    if let Some(change) = plan.changes().find(|change| made.has(facts.boot_id(), change)) {
        let mut error = logged(ApplyError::DidNotTake.into(), log).in_phase(change.phase);
        error.place.change = Some(format!("{} ({})", change.summary, change.reason));
        return Err(error);
    }
    if plan.changes().next().is_none() {
        let summary = plan.steps.iter().find_map(|step| match step {
            Planned::Later { summary, .. } => Some(summary.clone()),
            Planned::Change(_) => None,
        });
        return Err(ApplyError::Stuck { summary: summary.unwrap_or_default() }.into());
    }
    Ok(())
}

fn title(phase: &'static str) -> &'static str {
    phase::all().into_iter().find(|one| one.id() == phase).map_or(phase, |one| one.title())
}

async fn round(node: &Node, plan: &Plan, log: &OperationLog, changed: &mut Vec<String>, events: &Events) -> Result<()> {
    // A change without a script is there for its trigger.
    let (triggering, scripted): (Vec<_>, Vec<_>) = plan.changes().partition(|change| change.body.is_empty());
    let summary = |change: &Change| Some(change.summary.clone()).filter(|_| !change.only_waits);
    for of_one_phase in scripted.chunk_by(|one, next| one.phase == next.phase) {
        let step = events.step(title(of_one_phase[0].phase));
        for change in of_one_phase {
            apply(node, change, log, events).await?;
            changed.extend(summary(change));
        }
        step.done();
    }
    for trigger in plan.triggers() {
        let step = events.step(trigger.summary());
        apply::pull(node, &trigger, log, events).await?;
        step.done();
    }
    changed.extend(triggering.into_iter().filter_map(summary));
    Ok(())
}

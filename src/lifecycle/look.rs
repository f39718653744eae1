//! Looking at instances: what is planned, what state nodes are in, whether their posture holds.

use serde::Serialize;

use super::kubernetes::cluster;
use super::up::lab_files;
use super::{at, side_by_side};
use crate::catalog::LoadedLab;
use crate::error::Result;
use crate::event::Events;
use crate::instance::{Instance, Record, Verified};
use crate::phase::{Target, Verdict};
use crate::provider::{NodeState, Provider};
use crate::reconcile::{Plan, answer, assertions, look, plan, verify};
use crate::spec::name::Name;

/// What `up` would do on one node.
#[derive(Clone, Debug, Serialize)]
pub struct NodePlan {
    pub node: Name,
    pub state: NodeState,
    /// Absent where the node does not run: it is known after its launch.
    pub plan: Option<Plan>,
}

#[derive(Clone, Debug, Serialize)]
pub struct NodeLook {
    pub node: Name,
    pub state: NodeState,
    pub address: Option<String>,
    pub image: Option<String>,
    pub saves: Vec<String>,
    /// Changes that `up` would make; absent where the node could not be asked.
    pub pending: Option<usize>,
    pub verified: Option<Verified>,
}

/// What the nodes are to become by the lab as it is now.
pub fn target(instance: &Instance, record: &Record, lab: &LoadedLab) -> Result<Target> {
    Ok(Target { lab: lab.lab.clone(), ..instance.target(record, lab_files(lab)?)? })
}

/// Plans every node without touching it.
pub async fn plan_nodes(
    instance: &Instance,
    record: &Record,
    lab: &LoadedLab,
    provider: &dyn Provider,
) -> Result<Vec<NodePlan>> {
    // Asking for a node that was never made would make its folder and keys.
    let made = |node: &Name| instance.node_folder(node).is_dir();
    let target = if record.nodes.keys().any(made) { Some(target(instance, record, lab)?) } else { None };
    side_by_side(record.nodes.keys().cloned(), |node| {
        let target = target.as_ref().filter(|_| made(&node));
        async move {
            let work = async {
                let Some(target) = target else {
                    return Ok(NodePlan { node: node.clone(), state: NodeState::Absent, plan: None });
                };
                let state = provider.describe(&instance.request(record, &node)?).await?.state;
                let plan = match state {
                    NodeState::Running => {
                        let session = instance.known_session(record, &node)?;
                        Some(plan(target, &look(&session, target).await?)?)
                    }
                    _ => None,
                };
                Ok(NodePlan { node: node.clone(), state, plan })
            };
            work.await.map_err(at(instance, &node))
        }
    })
    .await
}

/// What one node says of itself, as it says it.
pub async fn facts(instance: &Instance, record: &Record, node: &Name, lab: &LoadedLab) -> Result<String> {
    let target = target(instance, record, lab)?;
    let work = async { answer(&instance.known_session(record, node)?, &target).await };
    work.await.map_err(at(instance, node))
}

/// Asks the provider for every node, and each node that runs for its facts.
pub async fn status(
    instance: &Instance,
    record: &Record,
    provider: &dyn Provider,
    lab: Option<&LoadedLab>,
) -> Result<Vec<NodeLook>> {
    let target = match lab {
        Some(lab) => Some(target(instance, record, lab)?),
        None => None,
    };
    side_by_side(record.nodes.keys().cloned(), |node| {
        let target = target.as_ref();
        async move {
            let described = provider.describe(&instance.request(record, &node)?).await?;
            let known = &record.nodes[&node];
            let pending = match (target, &described.state) {
                (Some(target), NodeState::Running) => pending(instance, record, &node, target).await,
                _ => None,
            };
            Ok(NodeLook {
                state: described.state,
                address: known.endpoint.as_ref().map(ToString::to_string),
                image: known.image.as_ref().map(|image| image.value.clone()),
                saves: described.saves,
                pending,
                verified: known.verified.clone(),
                node,
            })
        }
    })
    .await
}

async fn pending(instance: &Instance, record: &Record, node: &Name, target: &Target) -> Option<usize> {
    let session = instance.known_session(record, node).ok()?;
    let facts = look(&session, target).await.ok()?;
    Some(plan(target, &facts).ok()?.steps.len())
}

/// Tries every assertion on the nodes named, live, and remembers the outcome.
pub async fn verify_nodes(
    instance: &Instance,
    record: &mut Record,
    nodes: Vec<Name>,
    lab: &LoadedLab,
    provider: &dyn Provider,
    events: &Events,
) -> Result<Vec<(Name, Vec<Verdict>)>> {
    let assertions = assertions(&target(instance, record, lab)?)?;
    let shared = &*record;
    let verdicts = side_by_side(nodes, |node| {
        let assertions = &assertions;
        async move {
            let events = events.for_node(node.as_str());
            let work = async {
                let session = instance.known_session(shared, &node)?;
                let cluster = cluster(&session, instance, shared, &node, provider).await;
                verify(&session, assertions, &cluster, &events).await
            };
            let verdicts = work.await.map_err(at(instance, &node))?;
            Ok((node, verdicts))
        }
    })
    .await?;
    for (node, verdicts) in &verdicts {
        record.nodes.entry(node.clone()).or_default().verified = Some(Verified::of(&assertions, verdicts));
    }
    record.store(&instance.folder)?;
    Ok(verdicts)
}

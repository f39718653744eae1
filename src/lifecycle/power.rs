//! Stop, pause, start, save and restore: the machine as a whole, nothing inside it.

use std::time::Duration;

use serde_json::json;

use super::{at, side_by_side};
use crate::error::{Diagnose, Result};
use crate::event::Events;
use crate::instance::{Instance, Record};
use crate::node::{Node, Script};
use crate::provider::{Endpoint, NodeRequest, Provider};
use crate::spec::name::Name;
use crate::template;

const BOOT_LIMIT: Duration = Duration::from_mins(10);

#[derive(Debug, thiserror::Error)]
#[error("the node has no save `{save}`")]
struct NoSave {
    instance: Name,
    save: Name,
}

impl Diagnose for NoSave {
    fn hints(&self) -> Vec<String> {
        vec![format!("seclab status {}", self.instance)]
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the node's clock can't be set: {said}")]
struct WrongTime {
    said: String,
}

impl Diagnose for WrongTime {}

/// How a node comes to rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Shut down in order.
    Stopped,
    /// Frozen: what waits for an answer from it waits.
    Paused,
}

pub async fn rest(
    instance: &Instance,
    record: &Record,
    nodes: Vec<Name>,
    rest: Rest,
    provider: &dyn Provider,
    events: &Events,
) -> Result<()> {
    let work = side_by_side(nodes, |node| async move {
        let events = events.for_node(node.as_str());
        let step = events.step(if rest == Rest::Stopped { "stop" } else { "pause" });
        if let Ok(session) = instance.known_session(record, &node) {
            session.disconnect().await;
        }
        let request = instance.request(record, &node)?;
        let done = match rest {
            Rest::Stopped => provider.stop(&request, &events).await,
            Rest::Paused => provider.pause(&request).await,
        };
        done.map_err(at(instance, &node))?;
        step.done();
        Ok(())
    });
    work.await.map(drop)
}

/// Makes sure that a node runs, and that one that was paused knows the time.
pub(super) async fn awake(
    instance: &Instance,
    node: &Name,
    request: &NodeRequest,
    provider: &dyn Provider,
    events: &Events,
) -> Result<Endpoint> {
    let was_paused = provider.is_paused(request).await?;
    let endpoint = provider.ensure(request, events).await?;
    if was_paused {
        let session = instance.session(node, &endpoint)?;
        session.wait_until_it_answers(BOOT_LIMIT, events).await?;
        set_clock(&session).await?;
    }
    Ok(endpoint)
}

/// Starts nodes that exist, and waits until they answer.
pub async fn start(
    instance: &Instance,
    record: &mut Record,
    nodes: Vec<Name>,
    provider: &dyn Provider,
    events: &Events,
) -> Result<()> {
    let shared = &*record;
    let endpoints = side_by_side(nodes, |node| async move {
        let events = events.for_node(node.as_str());
        let step = events.step("start");
        let work = async {
            let request = instance.request(shared, &node)?;
            let endpoint = awake(instance, &node, &request, provider, &events).await?;
            instance.session(&node, &endpoint)?.wait_until_it_answers(BOOT_LIMIT, &events).await?;
            Ok(endpoint)
        };
        let endpoint = work.await.map_err(at(instance, &node))?;
        step.done();
        Ok((node, endpoint))
    });
    remember(instance, endpoints.await?, record)
}

pub async fn save(
    instance: &Instance,
    record: &Record,
    nodes: Vec<Name>,
    name: &Name,
    provider: &dyn Provider,
    events: &Events,
) -> Result<()> {
    let count = nodes.len();
    let work = side_by_side(nodes, |node| async move {
        let events = events.for_node(node.as_str());
        // A connection frozen into the state would be dead when it comes back.
        if let Ok(session) = instance.known_session(record, &node) {
            session.disconnect().await;
        }
        provider.save(&instance.request(record, &node)?, name, &events).await.map_err(at(instance, &node))
    });
    work.await?;
    record.saved(&instance.folder, name, count)
}

/// Takes nodes back to a save; they answer, and their clocks are right, when this returns.
pub async fn restore(
    instance: &Instance,
    record: &mut Record,
    nodes: Vec<Name>,
    name: &Name,
    provider: &dyn Provider,
    events: &Events,
) -> Result<()> {
    all_have(instance, record, &nodes, name, provider).await?;
    // Whatever comes of it, they are no longer what was verified.
    for node in &nodes {
        record.nodes.entry(node.clone()).or_default().verified = None;
    }
    record.store(&instance.folder)?;
    let shared = &*record;
    let endpoints = side_by_side(nodes, |node| async move {
        let events = events.for_node(node.as_str());
        let work = async {
            if let Ok(session) = instance.known_session(shared, &node) {
                session.disconnect().await;
            }
            let endpoint = provider.restore(&instance.request(shared, &node)?, name, &events).await?;
            let session = instance.session(&node, &endpoint)?;
            let step = events.step("reach node");
            session.wait_until_it_answers(BOOT_LIMIT, &events).await?;
            set_clock(&session).await?;
            step.done();
            Ok(endpoint)
        };
        let endpoint = work.await.map_err(at(instance, &node))?;
        Ok((node, endpoint))
    });
    let endpoints = endpoints.await?;
    record.restored(&instance.folder, name, endpoints.len())?;
    remember(instance, endpoints, record)
}

/// Refuses before the first of several nodes is taken back to what the next one does not have. A single one says itself
/// what it lacks.
async fn all_have(
    instance: &Instance,
    record: &Record,
    nodes: &[Name],
    save: &Name,
    provider: &dyn Provider,
) -> Result<()> {
    for node in nodes.iter().filter(|_| nodes.len() > 1) {
        let described = provider.describe(&instance.request(record, node)?).await?;
        if !described.saves.iter().any(|name| name == save.as_str()) {
            let error = NoSave { instance: instance.name.clone(), save: save.clone() };
            return Err(at(instance, node)(error.into()));
        }
    }
    Ok(())
}

/// A machine that comes back from a save or a pause believes that no time has passed.
async fn set_clock(node: &Node) -> Result<()> {
    let now = jiff::Timestamp::now();
    let epoch = format!("{}.{:03}", now.as_second(), now.subsec_millisecond());
    let body = template::render("node/set-clock.sh", &json!({ "epoch": epoch }))?;
    let answer = node.run(&Script::root(body, Duration::from_secs(20)), None).await?;
    if answer.code == 0 { Ok(()) } else { Err(WrongTime { said: answer.stderr.trim().to_owned() }.into()) }
}

fn remember(instance: &Instance, endpoints: Vec<(Name, Endpoint)>, record: &mut Record) -> Result<()> {
    for (node, endpoint) in endpoints {
        record.nodes.entry(node).or_default().endpoint = Some(endpoint);
    }
    record.store(&instance.folder)
}

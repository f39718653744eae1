//! `down`: the instance and everything of it goes.

use super::claim::reach;
use super::{at, side_by_side};
use crate::error::{Diagnose, Kind, Result};
use crate::event::Events;
use crate::instance::{Instance, Record};
use crate::provider::ssh::{Address, Host};
use crate::provider::{Provider, ProviderKind};
use crate::reconcile::undo;
use crate::spec::name::Name;

#[derive(Debug, thiserror::Error)]
#[error("the nodes of `{instance}` are made by {provider}: forgotten, they would stay without an owner")]
pub struct NotForgotten {
    instance: String,
    provider: &'static str,
}

impl Diagnose for NotForgotten {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        vec![format!("seclab down {}", self.instance)]
    }
}

/// Deletes the nodes, or undoes what was done on nodes that are not ours; then forgets the instance.
pub async fn down(instance: &Instance, record: &Record, provider: &dyn Provider, events: &Events) -> Result<()> {
    let nodes: Vec<_> = record.nodes.keys().cloned().collect();
    side_by_side(nodes, |node| async move {
        let events = events.for_node(node.as_str());
        let work = async {
            if let Some(host) = Host::load(&instance.node_folder(&node))? {
                return take_back(instance, &node, host, &events).await;
            }
            if record.nodes[&node].endpoint.is_some() {
                instance.known_session(record, &node)?.disconnect().await;
            }
            let step = events.step("delete");
            provider.delete(&instance.request(record, &node)?, &events).await?;
            step.done();
            Ok(())
        };
        work.await.map_err(at(instance, &node))
    })
    .await?;
    instance.remove()
}

/// Undoes what was done on an existing machine. One that was never touched is left alone, and need not answer.
async fn take_back(instance: &Instance, node: &Name, mut host: Host, events: &Events) -> Result<()> {
    if !host.touched {
        return Ok(());
    }
    let session = instance.session(node, &host.endpoint())?;
    let step = events.step("undo");
    reach(&session, &host).await.map_err(|error| {
        let forget = format!("seclab down {} --forget", instance.name);
        error.hinted(format!("where the machine is gone for good: {forget}"))
    })?;
    undo(&session, &host.id, &instance.new_log("down")?, events).await?;
    host.touched = false;
    host.store(&instance.node_folder(node))?;
    session.disconnect().await;
    step.done();
    Ok(())
}

/// Forgets an instance of existing machines without undoing anything; returns the machines that keep what was done.
pub fn forget(instance: &Instance, record: &Record) -> Result<Vec<Address>> {
    let provider = record.provider.value;
    if provider != ProviderKind::Ssh {
        return Err(NotForgotten { instance: instance.name.to_string(), provider: provider.as_str() }.into());
    }
    let mut left = Vec::new();
    for node in record.nodes.keys() {
        let host = Host::load(&instance.node_folder(node))?;
        left.extend(host.filter(|host| host.touched).map(|host| host.address));
    }
    instance.remove()?;
    Ok(left)
}

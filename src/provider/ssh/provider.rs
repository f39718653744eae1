//! The provider of machines that exist. There is little it may do to them.

use std::time::Duration;

use async_trait::async_trait;

use super::Host;
use crate::error::{Diagnose, Kind, Result};
use crate::event::Events;
use crate::node::{Node, NodeIdentity, Script};
use crate::provider::{Description, Endpoint, NodeRequest, NodeState, Provider};
use crate::spec::name::Name;

/// How long a machine may take to answer before it counts as unreachable.
const ANSWER_LIMIT: Duration = Duration::from_secs(15);

#[derive(Clone, Copy, Debug)]
pub struct Ssh;

#[derive(Debug, thiserror::Error)]
pub enum SshError {
    #[error("an existing machine is not seclab's, so it can't be {what}")]
    NotOurs { what: &'static str, instance: String },
    #[error("it makes no VMs: it takes a machine you name")]
    MakesNone,
    #[error("nobody agreed yet that the machine of {instance}/{node} is prepared")]
    NotAgreed { instance: String, node: String },
}

impl Diagnose for SshError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::NotOurs { instance, .. } => vec![format!("to take back what was done on it: seclab down {instance}")],
            Self::MakesNone => vec!["name the machine: add --host USER@HOST".to_owned()],
            Self::NotAgreed { instance, .. } => vec![format!("seclab up {instance}")],
        }
    }
}

pub fn probe() -> Result<String> {
    Err(SshError::MakesNone.into())
}

fn refuse(node: &NodeRequest, what: &'static str) -> crate::error::Error {
    SshError::NotOurs { what, instance: node.instance.to_string() }.into()
}

#[async_trait]
impl Provider for Ssh {
    async fn ensure(&self, node: &NodeRequest, _events: &Events) -> Result<Endpoint> {
        match Host::load(&node.folder)? {
            Some(host) if host.agreed.is_some() => Ok(host.endpoint()),
            _ => {
                let (instance, node) = (node.instance.to_string(), node.spec.name.to_string());
                Err(SshError::NotAgreed { instance, node }.into())
            }
        }
    }

    async fn describe(&self, node: &NodeRequest) -> Result<Description> {
        let Some(host) = Host::load(&node.folder)? else {
            return Ok(Description { state: NodeState::Absent, address: None, saves: Vec::new() });
        };
        let identity = NodeIdentity {
            host: format!("{}-{}", node.instance, node.spec.name),
            key_file: node.identity.key_file.clone(),
            host_public_key: node.identity.host_public_key.clone(),
            folder: node.folder.clone(),
            runtime: node.runtime.clone(),
        };
        let session = Node::new(&host.endpoint(), &identity)?;
        let hello = Script::admin(":", ANSWER_LIMIT);
        let answer = tokio::time::timeout(ANSWER_LIMIT, session.ask(&hello)).await;
        let reached = matches!(answer, Ok(Ok(answer)) if answer.code == 0);
        let state = if reached { NodeState::Running } else { NodeState::Other("unreachable".to_owned()) };
        Ok(Description { state, address: host.address.host.parse().ok(), saves: Vec::new() })
    }

    async fn pause(&self, node: &NodeRequest) -> Result<()> {
        Err(refuse(node, "paused"))
    }

    async fn stop(&self, node: &NodeRequest, _events: &Events) -> Result<()> {
        Err(refuse(node, "stopped"))
    }

    /// There is nothing to delete: what was done on the machine is undone before.
    async fn delete(&self, _node: &NodeRequest, _events: &Events) -> Result<()> {
        Ok(())
    }

    async fn save(&self, node: &NodeRequest, _save: &Name, _events: &Events) -> Result<()> {
        Err(refuse(node, "saved"))
    }

    async fn restore(&self, node: &NodeRequest, _save: &Name, _events: &Events) -> Result<Endpoint> {
        Err(refuse(node, "restored"))
    }
}

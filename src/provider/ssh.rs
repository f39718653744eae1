//! Existing machines, reached by ssh. Nothing is created and nothing deleted.

use async_trait::async_trait;

use super::{Description, Endpoint, NodeRequest, Provider, ProviderKind};
use crate::error::{Diagnose, Kind, Result};
use crate::event::Events;
use crate::spec::name::Name;

#[derive(Clone, Copy, Debug)]
pub struct Ssh;

#[derive(Debug, thiserror::Error)]
pub enum SshError {
    #[error("an existing machine can't be {what} by seclab")]
    NotOurs { what: &'static str },
    #[error("it makes no VMs: it takes a machine you name")]
    MakesNone,
}

impl Diagnose for SshError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }
}

pub fn probe() -> Result<String> {
    Err(SshError::MakesNone.into())
}

#[async_trait]
impl Provider for Ssh {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Ssh
    }

    async fn ensure(&self, _node: &NodeRequest, _events: &Events) -> Result<Endpoint> {
        Err(SshError::MakesNone.into())
    }

    async fn describe(&self, _node: &NodeRequest) -> Result<Description> {
        Err(SshError::MakesNone.into())
    }

    async fn stop(&self, _node: &NodeRequest, _events: &Events) -> Result<()> {
        Err(SshError::NotOurs { what: "stopped" }.into())
    }

    async fn delete(&self, _node: &NodeRequest, _events: &Events) -> Result<()> {
        Ok(())
    }

    async fn save(&self, _node: &NodeRequest, _save: &Name, _events: &Events) -> Result<()> {
        Err(SshError::NotOurs { what: "saved" }.into())
    }

    async fn restore(&self, _node: &NodeRequest, _save: &Name, _events: &Events) -> Result<Endpoint> {
        Err(SshError::NotOurs { what: "restored" }.into())
    }
}

//! What makes nodes. A provider brings a machine into being and says how to reach it;
//! it never looks inside and never prepares anything there.

pub mod cloud_init;
pub mod multipass;
pub mod qemu;
pub mod ssh;

use std::net::IpAddr;
use std::path::PathBuf;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::event::Events;
use crate::paths::Paths;
use crate::spec::lab::NodeSpec;
use crate::spec::name::Name;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProviderKind {
    Multipass,
    Qemu,
    Ssh,
}

impl ProviderKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Multipass => "multipass",
            Self::Qemu => "qemu",
            Self::Ssh => "ssh",
        }
    }
}

/// One node of one instance, as a provider needs to know it.
#[derive(Clone, Debug)]
pub struct NodeRequest {
    pub instance: Name,
    pub spec: NodeSpec,
    /// The node's own folder on the host, private and already there.
    pub folder: PathBuf,
    /// For sockets: short, private, gone after a reboot of the host.
    pub runtime: PathBuf,
    pub identity: Identity,
    /// TCP ports of the node that this host must reach.
    pub ports: Vec<u16>,
}

/// The keys of a node, made by seclab before the node exists.
#[derive(Clone, Debug)]
pub struct Identity {
    /// seclab's own private key for this instance.
    pub key_file: PathBuf,
    /// Its public half, one `authorized_keys` line.
    pub public_key: String,
    /// The node's host key in OpenSSH format, given to it through cloud-init.
    pub host_key: String,
    pub host_public_key: String,
}

/// How a node is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Endpoint {
    Ssh {
        address: String,
        port: u16,
        /// The admin.
        user: String,
    },
    /// A machine that exists, as the user's own ssh reaches it: their keys, agent, configuration and known hosts.
    Existing {
        address: ssh::Address,
        /// Read instead of the user's `~/.ssh/config`.
        config: Option<PathBuf>,
    },
    /// Through the provider's own client, where the host can't reach the guest's network.
    Exec { program: PathBuf, machine: String, user: String },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NodeState {
    Absent,
    Running,
    /// In memory, and given no processor time.
    Paused,
    Stopped,
    /// Between two states, or one this version does not know; the provider's own word.
    Other(String),
}

/// What a provider can tell of a node without asking the node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Description {
    pub state: NodeState,
    pub address: Option<IpAddr>,
    /// Names of saved machine states, oldest first.
    pub saves: Vec<String>,
}

#[async_trait]
pub trait Provider: Send + Sync {
    /// Makes sure that the node exists and runs. The node may still be booting when this returns.
    async fn ensure(&self, node: &NodeRequest, events: &Events) -> Result<Endpoint>;

    async fn describe(&self, node: &NodeRequest) -> Result<Description>;

    /// How this host reaches a TCP port of the node, as `ADDRESS:PORT`; `None` where it can't.
    async fn way_to(&self, node: &NodeRequest, port: u16) -> Result<Option<String>> {
        let address = self.describe(node).await?.address;
        Ok(address.map(|address| std::net::SocketAddr::new(address, port).to_string()))
    }

    /// Freezes a running node: it keeps its memory and takes no processor time. `ensure` lets it go on.
    async fn pause(&self, node: &NodeRequest) -> Result<()>;

    /// Whether the node is frozen; its clock is stale when it goes on.
    async fn is_paused(&self, _node: &NodeRequest) -> Result<bool> {
        Ok(false)
    }

    /// Shuts the node down in order; does nothing to one that is stopped.
    async fn stop(&self, node: &NodeRequest, events: &Events) -> Result<()>;

    /// Removes the node and all it kept. A node that does not exist is a success.
    async fn delete(&self, node: &NodeRequest, events: &Events) -> Result<()>;

    /// Keeps the machine's state under a name; an older save of that name is replaced.
    async fn save(&self, node: &NodeRequest, save: &Name, events: &Events) -> Result<()>;

    /// Takes the machine back to a save. The node runs afterwards; its clock may be stale.
    async fn restore(&self, node: &NodeRequest, save: &Name, events: &Events) -> Result<Endpoint>;
}

/// The provider of a kind. Nothing is asked of it yet.
pub fn open(kind: ProviderKind, paths: &Paths) -> Result<Box<dyn Provider>> {
    match kind {
        ProviderKind::Qemu => Ok(Box::new(qemu::Qemu::new(paths.clone()))),
        ProviderKind::Multipass => Ok(Box::new(multipass::Multipass::new(multipass::Client::find()?, paths))),
        ProviderKind::Ssh => Ok(Box::new(ssh::Ssh)),
    }
}

/// Whether a provider makes VMs here: which it is, or an error that says why not.
pub async fn probe(kind: ProviderKind, paths: &Paths) -> Result<String> {
    match kind {
        ProviderKind::Qemu => qemu::probe().await,
        ProviderKind::Multipass => multipass::probe(paths).await,
        ProviderKind::Ssh => ssh::probe(),
    }
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ssh { address, port: 22, .. } => f.write_str(address),
            Self::Ssh { address, port, .. } => write!(f, "{address}:{port}"),
            Self::Existing { address, .. } => address.fmt(f),
            Self::Exec { machine, .. } => f.write_str(machine),
        }
    }
}

//! An instance on this host: its folder, and how commands get from it to providers and nodes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::keys;
use super::lock::InstanceLock;
use super::record::Record;
use crate::catalog;
use crate::digest::sha256;
use crate::error::{Diagnose, Kind, Result};
use crate::node::{Node, NodeIdentity, OperationLog};
use crate::paths::{Paths, private_dir};
use crate::phase::Target;
use crate::provider::{Endpoint, Identity, NodeRequest};
use crate::runtime::kubernetes;
use crate::spec::name::Name;

#[derive(Debug, thiserror::Error)]
pub enum InstanceError {
    #[error("there is no instance `{name}`")]
    Absent { name: String },
    #[error("the instance `{instance}` has no node `{node}`; it has {}", nodes.join(", "))]
    NoSuchNode { instance: String, node: String, nodes: Vec<String> },
    #[error("the instance `{instance}` has {} nodes; say which", nodes.len())]
    SayWhichNode { instance: String, nodes: Vec<String> },
    #[error("the node `{node}` was never started")]
    NeverStarted { instance: String, node: String },
}

impl Diagnose for InstanceError {
    fn kind(&self) -> Kind {
        match self {
            Self::NeverStarted { .. } => Kind::Unreachable,
            _ => Kind::Invalid,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::Absent { name } if catalog::built_in().contains(&name.as_str()) => vec![format!("seclab up {name}")],
            Self::Absent { .. } => vec!["seclab ls".to_owned()],
            Self::NoSuchNode { instance, nodes, .. } | Self::SayWhichNode { instance, nodes } => {
                nodes.iter().map(|node| format!("name it as {instance}/{node}")).collect()
            }
            Self::NeverStarted { instance, .. } => vec![format!("seclab up {instance}")],
        }
    }
}

#[derive(Clone, Debug)]
pub struct Instance {
    pub name: Name,
    pub folder: PathBuf,
    runtime: PathBuf,
}

/// Names of all instances, sorted; their records may be broken. A folder without one is of a creation that never got far.
pub fn names(paths: &Paths) -> Result<Vec<Name>> {
    let mut names = Vec::new();
    let entries = match fs_err::read_dir(paths.instances()) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(names),
        Err(error) => return Err(error.into()),
    };
    for entry in entries {
        let entry = entry?;
        if let Some(name) = entry.file_name().to_str().and_then(|name| name.parse().ok())
            && Record::is_in(&entry.path())
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

impl Instance {
    pub fn new(name: Name, paths: &Paths) -> Self {
        let folder = paths.instances().join(&name);
        // Two data folders on one host must not meet in one runtime folder.
        let runtime = paths.runtime.join(&sha256(paths.data.as_os_str().as_encoded_bytes())[..8]);
        Self { name, folder, runtime }
    }

    /// Makes the folder where there is none, and takes the lock.
    pub fn lock(&self) -> Result<InstanceLock> {
        private_dir(&self.folder)?;
        InstanceLock::take(&self.folder, self.name.as_str())
    }

    pub fn record(&self) -> Result<Option<Record>> {
        Record::load(&self.folder)
    }

    /// The record of an instance that must exist.
    pub fn existing(&self) -> Result<Record> {
        Ok(self.record()?.ok_or_else(|| InstanceError::Absent { name: self.name.to_string() })?)
    }

    /// The node's own folder on this host.
    pub fn node_folder(&self, node: &Name) -> PathBuf {
        self.folder.join("nodes").join(node)
    }

    pub fn public_key(&self) -> Result<String> {
        private_dir(&self.folder)?;
        Ok(keys::pair(&self.key_file(), &format!("seclab-{}", self.name))?.public)
    }

    fn key_file(&self) -> PathBuf {
        self.folder.join("id_ed25519")
    }

    /// What a provider needs to know of a node; makes its folder and keys where they are missing.
    pub fn request(&self, record: &Record, node: &Name) -> Result<NodeRequest> {
        let mut spec = self.spec_of(record, node)?;
        if let Some(image) = record.nodes.get(node).and_then(|known| known.image.clone()) {
            spec.image = Some(image.value);
        }
        let folder = self.node_folder(node);
        private_dir(&folder)?;
        let host_key = keys::pair(&folder.join("host_ed25519"), node.as_str())?;
        let ports = record.lab.kubernetes.iter().map(|_| kubernetes::API_PORT).collect();
        let identity = Identity {
            key_file: self.key_file(),
            public_key: self.public_key()?,
            host_key: host_key.private,
            host_public_key: host_key.public,
        };
        Ok(NodeRequest { instance: self.name.clone(), spec, folder, runtime: self.runtime.clone(), identity, ports })
    }

    fn spec_of(&self, record: &Record, node: &Name) -> Result<crate::spec::lab::NodeSpec> {
        let found = record.lab.nodes.iter().find(|spec| spec.name == *node).cloned();
        let known = || record.lab.nodes.iter().map(|spec| spec.name.to_string()).collect();
        Ok(found.ok_or_else(|| InstanceError::NoSuchNode {
            instance: self.name.to_string(),
            node: node.to_string(),
            nodes: known(),
        })?)
    }

    /// A session with a node at an endpoint.
    pub fn session(&self, node: &Name, endpoint: &Endpoint) -> Result<Node> {
        let folder = self.node_folder(node);
        private_dir(&folder)?;
        let identity = NodeIdentity {
            host: format!("{}-{node}", self.name),
            key_file: self.key_file(),
            host_public_key: keys::pair(&folder.join("host_ed25519"), node.as_str())?.public,
            folder,
            runtime: self.runtime.clone(),
        };
        Node::new(endpoint, &identity)
    }

    /// A session with a node at the endpoint it was last seen at.
    pub fn known_session(&self, record: &Record, node: &Name) -> Result<Node> {
        let endpoint = record.nodes.get(node).and_then(|known| known.endpoint.clone());
        let never = || InstanceError::NeverStarted { instance: self.name.to_string(), node: node.to_string() };
        self.session(node, &endpoint.ok_or_else(never)?)
    }

    /// The node that a target means: the named one, or the only one.
    pub fn node_of(&self, record: &Record, named: Option<&Name>) -> Result<Name> {
        match (named, record.lab.nodes.as_slice()) {
            (Some(node), _) => Ok(self.spec_of(record, node)?.name),
            (None, [only]) => Ok(only.name.clone()),
            (None, many) => {
                let nodes = many.iter().map(|spec| spec.name.to_string()).collect();
                Err(InstanceError::SayWhichNode { instance: self.name.to_string(), nodes }.into())
            }
        }
    }

    /// What the nodes are to become.
    pub fn target(&self, record: &Record, files: BTreeMap<PathBuf, String>) -> Result<Target> {
        Ok(Target {
            lab: record.lab.clone(),
            public_key: self.public_key()?,
            files,
            kubernetes: record.kubernetes.clone(),
        })
    }

    pub fn logs(&self) -> PathBuf {
        self.folder.join("logs")
    }

    pub fn new_log(&self, operation: &str) -> Result<OperationLog> {
        OperationLog::create(&self.logs(), operation)
    }

    /// Removes what is left on the host of an instance whose nodes are gone. The lock is the caller's.
    pub fn remove(&self) -> Result<()> {
        match fs_err::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Whether nothing of it is here but its lock.
    pub fn is_bare(&self) -> bool {
        !Record::is_in(&self.folder) && !self.folder.join("nodes").exists()
    }
}

//! Which existing machine each node is: named by the user once, agreed to once, then remembered.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;

use crate::error::{Diagnose, Kind, Result};
use crate::instance::{Instance, Record};
use crate::provider::ssh::{Address, Host};
use crate::spec::name::Name;

/// `[NODE=]ADDRESS`, as the user gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedHost {
    pub node: Option<Name>,
    pub address: Address,
}

#[derive(Debug, thiserror::Error)]
pub enum HostsError {
    #[error("no machine is named for the {} {}", plural(nodes), nodes.join(", "))]
    Missing { nodes: Vec<String> },
    #[error("the lab has no node `{node}`; it has {}", nodes.join(", "))]
    NoSuchNode { node: String, nodes: Vec<String> },
    #[error("the lab has {} nodes; say which one {address} is", nodes.len())]
    SayWhichNode { address: Address, nodes: Vec<String> },
    #[error("the node `{node}` is given two machines")]
    NodeTwice { node: String },
    #[error("{address} is given for two nodes")]
    AddressTwice { address: Address },
    #[error("the node `{node}` is {now}, not {asked}")]
    Another { instance: String, node: String, now: Address, asked: Address },
}

fn plural(nodes: &[String]) -> &'static str {
    if nodes.len() == 1 { "node" } else { "nodes" }
}

impl Diagnose for HostsError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::Missing { nodes } | Self::SayWhichNode { nodes, .. } => {
                nodes.iter().map(|node| format!("add --host {node}=USER@HOST")).collect()
            }
            Self::Another { instance, .. } => vec![format!("seclab down {instance}")],
            _ => Vec::new(),
        }
    }
}

type Addresses = BTreeMap<Name, Address>;

/// Pure: what was named now and what is known give every node its machine.
fn assign(instance: &Name, nodes: &[Name], agreed: &Addresses, named: &[NamedHost]) -> Result<Addresses, HostsError> {
    let all = || nodes.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut given = Addresses::new();
    for NamedHost { node, address } in named {
        let node = match (node, nodes) {
            (Some(node), _) if nodes.contains(node) => node.clone(),
            (Some(node), _) => return Err(HostsError::NoSuchNode { node: node.to_string(), nodes: all() }),
            (None, [only]) => only.clone(),
            (None, _) => return Err(HostsError::SayWhichNode { address: address.clone(), nodes: all() }),
        };
        if let Some(now) = agreed.get(&node).filter(|now| *now != address) {
            let (instance, node) = (instance.to_string(), node.to_string());
            return Err(HostsError::Another { instance, node, now: now.clone(), asked: address.clone() });
        }
        if given.values().any(|other| other == address) {
            return Err(HostsError::AddressTwice { address: address.clone() });
        }
        if given.insert(node.clone(), address.clone()).is_some() {
            return Err(HostsError::NodeTwice { node: node.to_string() });
        }
    }
    let addresses: Addresses = agreed.clone().into_iter().chain(given).collect();
    let missing: Vec<_> = nodes.iter().filter(|node| !addresses.contains_key(*node)).map(Name::to_string).collect();
    if missing.is_empty() { Ok(addresses) } else { Err(HostsError::Missing { nodes: missing }) }
}

/// Remembers which machine each node is. What is returned was not agreed to yet.
pub fn name_hosts(
    instance: &Instance,
    record: &Record,
    named: &[NamedHost],
    config: Option<&PathBuf>,
) -> Result<Vec<(Name, Host)>> {
    let nodes: Vec<_> = record.nodes.keys().cloned().collect();
    let mut known = BTreeMap::new();
    for node in &nodes {
        known.extend(Host::load(&instance.node_folder(node))?.map(|host| (node.clone(), host)));
    }
    let agreed = known.iter().filter(|(_, host)| host.agreed.is_some());
    let agreed = agreed.map(|(node, host)| (node.clone(), host.address.clone())).collect();
    let mut open = Vec::new();
    for (node, address) in assign(&instance.name, &nodes, &agreed, named)? {
        let host = match known.remove(&node).filter(|host| host.agreed.is_some()) {
            Some(mut host) if config.is_some_and(|config| host.config.as_ref() != Some(config)) => {
                host.config = config.cloned();
                host
            }
            Some(_) => continue,
            None => Host::new(address, config.cloned()),
        };
        host.store(&instance.node_folder(&node))?;
        if host.agreed.is_none() {
            open.push((node, host));
        }
    }
    Ok(open)
}

/// The user said yes.
pub fn agree(instance: &Instance, hosts: Vec<(Name, Host)>) -> Result<()> {
    for (node, host) in hosts {
        Host { agreed: Some(Timestamp::now()), ..host }.store(&instance.node_folder(&node))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assigned(nodes: &[&str], agreed: &[(&str, &str)], named: &[&str]) -> String {
        let name = |text: &str| text.parse::<Name>().unwrap();
        let nodes: Vec<_> = nodes.iter().map(|node| name(node)).collect();
        let agreed = agreed.iter().map(|(node, address)| (name(node), address.parse().unwrap())).collect();
        let named: Vec<_> = named
            .iter()
            .map(|text| match text.split_once('=') {
                Some((node, address)) => NamedHost { node: Some(name(node)), address: address.parse().unwrap() },
                None => NamedHost { node: None, address: text.parse().unwrap() },
            })
            .collect();
        match assign(&name("x"), &nodes, &agreed, &named) {
            Ok(all) => all.iter().map(|(node, address)| format!("{node}={address}")).collect::<Vec<_>>().join(" "),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_machine_is_named_once() {
        assert_eq!(assigned(&["node"], &[], &["me@box"]), "node=me@box");
        assert_eq!(assigned(&["node"], &[("node", "me@box")], &[]), "node=me@box");
        assert_eq!(assigned(&["node"], &[("node", "me@box")], &["me@box"]), "node=me@box");
        assert_eq!(assigned(&["a", "b"], &[("a", "one")], &["b=two"]), "a=one b=two");
    }

    #[test]
    fn every_node_needs_a_machine_of_its_own() {
        assert_eq!(assigned(&["node"], &[], &[]), "no machine is named for the node node");
        assert_eq!(assigned(&["a", "b"], &[], &["box"]), "the lab has 2 nodes; say which one box is");
        assert_eq!(assigned(&["a", "b"], &[], &["a=box"]), "no machine is named for the node b");
        assert_eq!(assigned(&["a", "b"], &[], &["a=box", "b=box"]), "box is given for two nodes");
        assert_eq!(assigned(&["a"], &[], &["a=box", "a=other"]), "the node `a` is given two machines");
        assert_eq!(assigned(&["a"], &[], &["c=box"]), "the lab has no node `c`; it has a");
        assert_eq!(assigned(&["a"], &[("a", "box")], &["a=other"]), "the node `a` is box, not other");
    }
}

//! From this host to the Kubernetes on a node.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;
use tokio::net::TcpStream;

use crate::error::{Diagnose, Error, Kind, Result};
use crate::instance::{Instance, Record};
use crate::node::{Node, Script, Tunnel};
use crate::provider::Provider;
use crate::runtime::kubernetes::API_PORT;
use crate::runtime::kubernetes::client::Cluster;
use crate::runtime::kubernetes::kubeconfig::Kubeconfig;
use crate::spec::name::Name;
use crate::template;

const LIMIT: Duration = Duration::from_mins(1);
/// A firewall may leave a connection without any answer.
const CONNECT_LIMIT: Duration = Duration::from_secs(3);

#[derive(Debug, thiserror::Error)]
pub enum KubernetesError {
    #[error("the lab of `{instance}` has no Kubernetes")]
    None { instance: String },
    #[error("the node {node} has no kubeconfig yet: {said}")]
    NoKubeconfig { instance: String, node: String, said: String },
    #[error("this host does not reach the API server of {node} by itself")]
    NoWay { target: String, node: String },
}

impl Diagnose for KubernetesError {
    fn kind(&self) -> Kind {
        match self {
            Self::None { .. } => Kind::Invalid,
            _ => Kind::Unreachable,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::None { .. } => vec!["seclab lab list".to_owned()],
            Self::NoKubeconfig { instance, .. } => vec![format!("seclab up {instance}")],
            Self::NoWay { target, .. } => vec![format!("seclab kubectl {target} -- get pods")],
        }
    }
}

/// How the cluster of a node is called in a kubeconfig.
pub fn context_name(record: &Record, node: &Name) -> String {
    match record.nodes.len() {
        1 => format!("seclab-{}", record.name),
        _ => format!("seclab-{}-{node}", record.name),
    }
}

/// A kubeconfig that works from this host as long as this is kept.
pub struct Reached {
    pub kubeconfig: Kubeconfig,
    tunnel: Option<Tunnel>,
}

impl Reached {
    /// The cluster, which keeps the way to it.
    pub async fn cluster(self) -> Result<Cluster> {
        Ok(Cluster::of(&self.kubeconfig).await?.through(self.tunnel))
    }
}

/// The student's kubeconfig, with a way from this host that stays.
pub async fn kubeconfig(
    instance: &Instance,
    record: &Record,
    node: &Name,
    provider: &dyn Provider,
) -> Result<Kubeconfig> {
    let of_node = of_node(&instance.known_session(record, node)?, record, node).await?;
    let no_way = || KubernetesError::NoWay { target: format!("{}/{node}", record.name), node: node.to_string() };
    let way = direct(instance, record, node, provider).await?.ok_or_else(no_way)?;
    Ok(of_node.named(&context_name(record, node), &way)?)
}

/// The same for one command: where only the node's own connection leads there, through it.
pub async fn reach_cluster(
    instance: &Instance,
    record: &Record,
    node: &Name,
    provider: &dyn Provider,
) -> Result<Reached> {
    reach_over(&instance.known_session(record, node)?, instance, record, node, provider).await
}

async fn reach_over(
    session: &Node,
    instance: &Instance,
    record: &Record,
    node: &Name,
    provider: &dyn Provider,
) -> Result<Reached> {
    let of_node = of_node(session, record, node).await?;
    let (way, tunnel) = if let Some(way) = direct(instance, record, node, provider).await? {
        (way, None)
    } else {
        let tunnel = session.tunnel(API_PORT).await?;
        (tunnel.address().to_string(), Some(tunnel))
    };
    Ok(Reached { kubeconfig: of_node.named(&context_name(record, node), &way)?, tunnel })
}

/// As the server wrote it for its own node.
async fn of_node(session: &Node, record: &Record, node: &Name) -> Result<Kubeconfig> {
    let (of, named) = (record.name.to_string(), node.to_string());
    let student = record.lab.kubernetes.as_ref().and(record.lab.student.as_ref());
    let student = student.ok_or_else(|| KubernetesError::None { instance: of.clone() })?;
    let script = template::render("kubernetes/kubeconfig.sh", &json!({ "student": student.name }))?;
    let answer = session.ask(&Script::root(script, LIMIT)).await?;
    if answer.code != 0 {
        let said = answer.stderr.trim().to_owned();
        return Err(KubernetesError::NoKubeconfig { instance: of, node: named, said }.into());
    }
    Ok(Kubeconfig::parse("the node's kubeconfig", &answer.stdout)?)
}

/// The address of the API server, where it takes connections from this host.
async fn direct(instance: &Instance, record: &Record, node: &Name, provider: &dyn Provider) -> Result<Option<String>> {
    let Some(way) = provider.way_to(&instance.request(record, node)?, API_PORT).await? else { return Ok(None) };
    let connected = tokio::time::timeout(CONNECT_LIMIT, TcpStream::connect(&way)).await;
    Ok(matches!(connected, Ok(Ok(_))).then_some(way))
}

/// The cluster of a node, to be asked from this host; or why it can't be. A lab without one is not asked.
pub(super) async fn cluster(
    session: &Node,
    instance: &Instance,
    record: &Record,
    node: &Name,
    provider: &dyn Provider,
) -> Result<Cluster, String> {
    let reached = async { reach_over(session, instance, record, node, provider).await?.cluster().await };
    reached.await.map_err(|error: Error| error.chain().join(": "))
}

/// A `kubectl` of this host, with the words that come before its own: the user's, or the one in the program that the
/// nodes run.
pub fn kubectl(record: &Record) -> Option<(PathBuf, Vec<String>)> {
    if let Ok(program) = which::which("kubectl") {
        return Some((program, Vec::new()));
    }
    let programs = record.kubernetes.iter().flat_map(|distribution| &distribution.programs);
    let server = programs.map(|program| &program.artifact.file).find(|file| file.exists())?;
    cfg!(target_os = "linux").then(|| (server.clone(), vec!["kubectl".to_owned()]))
}

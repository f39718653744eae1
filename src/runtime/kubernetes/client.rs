//! A cluster as this host sees it: through its API, with the student's kubeconfig.

use std::sync::Arc;

use k8s_openapi::api::core::v1::{Pod, Service};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use kube::api::{Api, ListParams};
use kube::config::{KubeConfigOptions, Kubeconfig as KubeKubeconfig};
use tokio::io::{AsyncRead, AsyncWrite};

use super::kubeconfig::Kubeconfig;
use crate::error::{Diagnose, Kind, Result};
use crate::node::Tunnel;

/// Reads; it writes only what exercises bring. What changes a lab goes through its node, under a lock there.
#[derive(Clone)]
pub struct Cluster {
    client: kube::Client,
    _tunnel: Option<Arc<Tunnel>>,
}

impl Cluster {
    pub(super) fn client(&self) -> kube::Client {
        self.client.clone()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    #[error("the kubeconfig of the node can't be used")]
    Unusable { source: kube::Error },
    #[error("the API server does not answer")]
    NoAnswer { source: kube::Error },
    #[error("the API server refuses: {said}")]
    Refused { said: String },
    #[error("the Service {name} leads to no Pod that runs")]
    NoPod { namespace: String, name: String },
    #[error("the Service {name} has no port {port}")]
    NoPort { namespace: String, name: String, port: u16 },
}

impl Diagnose for ClusterError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoAnswer { .. } => Kind::Unreachable,
            _ => Kind::Failed,
        }
    }
}

impl From<kube::Error> for ClusterError {
    fn from(error: kube::Error) -> Self {
        match error {
            kube::Error::Api(status) => Self::Refused { said: status.message.clone() },
            source => Self::NoAnswer { source },
        }
    }
}

/// A port of a Pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodPort {
    pub namespace: String,
    pub pod: String,
    pub port: u16,
}

impl Cluster {
    /// Nothing is asked of the cluster yet.
    pub async fn of(kubeconfig: &Kubeconfig) -> Result<Self> {
        let unusable = |error: kube::config::KubeconfigError| ClusterError::Unusable { source: error.into() };
        let read = KubeKubeconfig::from_yaml(&kubeconfig.text()?).map_err(unusable)?;
        let options = KubeConfigOptions::default();
        let mut config = kube::Config::from_custom_kubeconfig(read, &options).await.map_err(unusable)?;
        // A proxy to the internet does not lead to a node.
        config.proxy_url = None;
        let client = kube::Client::try_from(config).map_err(|source| ClusterError::Unusable { source })?;
        Ok(Self { client, _tunnel: None })
    }

    /// Keeps the tunnel, if any, that the kubeconfig leads through.
    #[must_use]
    pub fn through(self, tunnel: Option<Tunnel>) -> Self {
        Self { _tunnel: tunnel.map(Arc::new), ..self }
    }

    /// The Pod, which must be there.
    pub async fn pod_port(&self, namespace: &str, pod: &str, port: u16) -> Result<PodPort, ClusterError> {
        Api::<Pod>::namespaced(self.client(), namespace).get(pod).await?;
        Ok(PodPort { namespace: namespace.to_owned(), pod: pod.to_owned(), port })
    }

    /// A Pod behind a Service, and the port of it that the Service's port leads to.
    pub async fn port_behind(&self, namespace: &str, name: &str, port: u16) -> Result<PodPort, ClusterError> {
        let service = Api::<Service>::namespaced(self.client(), namespace).get(name).await?;
        let no_port = || ClusterError::NoPort { namespace: namespace.to_owned(), name: name.to_owned(), port };
        let no_pod = || ClusterError::NoPod { namespace: namespace.to_owned(), name: name.to_owned() };
        let spec = service.spec.ok_or_else(no_port)?;
        let wanted = spec.ports.iter().flatten().find(|one| one.port == i32::from(port)).ok_or_else(no_port)?;
        let labels: Vec<_> = spec.selector.iter().flatten().map(|(key, value)| format!("{key}={value}")).collect();
        if labels.is_empty() {
            return Err(no_pod());
        }
        let params = ListParams::default().labels(&labels.join(",")).fields("status.phase=Running");
        let pods = Api::<Pod>::namespaced(self.client(), namespace).list(&params).await?;
        let pod = pods.items.into_iter().next().ok_or_else(no_pod)?;
        let port = match &wanted.target_port {
            None => port,
            Some(IntOrString::Int(number)) => u16::try_from(*number).map_err(|_| no_port())?,
            Some(IntOrString::String(named)) => port_named(&pod, named).ok_or_else(no_port)?,
        };
        Ok(PodPort { namespace: namespace.to_owned(), pod: pod.metadata.name.unwrap_or_default(), port })
    }

    /// A connection to the port, from inside the Pod's own network.
    pub async fn connect(&self, to: &PodPort) -> Result<impl AsyncRead + AsyncWrite + Unpin + use<>, ClusterError> {
        let pods = Api::<Pod>::namespaced(self.client(), &to.namespace);
        let mut forwarder = pods.portforward(&to.pod, &[to.port]).await?;
        let refused = || ClusterError::Refused { said: format!("no connection to port {}", to.port) };
        forwarder.take_stream(to.port).ok_or_else(refused)
    }
}

fn port_named(pod: &Pod, name: &str) -> Option<u16> {
    let containers = pod.spec.iter().flat_map(|spec| &spec.containers);
    let mut ports = containers.flat_map(|container| container.ports.iter().flatten());
    let found = ports.find(|port| port.name.as_deref() == Some(name))?;
    u16::try_from(found.container_port).ok()
}

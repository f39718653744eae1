use std::str::FromStr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

use super::target::Target;
use super::{Context, Outcome};
use crate::error::{Error, Kind, Result};
use crate::lifecycle;
use crate::runtime::kubernetes::client::{Cluster, PodPort};
use crate::ui::Ui;

/// Reach a port of a Pod or a Service from this host, until Ctrl-C
///
/// Listens on 127.0.0.1. A Service leads to one of its Pods, as with `kubectl port-forward`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "INSTANCE[/NODE]")]
    target: Target,
    /// `web`, `pod/web` or `service/web`
    #[arg(value_name = "[KIND/]NAME")]
    to: To,
    /// The port here and the port there; without the first, the same here; `:80` takes any free one
    #[arg(required = true, value_name = "[LOCAL:]REMOTE")]
    ports: Vec<Ports>,
    /// The namespace of the Pod or Service
    #[arg(short, long, default_value = "default", env = "SECLAB_NAMESPACE")]
    namespace: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum To {
    Pod(String),
    Service(String),
}

impl FromStr for To {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('/') {
            None => Ok(Self::Pod(text.to_owned())),
            Some(("pod" | "pods" | "po", name)) => Ok(Self::Pod(name.to_owned())),
            Some(("service" | "services" | "svc", name)) => Ok(Self::Service(name.to_owned())),
            Some((kind, _)) => Err(format!("`{kind}` is neither pod nor service")),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ports {
    local: u16,
    remote: u16,
}

impl FromStr for Ports {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse().ok().filter(|port| *port > 0);
        let (local, remote) = match text.split_once(':') {
            None => (number(text), number(text)),
            Some(("", remote)) => (Some(0), number(remote)),
            Some((local, remote)) => (number(local), number(remote)),
        };
        match (local, remote) {
            (Some(local), Some(remote)) => Ok(Self { local, remote }),
            _ => Err("a port is a number from 1 to 65535".to_owned()),
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("port {port} of this host can't be listened on")]
struct NotListening {
    port: u16,
    source: std::io::Error,
}

impl crate::error::Diagnose for NotListening {
    fn kind(&self) -> Kind {
        Kind::Failed
    }

    fn hints(&self) -> Vec<String> {
        vec!["take any free one: write the port as :REMOTE".to_owned()]
    }
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let opened = context.open(&args.target.instance)?;
    let node = opened.node(&args.target)?;
    let reached = lifecycle::reach_cluster(&opened.instance, &opened.record, &node, opened.provider.as_ref()).await?;
    let cluster = reached.cluster().await?;
    let mut listeners = Vec::new();
    for ports in &args.ports {
        let to = match &args.to {
            To::Pod(name) => cluster.pod_port(&args.namespace, name, ports.remote).await?,
            To::Service(name) => cluster.port_behind(&args.namespace, name, ports.remote).await?,
        };
        let listener = TcpListener::bind(("127.0.0.1", ports.local)).await;
        let listener = listener.map_err(|source| NotListening { port: ports.local, source })?;
        let address = listener.local_addr()?;
        context.ui.status(format!("Forwarding from {address} to port {} of the Pod {}.", to.port, to.pod));
        listeners.push(serve(&context.ui, &cluster, listener, to));
    }
    // That is how it ends, and no interruption of anything.
    tokio::select! {
        failed = futures_util::future::try_join_all(listeners) => failed.map(|_| Outcome::Done),
        caught = tokio::signal::ctrl_c() => Ok(caught.map(|()| Outcome::Interrupted)?),
    }
}

/// Hands each connection on. One that fails is told, and the others go on.
async fn serve(ui: &Ui, cluster: &Cluster, listener: TcpListener, to: PodPort) -> Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let (ui, cluster, to) = (ui.clone(), cluster.clone(), to.clone());
        tokio::spawn(async move {
            if let Err(error) = hand_on(&cluster, stream, &to).await {
                ui.warning(format!("{}: {}", to.pod, error.chain().join(": ")));
            }
        });
    }
}

async fn hand_on(cluster: &Cluster, mut stream: TcpStream, to: &PodPort) -> Result<(), Error> {
    let mut remote = cluster.connect(to).await?;
    // Who hangs up first ends the connection; that is no failure.
    let _ = copy_bidirectional(&mut stream, &mut remote).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_written_as_for_kubectl() {
        let ports = |text: &str| text.parse::<Ports>().map(|ports| (ports.local, ports.remote));
        assert_eq!(ports("80").unwrap(), (80, 80));
        assert_eq!(ports("8080:80").unwrap(), (8080, 80));
        assert_eq!(ports(":80").unwrap(), (0, 80));
        for wrong in ["", "0", "x:80", "80:", "70000"] {
            assert!(ports(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_kind_is_written_in_each_of_kubectls_ways() {
        assert_eq!("web".parse(), Ok(To::Pod("web".to_owned())));
        assert_eq!("svc/web".parse(), Ok(To::Service("web".to_owned())));
        assert!("deployment/web".parse::<To>().is_err());
    }
}

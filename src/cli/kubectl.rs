use std::ffi::OsString;

use super::login::hand_over;
use super::target::Target;
use super::{Context, Outcome};
use crate::error::{Diagnose, Kind, Result};
use crate::lifecycle;
use crate::node::Login;

/// Run kubectl against a node's Kubernetes, and pass its exit code on
///
/// It is this host's kubectl, so files are this host's too; where there is none, the one in the program that the node
/// runs. Your own kubeconfig is not read.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "INSTANCE[/NODE]")]
    target: Target,
    #[arg(last = true, required = true, value_name = "ARGUMENT")]
    arguments: Vec<OsString>,
}

#[derive(Debug, thiserror::Error)]
#[error("this host has no kubectl")]
struct NoKubectl {
    target: Target,
}

impl Diagnose for NoKubectl {
    fn kind(&self) -> Kind {
        Kind::Unreachable
    }

    fn hints(&self) -> Vec<String> {
        vec![format!("on the node: seclab exec {} -- kubectl get pods", self.target)]
    }
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let opened = context.open(&args.target.instance)?;
    let node = opened.node(&args.target)?;
    let reached = lifecycle::reach_cluster(&opened.instance, &opened.record, &node, opened.provider.as_ref()).await?;
    let no_kubectl = || NoKubectl { target: args.target.clone() };
    let (program, mut words) = lifecycle::kubectl(&opened.record).ok_or_else(no_kubectl)?;
    // It is gone when kubectl has ended.
    let mut file = tempfile::NamedTempFile::new_in(opened.instance.node_folder(&node))?;
    std::io::Write::write_all(&mut file, reached.kubeconfig.text()?.as_bytes())?;
    words.push(format!("--kubeconfig={}", file.path().display()));
    let arguments = words.into_iter().map(OsString::from).chain(args.arguments).collect();
    hand_over(context, Login { program, arguments }).await
}

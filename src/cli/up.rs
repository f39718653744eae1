use clap::ValueEnum;
use serde::Serialize;

use super::{Context, Outcome, plan};
use crate::catalog::{self, LoadedLab};
use crate::error::Result;
use crate::instance::Instance;
use crate::lifecycle::{self, NodeReport, UpOptions};
use crate::provider::{self, ProviderKind};
use crate::spec::name::Name;
use crate::ui::Answer;
use crate::ui::table::Table;

/// Bring a lab up, or finish and repair one that is
///
/// Makes the lab's nodes where they are missing, prepares them until nothing is left to change, and tries live
/// whether all holds. On a finished instance it changes nothing. An interrupted `up` is continued by `up`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A built-in lab, the path of a lab, or an instance that exists
    #[arg(value_name = "LAB|INSTANCE")]
    lab: String,
    /// Name the instance; without it, it is named like its lab
    #[arg(long, value_name = "INSTANCE", env = "SECLAB_NAME")]
    name: Option<Name>,
    /// Make nodes with this provider instead of the first that works
    #[arg(long, value_enum, env = "SECLAB_PROVIDER")]
    provider: Option<ProviderName>,
    /// Show what would be done, and do nothing
    #[arg(long, env = "SECLAB_DRY_RUN")]
    dry_run: bool,
    /// Forget what was chosen by looking around, and choose anew
    #[arg(long, env = "SECLAB_RE_RESOLVE")]
    re_resolve: bool,
    /// Go on where memory or disk look too small
    #[arg(long, env = "SECLAB_FORCE")]
    force: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ProviderName {
    Multipass,
    Qemu,
    Ssh,
}

impl From<ProviderName> for ProviderKind {
    fn from(name: ProviderName) -> Self {
        match name {
            ProviderName::Multipass => Self::Multipass,
            ProviderName::Qemu => Self::Qemu,
            ProviderName::Ssh => Self::Ssh,
        }
    }
}

#[derive(Serialize)]
struct Report {
    instance: Name,
    nodes: Vec<NodeReport>,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let (lab, name) = resolve(context, &args)?;
    let options = UpOptions { lab, name, provider: args.provider.map(Into::into), re_resolve: args.re_resolve };
    let instance = Instance::new(options.name.clone(), &context.paths);
    let events = context.ui.events();
    context.ui.status(format!("Lab {} ({}).", options.lab.lab.metadata.name, options.lab.origin));
    if args.dry_run {
        let record = lifecycle::prepare(&instance, &context.paths, &options, &events).await?;
        let provider = provider::open(record.provider.value, &context.paths)?;
        lifecycle::preflight(&instance, &record, provider.as_ref(), &context.paths, args.force, &events).await?;
        return plan::show(context, &instance, &record, &options.lab, provider.as_ref()).await;
    }
    let _lock = instance.lock()?;
    let record = lifecycle::prepare(&instance, &context.paths, &options, &events).await?;
    let provider = provider::open(record.provider.value, &context.paths)?;
    lifecycle::preflight(&instance, &record, provider.as_ref(), &context.paths, args.force, &events).await?;
    let nodes = lifecycle::up(&instance, record, &options.lab, provider.as_ref(), &events).await?;
    context.ui.summary();
    let report = Report { instance: options.name, nodes };
    context.ui.answer(&report)?;
    if report.nodes.iter().any(|node| !node.verified.holds()) {
        context.ui.hint(format!("seclab verify {}", report.instance));
        return Ok(Outcome::NotPassed);
    }
    context.ui.hint(format!("seclab ssh {}", report.instance));
    Ok(Outcome::Done)
}

/// An instance that exists is continued with its own lab; anything else names a lab.
fn resolve(context: &Context, args: &Args) -> Result<(LoadedLab, Name)> {
    let existing = args.lab.parse::<Name>().ok().filter(|_| args.name.is_none());
    if let Some(name) = existing
        && let Some(record) = Instance::new(name.clone(), &context.paths).record()?
    {
        return Ok((catalog::reload(&record.origin)?, name));
    }
    let lab = catalog::load(&args.lab)?;
    let name = args.name.clone().unwrap_or_else(|| lab.lab.metadata.name.clone());
    Ok((lab, name))
}

impl Answer for Report {
    fn table(&self) -> String {
        let mut table = Table::new(["NODE", "CHANGES", "VERIFIED"]);
        for node in &self.nodes {
            let verified = format!("{}/{}", node.verified.passed, node.verified.total);
            table.row([format!("{}/{}", self.instance, node.node), node.changed.len().to_string(), verified]);
        }
        table.to_string()
    }

    fn names(&self) -> Vec<String> {
        self.nodes.iter().map(|node| format!("{}/{}", self.instance, node.node)).collect()
    }
}

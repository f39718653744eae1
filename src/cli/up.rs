use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;
use clap::builder::FalseyValueParser;
use futures_util::FutureExt;
use serde::Serialize;

use super::{Context, Outcome, plan};
use crate::catalog::{self, LoadedLab};
use crate::error::Result;
use crate::instance::{Instance, Record};
use crate::lifecycle::{self, NamedHost, NodeReport, UpOptions};
use crate::phase;
use crate::provider::ssh::{BadAddress, Host};
use crate::provider::{self, ProviderKind};
use crate::spec::name::{BadName, Name};
use crate::ui::Answer;
use crate::ui::table::Table;

/// Bring a lab up, or finish and repair one that is
///
/// Makes the lab's nodes where they are missing, prepares them until nothing is left to change, and tries live
/// whether all holds. On a finished instance it changes nothing. An interrupted `up` is continued by `up`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
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
    /// Prepare this existing machine instead of making one; repeat it for several nodes
    ///
    /// It is reached as `ssh` reaches it: by your keys, agent, configuration and known hosts. HOST may be an alias
    /// of your ssh configuration. It is asked for once and then remembered. `seclab down` takes back what was done.
    #[arg(long = "host", value_name = "[NODE=][USER@]HOST[:PORT]", env = "SECLAB_HOST", value_delimiter = ',')]
    hosts: Vec<HostArg>,
    /// Read this ssh configuration for existing machines instead of ~/.ssh/config
    #[arg(long, value_name = "FILE", env = "SECLAB_SSH_CONFIG")]
    ssh_config: Option<PathBuf>,
    /// Do not ask
    #[arg(short, long, env = "SECLAB_YES", value_parser = FalseyValueParser::new())]
    yes: bool,
    /// Show what would be done on nodes, and do nothing there
    #[arg(long, env = "SECLAB_DRY_RUN", value_parser = FalseyValueParser::new())]
    dry_run: bool,
    /// Forget what was chosen by looking around, and choose anew
    #[arg(long, env = "SECLAB_RE_RESOLVE", value_parser = FalseyValueParser::new())]
    re_resolve: bool,
    /// Take seclab's own Kubernetes server, which is not K3s, where no K3s release can be had
    ///
    /// Without it, `up` of a lab that leaves the choice open asks, and where there is no terminal it ends with an
    /// error.
    #[arg(long, env = "SECLAB_ACCEPT_UPSTREAM", value_parser = FalseyValueParser::new())]
    accept_upstream: bool,
    /// Go on where memory or disk look too small
    #[arg(long, env = "SECLAB_FORCE", value_parser = FalseyValueParser::new())]
    force: bool,
}

/// `[NODE=]ADDRESS`
#[derive(Clone, Debug)]
struct HostArg(NamedHost);

impl FromStr for HostArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (node, address) = match text.split_once('=') {
            Some((node, address)) => (Some(node.parse().map_err(|e: BadName| e.to_string())?), address),
            None => (None, text),
        };
        let address = address.parse().map_err(|e: BadAddress| e.to_string())?;
        Ok(Self(NamedHost { node, address }))
    }
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

/// Shows what `up` would do.
async fn dry_run(context: &Context, instance: &Instance, options: &UpOptions<'_>, args: &Args) -> Result<Outcome> {
    let events = context.ui.events();
    let mut record = lifecycle::prepare(instance, &context.paths, options, &events).await?;
    let provider = provider::open(record.provider.value, &context.paths)?;
    for (node, host) in named_hosts(instance, &record, args)? {
        record.nodes.entry(node).or_default().endpoint = Some(host.endpoint());
    }
    lifecycle::preflight(instance, &record, provider.as_ref(), &context.paths, args.force, &events).await?;
    plan::show(context, instance, &record, &options.lab, provider.as_ref()).await
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let (lab, name) = resolve(context, &args)?;
    let provider = args.provider.map(Into::into);
    let agree = |version| accept_upstream(context, &args, version).boxed_local();
    let options =
        UpOptions { lab, name, provider, re_resolve: args.re_resolve, agree: &agree, hosts: !args.hosts.is_empty() };
    let instance = Instance::new(options.name.clone(), &context.paths);
    let events = context.ui.events();
    context.ui.status(format!("Lab {} ({}).", options.lab.lab.metadata.name, options.lab.origin));
    if args.dry_run {
        // To look at an existing machine begins an instance, which ends with it; nobody else must begin it meanwhile.
        let is_new = !args.hosts.is_empty() && instance.record()?.is_none();
        let lock = if is_new { Some(instance.lock()?) } else { None };
        let begins = lock.is_some() && instance.is_bare();
        let outcome = dry_run(context, &instance, &options, &args).await;
        if begins {
            instance.remove()?;
        }
        return outcome;
    }
    let _lock = instance.lock()?;
    let record = lifecycle::prepare(&instance, &context.paths, &options, &events).await?;
    let provider = provider::open(record.provider.value, &context.paths)?;
    let open = named_hosts(&instance, &record, &args)?;
    if !args.yes && !ask(context, &record, &open).await? {
        context.ui.status("Nothing was done.");
        return Ok(Outcome::Done);
    }
    lifecycle::agree(&instance, open)?;
    lifecycle::preflight(&instance, &record, provider.as_ref(), &context.paths, args.force, &events).await?;
    let nodes = lifecycle::up(&instance, record, &options.lab, provider.as_ref(), &events).await?;
    context.ui.summary();
    let report = Report { instance: options.name, nodes };
    context.ui.answer(&report)?;
    if report.nodes.iter().any(|node| !node.verified.holds()) {
        context.ui.hint(format!("seclab verify {}", report.instance));
        return Ok(Outcome::NotPassed);
    }
    let target = match report.nodes.as_slice() {
        [first, _, ..] => format!("{}/{}", report.instance, first.node),
        _ => report.instance.to_string(),
    };
    context.ui.hint(format!("seclab ssh {target}"));
    Ok(Outcome::Done)
}

/// Whether to take seclab's own server in place of this version of K3s.
async fn accept_upstream(context: &Context, args: &Args, version: String) -> Result<bool> {
    if args.accept_upstream || args.yes || !context.ui.is_interactive() {
        return Ok(args.accept_upstream);
    }
    context.ui.status(format!("K3s {version} can't be fetched here."));
    context.ui.prompt_yes("Take seclab's own Kubernetes server, which is not K3s?").await
}

/// Which existing machine each node is; what is returned was not agreed to yet.
fn named_hosts(instance: &Instance, record: &Record, args: &Args) -> Result<Vec<(Name, Host)>> {
    if record.provider.value != ProviderKind::Ssh {
        return Ok(Vec::new());
    }
    let named: Vec<_> = args.hosts.iter().map(|host| host.0.clone()).collect();
    let config = args.ssh_config.as_ref().map(fs_err::canonicalize).transpose()?;
    lifecycle::name_hosts(instance, record, &named, config.as_ref())
}

async fn ask(context: &Context, record: &Record, open: &[(Name, Host)]) -> Result<bool> {
    if open.is_empty() {
        return Ok(true);
    }
    let wanted = phase::all().into_iter().filter(|phase| phase.wanted(&record.lab));
    let titles: Vec<_> = wanted.map(|phase| lower_first(phase.title())).collect();
    let machines: Vec<_> = open.iter().map(|(_, host)| host.address.to_string()).collect();
    let machines = machines.join(" and ");
    let (what, name) = (titles.join(", "), &record.name);
    context.ui.status(format!("On {machines}, as root, seclab will: {what}. It may have to reboot."));
    context.ui.status(format!("`seclab down {name}` takes it all back."));
    context.ui.prompt_yes(&format!("Prepare {machines}?")).await
}

/// "Wait for cloud-init" → "wait for cloud-init"
fn lower_first(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
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

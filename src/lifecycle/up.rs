//! `up`: from a lab to verified nodes.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::choose::choose_provider;
use super::claim::claim;
use super::kubernetes::cluster;
use super::power::awake;
use super::{at, side_by_side};
use crate::catalog::LoadedLab;
use crate::error::{Diagnose, Kind, Result};
use crate::event::Events;
use crate::image::resolve;
use crate::instance::{Choice, Instance, NodeRecord, Record, Verified};
use crate::node::{Node, OperationLog};
use crate::paths::Paths;
use crate::phase::Target;
use crate::provider::multipass::choose_image;
use crate::provider::ssh::Host;
use crate::provider::{Provider, ProviderKind};
use crate::reconcile::{assertions, converge, verify};
use crate::runtime::kubernetes::client::Cluster;
use crate::spec::name::Name;
use crate::supply;

/// A guest's first boot in software emulation, cloud-init included.
const BOOT_LIMIT: Duration = Duration::from_mins(10);

pub struct UpOptions<'a> {
    pub lab: LoadedLab,
    pub name: Name,
    pub provider: Option<ProviderKind>,
    /// Whether existing machines were named; that asks for the provider `ssh`.
    pub hosts: bool,
    /// Forget what was chosen by looking around, and choose anew.
    pub re_resolve: bool,
    /// Whether to take seclab's own server where no K3s release can be had.
    pub agree: supply::Agree<'a>,
}

impl UpOptions<'_> {
    fn asked(&self) -> Result<Option<ProviderKind>> {
        match self.provider {
            Some(provider) if self.hosts && provider != ProviderKind::Ssh => {
                Err(UpError::MakesMachines { provider: provider.as_str() }.into())
            }
            None if self.hosts => Ok(Some(ProviderKind::Ssh)),
            asked => Ok(asked),
        }
    }
}

/// How one node came out.
#[derive(Clone, Debug, Serialize)]
pub struct NodeReport {
    pub node: Name,
    pub changed: Vec<String>,
    pub verified: Verified,
}

#[derive(Debug, thiserror::Error)]
pub enum UpError {
    #[error("the instance `{name}` is of another lab: {origin}")]
    OtherLab { name: String, origin: String },
    #[error("the instance `{name}` was made with {now}, not with {asked}")]
    OtherProvider { name: String, now: &'static str, asked: &'static str },
    #[error("{provider} makes its machines; it can't take an existing one")]
    MakesMachines { provider: &'static str },
    #[error("the instance `{name}` has nodes that the lab no longer has: {}", nodes.join(", "))]
    NodesLeft { name: String, nodes: Vec<String> },
}

impl Diagnose for UpError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::OtherLab { name, .. } => vec![
                "give the new instance a name of its own: add --name NAME".to_owned(),
                format!("or take the old one away first: seclab down {name}"),
            ],
            Self::MakesMachines { .. } => vec!["leave --provider out: --host implies ssh".to_owned()],
            Self::OtherProvider { name, .. } | Self::NodesLeft { name, .. } => {
                vec![format!("take it away first: seclab down {name}")]
            }
        }
    }
}

/// The texts of the lab's files that go to nodes.
pub(super) fn lab_files(lab: &LoadedLab) -> Result<BTreeMap<PathBuf, String>> {
    let text = |file: &PathBuf| Ok((file.clone(), String::from_utf8_lossy(&lab.files.read(file)?).into_owned()));
    lab.lab.files().map(text).collect()
}

/// The record that `up` works by: the old one with the lab as it is now, or a new one. Nothing is launched.
pub async fn prepare(instance: &Instance, paths: &Paths, options: &UpOptions<'_>, events: &Events) -> Result<Record> {
    let old = instance.record()?;
    let asked = options.asked()?;
    if let Some(old) = &old {
        refuse_mismatch(old, options, asked)?;
    }
    let kept = old.as_ref().filter(|_| !options.re_resolve);
    let provider = match kept {
        Some(old) => old.provider.clone(),
        None => choose_provider(asked, paths).await?,
    };
    if kept.is_none() {
        events.chosen("provider", provider.value.as_str(), &provider.reason);
    }
    let mut nodes = BTreeMap::new();
    for spec in &options.lab.lab.nodes {
        let known = old.as_ref().and_then(|old| old.nodes.get(&spec.name)).cloned().unwrap_or_default();
        let image = match (&known.image, provider.value) {
            (Some(image), _) if !options.re_resolve => Some(image.clone()),
            (_, ProviderKind::Qemu) => {
                let events = events.for_node(spec.name.as_str());
                let choice = resolve::decide(spec.image.as_deref(), paths, &events).await?;
                Some(Choice { value: choice.image.to_string(), reason: choice.reason.to_owned() })
            }
            (_, ProviderKind::Multipass) => {
                let events = events.for_node(spec.name.as_str());
                let (image, reason) = choose_image(spec.image.as_deref(), &events);
                Some(Choice { value: image.to_owned(), reason: reason.to_owned() })
            }
            (_, ProviderKind::Ssh) => None,
        };
        nodes.insert(spec.name.clone(), NodeRecord { image, ..known });
    }
    let kept = kept.and_then(|old| old.kubernetes.clone());
    let kubernetes = supply::kubernetes(&options.lab, kept, options.agree, paths, events).await?;
    Ok(Record {
        name: options.name.clone(),
        origin: options.lab.origin.clone(),
        lab: options.lab.lab.clone(),
        created: old.map_or_else(Timestamp::now, |old| old.created),
        provider,
        nodes,
        kubernetes,
    })
}

fn refuse_mismatch(old: &Record, options: &UpOptions<'_>, asked: Option<ProviderKind>) -> Result<()> {
    let name = old.name.to_string();
    if old.origin != options.lab.origin {
        return Err(UpError::OtherLab { name, origin: old.origin.to_string() }.into());
    }
    if let Some(asked) = asked.filter(|asked| *asked != old.provider.value) {
        let (now, asked) = (old.provider.value.as_str(), asked.as_str());
        return Err(UpError::OtherProvider { name, now, asked }.into());
    }
    let has = |node: &Name| options.lab.lab.nodes.iter().any(|spec| spec.name == *node);
    let left: Vec<_> = old.nodes.keys().filter(|node| !has(node)).map(ToString::to_string).collect();
    if left.is_empty() { Ok(()) } else { Err(UpError::NodesLeft { name, nodes: left }.into()) }
}

/// Brings every node up. The instance must be locked by the caller.
pub async fn up(
    instance: &Instance,
    mut record: Record,
    lab: &LoadedLab,
    provider: &dyn Provider,
    events: &Events,
) -> Result<Vec<NodeReport>> {
    record.store(&instance.folder)?;
    let target = instance.target(&record, lab_files(lab)?)?;
    let names: Vec<_> = record.nodes.keys().cloned().collect();
    let shared = std::sync::Mutex::new(&mut record);
    let remember = |node: &Name, change: &dyn Fn(&mut NodeRecord)| -> Result<()> {
        let mut record = shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        change(record.nodes.entry(node.clone()).or_default());
        record.store(&instance.folder)
    };
    let snapshot = shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
    side_by_side(names, |node| {
        let (snapshot, target, remember) = (&snapshot, &target, &remember);
        async move {
            let events = events.for_node(node.as_str());
            let work = async {
                let request = instance.request(snapshot, &node)?;
                let endpoint = awake(instance, &node, &request, provider, &events).await?;
                remember(&node, &|known| known.endpoint = Some(endpoint.clone()))?;
                let session = instance.session(&node, &endpoint)?;
                if let Some(mut host) = Host::load(&request.folder)? {
                    let owner = format!("{}/{node}", instance.name);
                    if let Err(error) = claim(&session, &mut host, &request.folder, &owner, &events).await {
                        session.disconnect().await;
                        return Err(error);
                    }
                }
                let log = || {
                    // Whoever is killed from here on leaves a node that nobody has verified.
                    remember(&node, &|known| known.verified = None)?;
                    instance.new_log(node.as_str())
                };
                let cluster = async || cluster(&session, instance, snapshot, &node, provider).await;
                let known = snapshot.nodes[&node].verified.as_ref();
                let (changed, verified) = bring(&session, target, known, log, cluster, &events).await?;
                remember(&node, &|known| known.verified = Some(verified.clone()))?;
                Ok(NodeReport { node: node.clone(), changed, verified })
            };
            work.await.map_err(at(instance, &node))
        }
    })
    .await
}

/// Takes a node that runs to its target, and tries it. `log` is made before the first change is.
async fn bring(
    node: &Node,
    target: &Target,
    known: Option<&Verified>,
    log: impl Fn() -> Result<OperationLog>,
    cluster: impl AsyncFnOnce() -> Result<Cluster, String>,
    events: &Events,
) -> Result<(Vec<String>, Verified)> {
    let step = events.step("reach node");
    node.wait_until_it_answers(BOOT_LIMIT, events).await?;
    step.done();
    let touched = AtomicBool::new(false);
    let log = || {
        touched.store(true, Ordering::Relaxed);
        log()
    };
    let changed = converge(node, target, log, events).await?;
    let assertions = assertions(target)?;
    // What was verified and not touched since is not tried again: that is what `seclab verify` is for.
    if let Some(known) = known.filter(|known| known.says(&assertions) && !touched.load(Ordering::Relaxed)) {
        return Ok((changed, known.clone()));
    }
    let step = events.step("verify");
    let verdicts = verify(node, &assertions, &cluster().await, events).await?;
    step.done();
    Ok((changed, Verified::of(&assertions, &verdicts)))
}

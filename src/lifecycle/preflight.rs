//! Before anything is launched: does it fit on this host? Looks only; what is found is judged by `fit`.

use super::fit::{Fit, ImageDemand, NodeDemand, Shortage, Supply};
use crate::catalog::Origin;
use crate::error::{Diagnose, Kind, Result};
use crate::event::Events;
use crate::host::proxy::Proxies;
use crate::host::resources;
use crate::image::resolve::{self, ImageRef};
use crate::image::store::Store;
use crate::instance::{self, Instance, Record};
use crate::paths::Paths;
use crate::provider::{self, NodeState, Provider, ProviderKind};
use crate::spec::name::Name;

#[derive(Debug, thiserror::Error)]
#[error("{instance} does not fit on this host\n{}", list(shortages))]
pub struct DoesNotFit {
    instance: String,
    shortages: Vec<Shortage>,
    /// The lab can be edited by who runs it.
    own_lab: bool,
    /// Other instances with nodes that run.
    running: Vec<Name>,
}

impl Diagnose for DoesNotFit {
    fn kind(&self) -> Kind {
        Kind::Failed
    }

    fn hints(&self) -> Vec<String> {
        let mut hints = Vec::new();
        if self.shortages.iter().any(|shortage| matches!(shortage, Shortage::Memory { .. })) {
            hints.extend(self.running.iter().map(|name| format!("seclab stop {name}")));
            if self.own_lab {
                hints.push("lower `memory:` of the nodes in lab.yaml".to_owned());
            }
        }
        for shortage in &self.shortages {
            if let Shortage::Disk { folder, .. } = shortage {
                if self.own_lab {
                    hints.push("lower `disk:` of the nodes in lab.yaml".to_owned());
                }
                let folder = folder.display();
                hints.push(format!("make room in {folder}, or name other folders: SECLAB_DATA_DIR, SECLAB_CACHE_DIR"));
            }
        }
        hints.push("to go on all the same, add --force".to_owned());
        hints
    }
}

fn list(shortages: &[Shortage]) -> String {
    shortages.iter().map(|shortage| format!("  {shortage}")).collect::<Vec<_>>().join("\n")
}

/// What the host has for nodes.
pub async fn supply(paths: &Paths) -> Supply {
    Supply {
        memory: resources::available_memory().await,
        cpus: resources::cpus(),
        data: (paths.data.clone(), resources::room(&paths.data)),
        cache: (paths.cache.clone(), resources::room(&paths.cache)),
    }
}

/// Refuses what does not fit, or with `force` only says so; warns of what is tight. Says nothing where all nodes run.
pub async fn preflight(
    instance: &Instance,
    record: &Record,
    provider: &dyn Provider,
    paths: &Paths,
    force: bool,
    events: &Events,
) -> Result<()> {
    if record.provider.value == ProviderKind::Ssh {
        return Ok(());
    }
    let nodes = demands(instance, record, provider).await?;
    if nodes.is_empty() {
        return Ok(());
    }
    let images = missing_images(record, &nodes, paths)?;
    let Fit { shortages, warnings } = Fit::of(&nodes, &images, &supply(paths).await);
    for warning in warnings.into_iter().chain(Proxies::from_environment().warnings()) {
        events.notice(warning);
    }
    if force {
        for shortage in shortages {
            events.notice(format!("too little {shortage}"));
        }
    } else if !shortages.is_empty() {
        let own_lab = matches!(record.origin, Origin::Path(_));
        let running = running(&instance.name, paths).await;
        return Err(DoesNotFit { instance: instance.name.to_string(), shortages, own_lab, running }.into());
    }
    Ok(())
}

async fn demands(instance: &Instance, record: &Record, provider: &dyn Provider) -> Result<Vec<NodeDemand>> {
    let mut demands = Vec::new();
    for spec in &record.lab.nodes {
        // A node without a folder was never made, and asking would make the folder.
        let state = if instance.node_folder(&spec.name).is_dir() {
            provider.describe(&instance.request(record, &spec.name)?).await?.state
        } else {
            NodeState::Absent
        };
        if matches!(state, NodeState::Running | NodeState::Paused) {
            continue;
        }
        let ours = record.provider.value == ProviderKind::Qemu && state == NodeState::Absent;
        let (name, new_disk) = (spec.name.clone(), Some(spec.disk).filter(|_| ours));
        demands.push(NodeDemand { name, cpus: spec.cpus, memory: spec.memory, new_disk });
    }
    Ok(demands)
}

/// Images that nodes to be made need and the cache does not have. Multipass keeps its own.
fn missing_images(record: &Record, nodes: &[NodeDemand], paths: &Paths) -> Result<Vec<ImageDemand>> {
    let mut wanted: Vec<ImageRef> = Vec::new();
    for node in nodes.iter().filter(|node| node.new_disk.is_some()) {
        if let Some(choice) = record.nodes.get(&node.name).and_then(|known| known.image.as_ref()) {
            wanted.push(choice.value.parse()?);
        }
    }
    let stored = resolve::available(&Store::open(paths)?)?;
    let mut missing: Vec<ImageDemand> = Vec::new();
    for image in wanted.into_iter().filter(|image| !stored.contains(image)) {
        let demand = ImageDemand { name: image.to_string(), room: image.room_to_get() };
        if demand.room.0 > 0 && !missing.contains(&demand) {
            missing.push(demand);
        }
    }
    Ok(missing)
}

/// Other instances with nodes that run. One that can't be asked is left out: this is for a hint.
async fn running(but: &Name, paths: &Paths) -> Vec<Name> {
    let mut found = Vec::new();
    for name in instance::names(paths).unwrap_or_default().into_iter().filter(|name| name != but) {
        let other = Instance::new(name, paths);
        let Ok(Some(record)) = other.record() else { continue };
        let Ok(provider) = provider::open(record.provider.value, paths) else { continue };
        for node in record.nodes.keys().filter(|_| record.provider.value != ProviderKind::Ssh) {
            let Ok(request) = other.request(&record, node) else { continue };
            if provider.describe(&request).await.is_ok_and(|found| found.state == NodeState::Running) {
                found.push(other.name.clone());
                break;
            }
        }
    }
    found
}

//! Memory, disk, CPUs and proxies, against what the smallest built-in lab needs.

use super::Finding;
use crate::catalog;
use crate::host::proxy::Proxies;
use crate::lifecycle::{Fit, NodeDemand, Shortage, Supply};
use crate::spec::quantity::Bytes;

/// A node of the smallest built-in lab, by memory.
fn smallest() -> Option<(String, Vec<NodeDemand>)> {
    let labs = catalog::built_in().into_iter().filter_map(|name| Some((name, catalog::load(name).ok()?.lab)));
    let demands = labs.map(|(name, lab)| {
        let demand = |spec: crate::spec::lab::NodeSpec| NodeDemand {
            name: spec.name,
            cpus: spec.cpus,
            memory: spec.memory,
            new_disk: Some(spec.disk),
        };
        (name.to_owned(), lab.nodes.into_iter().map(demand).collect::<Vec<_>>())
    });
    demands.min_by_key(|(_, nodes)| nodes.iter().map(|node| node.memory.0).sum::<u64>())
}

pub(super) fn findings(supply: &Supply, proxies: &Proxies) -> Vec<Finding> {
    let (lab, nodes) = smallest().unwrap_or_default();
    let mut found = judge(&lab, &nodes, supply);
    found.push(proxy(proxies));
    found
}

fn judge(lab: &str, nodes: &[NodeDemand], supply: &Supply) -> Vec<Finding> {
    let fit = Fit::of(nodes, &[], supply);
    let size = |known: Option<Bytes>| known.map_or_else(|| "unknown".to_owned(), Bytes::rounded);
    let short = |memory: bool| fit.shortages.iter().find(|one| matches!(one, Shortage::Memory { .. }) == memory);
    let memory = match short(true) {
        None => Finding::ok("memory", format!("{} available", size(supply.memory))),
        Some(shortage) => Finding::problem("memory", format!("too little for lab {lab}: {}", without_kind(shortage)))
            .hinted("close other programs, or stop instances that run: seclab ls"),
    };
    let free = |(folder, room): &(std::path::PathBuf, Option<crate::host::resources::Room>)| {
        format!("{} free in {}", size(room.map(|room| room.free)), folder.display())
    };
    let disk = match short(false) {
        None => Finding::ok("disk", format!("{}, {}", free(&supply.data), free(&supply.cache))),
        Some(shortage) => Finding::problem("disk", format!("too little for lab {lab}: {}", without_kind(shortage)))
            .hinted("make room, or name a folder with room: export SECLAB_DATA_DIR=/a/folder/with/room"),
    };
    let cpus = match supply.cpus {
        None => Finding::ok("cpus", "unknown"),
        Some(count) if count < 2 => Finding::warning("cpus", format!("{count}: a node and this host share it")),
        Some(count) => Finding::ok("cpus", count.to_string()),
    };
    vec![memory, disk, cpus]
}

/// The check's name stands before it already.
fn without_kind(shortage: &Shortage) -> String {
    let text = shortage.to_string();
    text.split_once(": ").map_or(text.clone(), |(_, rest)| rest.to_owned())
}

fn proxy(proxies: &Proxies) -> Finding {
    let warnings = proxies.warnings();
    if warnings.is_empty() {
        return Finding::ok("proxy", "none is set");
    }
    Finding { hints: proxies.hints(), ..Finding::warning("proxy", warnings.join("; ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;
    use crate::host::resources::Room;

    #[test]
    fn a_host_is_judged_by_the_smallest_lab() {
        let (lab, nodes) = smallest().unwrap();
        let room = |free| Some(Room { free: Bytes::gibibytes(free), filesystem: 1 });
        let supply = |memory, free, cpus| Supply {
            memory: Some(Bytes::gibibytes(memory)),
            cpus: Some(cpus),
            data: ("/data".into(), room(free)),
            cache: ("/cache".into(), room(free)),
        };
        let levels = |supply: &Supply| judge(&lab, &nodes, supply).into_iter().map(|one| one.level).collect::<Vec<_>>();
        assert_eq!(levels(&supply(16, 50, 4)), [Level::Ok, Level::Ok, Level::Ok]);
        assert_eq!(levels(&supply(1, 1, 1)), [Level::Problem, Level::Problem, Level::Warning]);
        assert_eq!(judge(&lab, &nodes, &supply(16, 50, 4))[1].found, "50G free in /data, 50G free in /cache");
    }
}

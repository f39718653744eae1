//! Whether nodes that are still to be launched fit on the host. Pure: numbers in, findings out.

use std::fmt;
use std::path::PathBuf;

use crate::host::resources::Room;
use crate::spec::name::Name;
use crate::spec::quantity::Bytes;

/// A node that does not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeDemand {
    pub name: Name,
    pub cpus: u32,
    pub memory: Bytes,
    /// The size of the disk that is to be made in the data folder; none where it is there, or elsewhere.
    pub new_disk: Option<Bytes>,
}

/// An image that has to be fetched into the cache folder, and what that takes there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageDemand {
    pub name: String,
    pub room: Bytes,
}

/// What the host has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supply {
    pub memory: Option<Bytes>,
    pub cpus: Option<u32>,
    pub data: (PathBuf, Option<Room>),
    pub cache: (PathBuf, Option<Room>),
}

/// Something of which the host has too little.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shortage {
    Memory { nodes: Vec<(Name, Bytes)>, needed: Bytes, available: Bytes },
    Disk { folder: PathBuf, purposes: Vec<String>, needed: Bytes, free: Bytes },
}

/// What is too little, and what is merely tight.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fit {
    pub shortages: Vec<Shortage>,
    pub warnings: Vec<String>,
}

/// Below this the host itself begins to swap.
const LEFT_FOR_THE_HOST: Bytes = Bytes::mebibytes(512);
/// An image's files, where a node can't link to them because its disk is on another file system.
const COPY_OF_IMAGE: Bytes = Bytes::gibibytes(1);

impl Fit {
    pub fn of(nodes: &[NodeDemand], images: &[ImageDemand], supply: &Supply) -> Self {
        let mut fit = Self::default();
        fit.memory(nodes, supply);
        fit.disk(nodes, images, supply);
        fit.cpus(nodes, supply);
        fit
    }

    fn memory(&mut self, nodes: &[NodeDemand], supply: &Supply) {
        let needed = Bytes(nodes.iter().map(|node| node.memory.0).sum());
        match supply.memory {
            Some(available) if needed > available => {
                let nodes = nodes.iter().map(|node| (node.name.clone(), node.memory)).collect();
                self.shortages.push(Shortage::Memory { nodes, needed, available });
            }
            Some(available) if needed.0 > 0 && available.0 - needed.0 < LEFT_FOR_THE_HOST.0 => {
                let left = Bytes(available.0 - needed.0).rounded();
                self.warnings.push(format!("only {left} of memory is left for this host when all nodes run"));
            }
            _ => {}
        }
    }

    fn disk(&mut self, nodes: &[NodeDemand], images: &[ImageDemand], supply: &Supply) {
        let (Some(data), Some(cache)) = (supply.data.1, supply.cache.1) else { return };
        let shared = data.filesystem == cache.filesystem;
        let copy = if shared { Bytes(0) } else { COPY_OF_IMAGE };
        let mut of_nodes = Need::default();
        let mut largest = Bytes(0);
        for (node, size) in nodes.iter().filter_map(|node| Some((node, node.new_disk?))) {
            of_nodes.add(&format!("node {}", node.name), Bytes(at_first(size).0 + copy.0));
            largest.0 += size.0 + copy.0;
        }
        let mut of_images = Need::default();
        for image in images {
            of_images.add(&format!("image {}", image.name), image.room);
        }
        if shared {
            largest.0 += of_images.sum.0;
            of_nodes.purposes.append(&mut of_images.purposes);
            of_nodes.sum.0 += std::mem::take(&mut of_images.sum.0);
        }
        let enough_at_first = of_nodes.sum <= data.free;
        for (need, (folder, room)) in [(of_nodes, (&supply.data.0, data)), (of_images, (&supply.cache.0, cache))] {
            if need.sum > room.free {
                let (folder, purposes) = (folder.clone(), need.purposes);
                self.shortages.push(Shortage::Disk { folder, purposes, needed: need.sum, free: room.free });
            }
        }
        if enough_at_first && largest > data.free {
            self.warnings.push(format!(
                "the nodes' disks may grow to {}, and {} has {} free",
                largest.rounded(),
                supply.data.0.display(),
                data.free.rounded()
            ));
        }
    }

    fn cpus(&mut self, nodes: &[NodeDemand], supply: &Supply) {
        let Some(cpus) = supply.cpus else { return };
        let too_many: Vec<_> = nodes.iter().filter(|node| node.cpus > cpus).collect();
        if !too_many.is_empty() {
            let named: Vec<_> = too_many.iter().map(|node| format!("{} asks for {}", node.name, node.cpus)).collect();
            self.warnings.push(format!(
                "this host has {cpus} CPUs, and {}: a node does not get faster by CPUs that the host has not",
                named.join(", ")
            ));
        }
    }
}

#[derive(Default)]
struct Need {
    purposes: Vec<String>,
    sum: Bytes,
}

impl Need {
    fn add(&mut self, what: &str, size: Bytes) {
        self.purposes.push(format!("{what} {}", size.rounded()));
        self.sum.0 += size.0;
    }
}

/// A disk takes room as it is written to: a quarter is what preparing a lab and working in it may take.
fn at_first(size: Bytes) -> Bytes {
    Bytes(size.0 / 4)
}

impl fmt::Display for Shortage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory { nodes, needed, available } => {
                let nodes: Vec<_> =
                    nodes.iter().map(|(name, size)| format!("node {name} {}", size.rounded())).collect();
                let (needed, available) = (needed.rounded(), available.rounded());
                write!(f, "memory: {needed} needed ({}), {available} available", nodes.join(", "))
            }
            Self::Disk { folder, purposes, needed, free } => {
                let (folder, needed, free) = (folder.display(), needed.rounded(), free.rounded());
                write!(f, "disk: {needed} needed in {folder} ({}), {free} free", purposes.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const G: u64 = 1 << 30;

    fn node(name: &'static str, memory: u64, new_disk: Option<u64>) -> NodeDemand {
        let new_disk = new_disk.map(Bytes::gibibytes);
        NodeDemand { name: Name::from_static(name), cpus: 2, memory: Bytes::gibibytes(memory), new_disk }
    }

    fn supply(memory: u64, data: (u64, u64), cache: (u64, u64)) -> Supply {
        let room = |(free, filesystem)| Some(Room { free: Bytes(free), filesystem });
        Supply {
            memory: Some(Bytes(memory)),
            cpus: Some(2),
            data: ("/data".into(), room(data)),
            cache: ("/cache".into(), room(cache)),
        }
    }

    fn said(nodes: &[NodeDemand], images: &[ImageDemand], supply: &Supply) -> Vec<String> {
        let fit = Fit::of(nodes, images, supply);
        let warnings = fit.warnings.iter().map(|warning| format!("warning: {warning}"));
        fit.shortages.iter().map(ToString::to_string).chain(warnings).collect()
    }

    #[test]
    fn memory_is_enough_tight_or_short() {
        let two = [node("a", 2, None), node("b", 1, None)];
        let table: [(u64, &[&str]); 4] = [
            (4 * G, &[]),
            (3 * G + G / 4, &["warning: only 256M of memory is left for this host when all nodes run"]),
            (3 * G, &["warning: only 0M of memory is left for this host when all nodes run"]),
            (3 * G - 1, &["memory: 3G needed (node a 2G, node b 1G), 2.9G available"]),
        ];
        for (available, expected) in table {
            assert_eq!(said(&two, &[], &supply(available, (G, 1), (G, 1))), expected, "{available}");
        }
    }

    #[test]
    fn folders_on_one_file_system_share_its_room() {
        let nodes = [node("a", 1, Some(10))];
        let images = [ImageDemand { name: "debian-12".to_owned(), room: Bytes::gibibytes(3) }];
        let table = [
            ((20 * G, 1), (20 * G, 1), &[][..]),
            ((5 * G, 1), (5 * G, 1), &["disk: 5.5G needed in /data (node a 2.5G, image debian-12 3G), 5G free"]),
            ((6 * G, 1), (6 * G, 1), &["warning: the nodes' disks may grow to 13G, and /data has 6G free"]),
            ((3 * G, 1), (20 * G, 2), &["disk: 3.5G needed in /data (node a 3.5G), 3G free"]),
            ((20 * G, 1), (2 * G, 2), &["disk: 3G needed in /cache (image debian-12 3G), 2G free"]),
        ];
        for (data, cache, expected) in table {
            assert_eq!(said(&nodes, &images, &supply(9 * G, data, cache)), expected, "{data:?} {cache:?}");
        }
    }

    #[test]
    fn all_that_is_short_is_said_at_once() {
        let nodes = [NodeDemand { cpus: 8, ..node("a", 9, Some(40)) }];
        assert_eq!(
            said(&nodes, &[], &supply(G, (G, 1), (G, 1))),
            [
                "memory: 9G needed (node a 9G), 1G available",
                "disk: 10G needed in /data (node a 10G), 1G free",
                "warning: this host has 2 CPUs, and a asks for 8: a node does not get faster by CPUs that the host has not"
            ]
        );
    }

    #[test]
    fn what_is_unknown_is_no_shortage() {
        let unknown = Supply { memory: None, cpus: None, data: ("/data".into(), None), cache: ("/cache".into(), None) };
        assert_eq!(Fit::of(&[node("a", 64, Some(900))], &[], &unknown), Fit::default());
    }
}

//! What a process is, read from outside: see proc(5) and ptrace(2).

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;

use super::imitate::Failed;
use crate::capability::Set;
use crate::sys::{self, Filter};

/// In the order in which they can be entered: the first one decides over the others.
const NAMESPACES: [&str; 7] = ["user", "cgroup", "ipc", "uts", "net", "pid", "mnt"];

pub struct Process {
    /// The namespaces that are not this program's own.
    pub namespaces: Vec<(&'static str, File)>,
    /// This machine's own `/proc`, to be found again in another mount namespace.
    pub proc: File,
    /// The control group's file that takes process ids.
    pub group: String,
    /// Real, effective and saved, as its user namespace counts them.
    pub users: [u32; 3],
    pub groups: [u32; 3],
    pub more_groups: Vec<u32>,
    pub inheritable: Set,
    pub permitted: Set,
    pub effective: Set,
    pub bounding: Set,
    pub ambient: Set,
    pub no_new_privs: bool,
    pub filters: Vec<Filter>,
    /// Empty where it has none.
    pub apparmor: String,
}

impl Process {
    pub fn look(pid: u32) -> Result<Self, Failed> {
        let read =
            |file: &'static str| fs::read_to_string(format!("/proc/{pid}/{file}")).map_err(|error| (file, error));
        let status = read("status")?;
        let (users, groups) = (read("uid_map")?, read("gid_map")?);
        let strange = |key| (key, io::Error::from(io::ErrorKind::InvalidData));
        let set = |key| Set::from_hex(field(&status, key)).ok_or_else(|| strange(key));
        let ids = |key, map: &str| three(field(&status, key), map).ok_or_else(|| strange(key));
        let group = read("cgroup")?;
        let group = group.lines().find_map(|line| line.strip_prefix("0::")).ok_or_else(|| strange("cgroup"))?;
        // Without AppArmor in the kernel the file can't be read.
        let label = read("attr/current").unwrap_or_default();
        Ok(Self {
            namespaces: namespaces(pid)?,
            proc: File::open("/proc").map_err(|error| ("/proc", error))?,
            group: format!("/sys/fs/cgroup{group}/cgroup.procs"),
            users: ids("Uid", &users)?,
            groups: ids("Gid", &groups)?,
            more_groups: field(&status, "Groups").split_whitespace().filter_map(|id| inside(id, &groups)).collect(),
            inheritable: set("CapInh")?,
            permitted: set("CapPrm")?,
            effective: set("CapEff")?,
            bounding: set("CapBnd")?,
            ambient: set("CapAmb")?,
            no_new_privs: field(&status, "NoNewPrivs") == "1",
            filters: match field(&status, "Seccomp") {
                "0" => Vec::new(),
                _ => sys::filters_of(pid).map_err(|error| ("its seccomp filters", error))?,
            },
            apparmor: profile(&label).to_owned(),
        })
    }
}

fn namespaces(pid: u32) -> Result<Vec<(&'static str, File)>, Failed> {
    let mut others = Vec::new();
    for name in NAMESPACES {
        let open = |of: &str| File::open(format!("/proc/{of}/ns/{name}")).map_err(|error| (name, error));
        let inode = |file: &File| Ok(file.metadata().map_err(|error| (name, error))?.ino());
        let theirs = open(&pid.to_string())?;
        if inode(&theirs)? != inode(&open("self")?)? {
            others.push((name, theirs));
        }
    }
    Ok(others)
}

fn field<'a>(status: &'a str, key: &str) -> &'a str {
    let value = status.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
    value.unwrap_or_default().trim()
}

/// The first three ids of a line, as a map's namespace counts them.
fn three(line: &str, map: &str) -> Option<[u32; 3]> {
    let ids: Vec<u32> = line.split_whitespace().take(3).filter_map(|id| inside(id, map)).collect();
    ids.try_into().ok()
}

/// The id inside for one outside.
fn inside(outside: &str, map: &str) -> Option<u32> {
    let outside: u32 = outside.parse().ok()?;
    map.lines().find_map(|row| {
        let mut numbers = row.split_whitespace().map(str::parse::<u32>);
        let (first, lower, count) = (numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?);
        let distance = outside.checked_sub(lower)?;
        (distance < count).then(|| first + distance)
    })
}

/// The profile in a label: `NAME (enforce)`.
fn profile(label: &str) -> &str {
    let label = label.trim().trim_end_matches('\0');
    let name = label.rsplit_once(" (").map_or(label, |(name, _)| name);
    if name == "unconfined" { "" } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_the_process_own_namespace() {
        let map = "         0       1000          1\n         1     100000      65536\n";
        assert_eq!(three("100999 100999 100999 100999", map), Some([1000, 1000, 1000]));
        assert_eq!(three("1000 1000 1000 1000", map), Some([0, 0, 0]));
        assert_eq!(three("0 0 0 0", map), None);
        assert_eq!(inside("7", "0 0 4294967295\n"), Some(7));
    }

    #[test]
    fn a_label_names_its_profile() {
        assert_eq!(profile("seclab-web (enforce)\n"), "seclab-web");
        assert_eq!(profile("unconfined\n"), "");
        assert_eq!(profile(""), "");
    }
}

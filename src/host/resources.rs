//! What the host has: memory, room on its file systems, CPUs. What can't be found out is `None`, never a guess.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::command::HostCommand;
use crate::spec::quantity::Bytes;

/// Free room where a folder is, or would be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// What a user without privileges can still fill.
    pub free: Bytes,
    /// Two folders with the same number share their room.
    pub filesystem: u64,
}

pub fn room(folder: &Path) -> Option<Room> {
    let existing = existing_part(folder)?;
    let found = rustix::fs::statvfs(existing).ok()?;
    let filesystem = std::fs::metadata(existing).ok()?.dev();
    Some(Room { free: Bytes(found.f_bavail.saturating_mul(found.f_frsize)), filesystem })
}

/// The folder itself, or the nearest one above it that is there.
pub fn existing_part(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|ancestor| ancestor.is_dir())
}

/// CPUs that this process may use.
pub fn cpus() -> Option<u32> {
    std::thread::available_parallelism().ok().and_then(|count| u32::try_from(count.get()).ok())
}

/// Memory that programs can get without swapping.
pub async fn available_memory() -> Option<Bytes> {
    if cfg!(target_os = "macos") {
        let said = HostCommand::new("vm_stat").output().await.ok()?;
        return of_vm_stat(&said);
    }
    of_meminfo(&std::fs::read_to_string("/proc/meminfo").ok()?)
}

/// <https://man7.org/linux/man-pages/man5/proc_meminfo.5.html>
fn of_meminfo(text: &str) -> Option<Bytes> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(Bytes(kibibytes << 10))
}

/// What macOS gives away without swapping: free, inactive, speculative and purgeable pages. See `man vm_stat` there.
fn of_vm_stat(text: &str) -> Option<Bytes> {
    let page: u64 = text.split("page size of ").nth(1)?.split(' ').next()?.parse().ok()?;
    let count = |name: &str| -> Option<u64> {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim_start_matches(':').trim().trim_end_matches('.').parse().ok()
    };
    let optional = ["Pages inactive", "Pages speculative", "Pages purgeable"].into_iter().filter_map(count);
    Some(Bytes((count("Pages free")? + optional.sum::<u64>()) * page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linux_says_what_is_available() {
        let text = "MemTotal:       24663420 kB\nMemFree:        11983204 kB\nMemAvailable:   22151096 kB\n";
        assert_eq!(of_meminfo(text), Some(Bytes(22_151_096 << 10)));
        assert_eq!(of_meminfo("MemTotal:       24663420 kB\n"), None);
    }

    #[test]
    fn macos_says_it_in_pages() {
        let text = "Mach Virtual Memory Statistics: (page size of 16384 bytes)\n\
            Pages free:                               10.\nPages active:                            900.\n\
            Pages inactive:                           20.\nPages speculative:                         5.\n\
            Pages purgeable:                           1.\n";
        assert_eq!(of_vm_stat(text), Some(Bytes(36 * 16384)));
        assert_eq!(of_vm_stat("vm_stat: no"), None);
    }

    #[test]
    fn a_folder_that_is_not_there_yet_has_the_room_of_the_one_above() {
        let folder = tempfile::tempdir().unwrap();
        let below = room(&folder.path().join("not/there")).unwrap();
        assert_eq!(below.filesystem, room(folder.path()).unwrap().filesystem);
    }
}

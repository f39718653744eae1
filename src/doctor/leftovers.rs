//! What interrupted or killed commands left on this host, each with the command that clears it away.

use std::fs::TryLockError;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Finding;
use crate::instance::Record;
use crate::paths::Paths;
use crate::shell;

/// A connection that is being made has a folder, but no socket yet.
const BEING_MADE: Duration = Duration::from_mins(1);

pub(super) fn findings(paths: &Paths) -> Vec<Finding> {
    let mut findings = instances(&paths.instances());
    findings.extend(processes(&qemu_processes(), &paths.instances()));
    let dead = dead_masters(&paths.runtime);
    if !dead.is_empty() {
        let folders: Vec<_> = dead.iter().map(|folder| shell::path(folder)).collect();
        let found = format!("ssh connections that are gone: {}", dead.len());
        findings.push(Finding::warning("leftovers", found).hinted(format!("rm -r {}", folders.join(" "))));
    }
    if findings.is_empty() {
        findings.push(Finding::ok("leftovers", "none"));
    }
    findings
}

/// Instance folders that no command will take up again.
fn instances(folder: &Path) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in folders_in(folder) {
        match Record::load(&path) {
            Ok(Some(_)) => {}
            // Its `up` may be at the very beginning.
            Ok(None) if in_use(&path) => {}
            Ok(None) => findings.push(
                Finding::warning("leftovers", format!("{} belongs to no instance", path.display()))
                    .hinted(format!("rm -r {}", shell::path(&path))),
            ),
            Err(error) => findings.push(
                Finding::warning("leftovers", error.chain().join(": "))
                    .hinted(format!("rm -r {}  # gives its nodes' disks up", shell::path(&path))),
            ),
        }
    }
    findings
}

fn in_use(instance: &Path) -> bool {
    let Ok(lock) = std::fs::File::open(instance.join("lock")) else { return false };
    matches!(lock.try_lock(), Err(TryLockError::WouldBlock))
}

/// Folders in a folder, in order; hidden ones too. A folder that can't be read has none.
fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Folders of ssh masters that nobody answers from.
fn dead_masters(runtime: &Path) -> Vec<PathBuf> {
    let of_data_folders = folders_in(runtime).into_iter();
    of_data_folders.flat_map(|folder| folders_in(&folder)).filter(|folder| is_dead_master(folder)).collect()
}

fn is_dead_master(folder: &Path) -> bool {
    let named = folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".ssh-connection"));
    let socket = folder.join("master");
    if !named || UnixStream::connect(&socket).is_ok() {
        return false;
    }
    let age = std::fs::metadata(folder).and_then(|found| found.modified()).ok().and_then(|at| at.elapsed().ok());
    socket.exists() || age.is_some_and(|age| age > BEING_MADE)
}

/// A process: its id and its command line.
type Process = (u32, Vec<String>);

/// QEMU processes of this host. Only Linux tells; elsewhere there are none.
fn qemu_processes() -> Vec<Process> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let process = |id: u32| {
        let bytes = std::fs::read(format!("/proc/{id}/cmdline")).ok()?;
        let words: Vec<_> =
            bytes.split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word).into_owned()).collect();
        Some((id, words))
    };
    let is_qemu = |words: &[String]| words.first().is_some_and(|program| program.contains("qemu-system-"));
    ids.filter_map(process).filter(|(_, words)| is_qemu(words)).collect()
}

/// QEMU processes of instances that are not there any more. A node's files are named on its command line.
fn processes(processes: &[Process], instances: &Path) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, words) in processes {
        let files = words.iter().filter(|word| word.ends_with("/qemu.pid")).map(Path::new);
        let mut below = files.filter_map(|file| file.strip_prefix(instances).ok());
        let Some(instance) = below.find_map(|file| file.iter().next()) else { continue };
        if !instances.join(instance).join("instance.json").exists() {
            let found = format!("process {id} is a node of {}, which is no instance any more", instance.display());
            findings.push(Finding::warning("leftovers", found).hinted(format!("kill {id}")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_belongs_to_the_instance_whose_files_it_names() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path();
        fs_err::create_dir_all(here.join("alive")).unwrap();
        fs_err::write(here.join("alive/instance.json"), "{}").unwrap();
        let qemu = |pid_file: PathBuf| -> Vec<String> {
            ["qemu-system-x86_64", "-pidfile", &pid_file.to_string_lossy()].map(str::to_owned).into()
        };
        let all = [
            (11, qemu(here.join("alive/nodes/node/qemu.pid"))),
            (12, qemu(here.join("gone/nodes/node/qemu.pid"))),
            (13, qemu("/somebody/elses/qemu.pid".into())),
        ];
        let findings = processes(&all, here);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].found, "process 12 is a node of gone, which is no instance any more");
        assert_eq!(findings[0].hints, ["kill 12"]);
    }

    #[test]
    fn a_folder_whose_command_is_still_at_it_is_no_leftover() {
        let folder = tempfile::tempdir().unwrap();
        let instance = folder.path().join("new");
        fs_err::create_dir_all(&instance).unwrap();
        let lock = crate::instance::InstanceLock::take(&instance, "new").unwrap();
        assert_eq!(instances(folder.path()), []);
        drop(lock);
        assert_eq!(instances(folder.path())[0].hints, [format!("rm -r {}", instance.display())]);
    }

    #[test]
    fn only_a_socket_that_nobody_answers_from_is_dead() {
        let runtime = tempfile::tempdir().unwrap();
        let of_data = runtime.path().join("01234567");
        let master = |name: &str| {
            let folder = of_data.join(name);
            fs_err::create_dir_all(&folder).unwrap();
            (std::os::unix::net::UnixListener::bind(folder.join("master")).unwrap(), folder)
        };
        let (_alive, _) = master(".ssh-connectionAAAAAA");
        let (dead, of_the_dead) = master(".ssh-connectionBBBBBB");
        drop(dead);
        fs_err::create_dir_all(of_data.join(".ssh-connectionCCCCCC")).unwrap();
        assert_eq!(dead_masters(runtime.path()), [of_the_dead]);
    }
}

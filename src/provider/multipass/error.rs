//! What Multipass refuses, told apart by its stderr: its exit code is 2 for nearly everything.

use std::path::PathBuf;
use std::time::Duration;

use crate::error::{Diagnose, Kind};
use crate::host::command::{CommandError, Finished};
use crate::spec::quantity::Bytes;

#[derive(Debug, thiserror::Error)]
pub enum MultipassError {
    #[error("nodes of Multipass are not paused")]
    NoPause { instance: String },
    #[error("Multipass is not installed: no program `{program}`")]
    NotInstalled { program: String },
    #[error("the Multipass daemon does not answer")]
    DaemonUnreachable,
    #[error("this user may not talk to the Multipass daemon")]
    SocketDenied,
    #[error("this user has not been let in by the Multipass daemon")]
    NotAuthenticated,
    #[error("the Multipass instance `{machine}` exists already and was not made by this seclab")]
    Foreign { machine: String },
    #[error("Multipass is still preparing the instance `{machine}`")]
    BeingPrepared { machine: String },
    #[error("the Multipass instance `{machine}` does not exist")]
    NotFound { machine: String },
    #[error("Multipass did not launch `{machine}` within {} s", limit.as_secs())]
    LaunchTimedOut { machine: String, limit: Duration },
    #[error("the Multipass instance `{machine}` is {state} and did not change within {} s", limit.as_secs())]
    Unsettled { machine: String, state: String, limit: Duration },
    #[error("`{machine}` is no name for a Multipass instance: more than {limit} characters, or a wrong one")]
    BadName { machine: String, limit: usize },
    #[error("Multipass gives a machine {minimum} CPU at least, and the node asks for {asked}")]
    TooFewCpus { asked: u32, minimum: u32 },
    #[error("Multipass needs {minimum} of memory at least, and the node asks for {asked}")]
    TooLittleMemory { asked: Bytes, minimum: Bytes },
    #[error("Multipass needs {minimum} of disk at least, and the node asks for {asked}")]
    TooLittleDisk { asked: Bytes, minimum: Bytes },
    #[error("Multipass refused the size of `{machine}`: {said}")]
    SizeRefused { machine: String, said: String },
    #[error("the host's disk is too full for `{machine}`: {said}")]
    HostDiskFull { machine: String, said: String },
    #[error("Multipass can't use hardware virtualisation: {said}")]
    NoVirtualisation { said: String },
    #[error("Multipass has no image for `{image}`, only for `ubuntu-22.04`, `ubuntu-24.04` and files")]
    UnsupportedImage { image: String },
    #[error("the image file {path} does not exist")]
    NoImageFile { path: PathBuf },
    #[error("Multipass does not know the image of `{machine}`: {said}")]
    UnknownImage { machine: String, said: String },
    #[error("Multipass can't reach its image server: {said}")]
    ImageServer { said: String },
    #[error("Multipass refused the cloud-init document of `{machine}`: {said}")]
    BadUserData { machine: String, said: String },
    #[error("`{machine}` was launched without seclab's cloud-init document")]
    NoUserData { machine: String, instance: String },
    #[error("`{machine}` has no save `{save}`{}", list(saves))]
    NoSave { machine: String, save: String, saves: Vec<String>, instance: String },
    #[error("multipass {command} failed with code {code}: {said}")]
    Failed { command: String, code: i32, said: String },
    #[error("multipass {command} gave an answer that can't be understood")]
    BadAnswer { command: String, source: serde_json::Error },
    #[error(transparent)]
    Client(#[from] CommandError),
}

impl Diagnose for MultipassError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotInstalled { .. }
            | Self::DaemonUnreachable
            | Self::SocketDenied
            | Self::NotAuthenticated
            | Self::Unsettled { .. }
            | Self::ImageServer { .. } => Kind::Unreachable,
            Self::BadName { .. }
            | Self::TooFewCpus { .. }
            | Self::TooLittleMemory { .. }
            | Self::TooLittleDisk { .. }
            | Self::UnsupportedImage { .. }
            | Self::NoImageFile { .. } => Kind::Invalid,
            Self::Client(error) => error.kind(),
            _ => Kind::Failed,
        }
    }

    fn hints(&self) -> Vec<String> {
        let hints: &[&str] = match self {
            Self::NotInstalled { .. } => &[
                "sudo snap install multipass  # Linux; on macOS: brew install --cask multipass",
                "export SECLAB_MULTIPASS=/path/to/multipass  # when it is installed elsewhere",
            ],
            Self::DaemonUnreachable => &["sudo snap restart multipass  # Linux; elsewhere start Multipass again"],
            Self::SocketDenied => &[
                "sudo usermod -aG \"$(stat -c %G /var/snap/multipass/common/multipass_socket)\" \"$USER\"  # then log in again",
            ],
            Self::NotAuthenticated => &[
                "sudo multipass set local.passphrase && multipass authenticate  # set once, then name it as each user",
            ],
            Self::TooFewCpus { .. } | Self::TooLittleMemory { .. } | Self::TooLittleDisk { .. } => {
                &["give the node more in lab.yaml: cpus, memory, disk"]
            }
            Self::SizeRefused { .. } => &["ask for more memory and disk in lab.yaml"],
            Self::HostDiskFull { .. } => &["df -h  # free some space, or ask for less disk in lab.yaml"],
            Self::NoVirtualisation { .. } => {
                &["ls -l /dev/kvm  # turn virtualisation on in the firmware, and let no other program hold it"]
            }
            Self::UnsupportedImage { .. } => {
                &["name `ubuntu-24.04` as the node's image in lab.yaml, or take the provider `qemu`"]
            }
            Self::UnknownImage { .. } => &["multipass find  # the images that this Multipass knows"],
            Self::ImageServer { .. } => {
                &["multipass find  # try again with a network, or give an image file in lab.yaml"]
            }
            Self::NoPause { instance } => return vec![format!("seclab stop {instance}")],
            Self::NoUserData { instance, .. } => {
                return vec![format!("seclab down {instance} && seclab up {instance}")];
            }
            Self::NoSave { instance, .. } => return vec![format!("seclab status {instance}")],
            Self::Foreign { machine } => {
                return vec![
                    format!("multipass info {machine}  # whose is it?"),
                    format!("multipass delete --purge {machine}  # only if nobody needs it"),
                ];
            }
            Self::BeingPrepared { machine } | Self::LaunchTimedOut { machine, .. } => {
                return vec![format!("multipass info {machine}  # wait until it runs, then repeat the command")];
            }
            Self::Unsettled { machine, .. } => {
                return vec![
                    format!("multipass stop --force {machine}  # then repeat the command"),
                    "look for a firewall or VPN between the host and Multipass' network".to_owned(),
                ];
            }
            Self::BadName { .. } => &["take a shorter name for the instance or the node"],
            Self::BadUserData { .. } | Self::BadAnswer { .. } => {
                &["multipass version  # report what it says: this is a misunderstanding between seclab and Multipass"]
            }
            Self::NotFound { .. } => &["multipass list  # the instances that there are"],
            Self::NoImageFile { .. } => &["name the image file by a path from the current folder, or an absolute one"],
            Self::Failed { .. } => &["multipass list  # does it answer, and in which state is the machine?"],
            Self::Client(error) => return error.hints(),
        };
        hints.iter().map(|&hint| hint.to_owned()).collect()
    }
}

impl MultipassError {
    /// Reads a failed run of `multipass COMMAND` about one machine.
    pub(super) fn read(command: &str, machine: &str, finished: &Finished) -> Self {
        let said = message(&finished.stderr);
        let lower = finished.stderr.to_ascii_lowercase();
        let has = |part: &str| lower.contains(part);
        let machine = machine.to_owned();
        if has("multipass socket access denied") {
            Self::SocketDenied
        } else if has("cannot connect to the multipass socket") {
            Self::DaemonUnreachable
        } else if has("not authenticated with the multipass service") {
            Self::NotAuthenticated
        } else if command == "launch" && has("already exists") {
            Self::Foreign { machine }
        } else if has("is being prepared") {
            Self::BeingPrepared { machine }
        } else if has("invalid instance name") {
            Self::BadName { machine, limit: super::launch::LONGEST_NAME }
        } else if has("available disk") {
            Self::HostDiskFull { machine, said }
        } else if has("invalid memory size") || has("invalid disk size") || has("below minimum") {
            Self::SizeRefused { machine, said }
        } else if has("kvm support is not enabled") || has("kvm device cannot be opened") {
            Self::NoVirtualisation { said }
        } else if has("unable to find an image") {
            Self::UnknownImage { machine, said }
        } else if has("is unknown or unreachable") {
            Self::ImageServer { said }
        } else if has("could not load cloud-init configuration") {
            Self::BadUserData { machine, said }
        } else if has("does not exist") {
            Self::NotFound { machine }
        } else {
            Self::Failed { command: command.to_owned(), code: finished.code, said }
        }
    }
}

/// Whether the client or the daemon only gave up waiting: the machine is kept and may still be on its way.
pub(super) fn only_timed_out(finished: &Finished) -> bool {
    finished.code == 5 || finished.stderr.to_ascii_lowercase().contains("timed out")
}

/// What was said, without the client's own `launch failed: ` in front.
fn message(stderr: &str) -> String {
    let text = stderr.trim();
    let bare = text.split_once(" failed: ").filter(|(command, _)| command.bytes().all(|b| b.is_ascii_lowercase()));
    bare.map_or(text, |(_, rest)| rest).to_owned()
}

fn list(saves: &[String]) -> String {
    if saves.is_empty() { "; it has none".to_owned() } else { format!("; it has {}", saves.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(code: i32, stderr: &str) -> Finished {
        Finished { code, stdout: String::new(), stderr: stderr.to_owned() }
    }

    #[test]
    fn a_time_out_is_told_by_its_code_or_by_its_words() {
        assert!(only_timed_out(&finished(5, "")));
        assert!(only_timed_out(&finished(2, "launch failed: TIMED OUT waiting for initialization to complete")));
        assert!(!only_timed_out(&finished(2, "launch failed: instance \"x\" already exists")));
    }

    #[test]
    fn words_are_found_in_any_case_and_told_without_the_commands_name() {
        let full = MultipassError::read("launch", "m", &finished(2, "launch failed: AVAILABLE DISK (1 bytes) below\n"));
        assert_eq!(full.to_string(), "the host's disk is too full for `m`: AVAILABLE DISK (1 bytes) below");
        let other = MultipassError::read("stop", "m", &finished(2, "stop failed: the moon is full\n"));
        assert_eq!(other.to_string(), "multipass stop failed with code 2: the moon is full");
    }

    #[test]
    fn a_snapshot_that_exists_is_no_foreign_instance() {
        let error =
            MultipassError::read("snapshot", "m", &finished(2, "snapshot failed: Snapshot already exists: m.s"));
        assert!(matches!(error, MultipassError::Failed { .. }), "{error}");
    }
}

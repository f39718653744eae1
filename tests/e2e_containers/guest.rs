//! The one guest of the suite, with two saved states: `bare`, prepared but without profiles, images and workloads,
//! and `ready`, the whole lab.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::e2e::{Lab, Ran, Said};

/// The instance's name.
pub const NAME: &str = "containers";

pub struct Guest {
    lab: Lab,
    ready: Cell<bool>,
}

impl Guest {
    /// Boots the guest and prepares all that this suite is not about.
    pub fn booted() -> Self {
        let guest = Self { lab: Lab::new(NAME), ready: Cell::new(false) };
        copy(&built_in(), &guest.lab_folder());
        guest.lab_is(&without(&spec(), "podman: {}"));
        guest.seclab(&["up", "./lab", "-o", "json"]).brings_up(|changes| changes > 3);
        guest.seclab(&["save", NAME, "bare"]).succeeds();
        guest
    }

    pub fn lab_folder(&self) -> PathBuf {
        self.lab.folder().join("lab")
    }

    /// What the lab says from now on.
    pub fn lab_is(&self, text: &str) {
        fs::write(self.lab_folder().join("lab.yaml"), text).unwrap();
    }

    pub fn seclab(&self, arguments: &[&str]) -> Ran {
        self.lab.seclab(arguments)
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        self.lab.command(arguments)
    }

    pub fn up(&self) -> Ran {
        self.lab.up()
    }

    /// No profile, image or workload is there yet; some of each are wanted, so that it takes one minute and not five.
    pub fn begin_bare(&self) -> &Self {
        self.lab_is(&few());
        self.seclab(&["restore", NAME, "bare"]).succeeds();
        self
    }

    /// The whole lab, running.
    pub fn begin_ready(&self) -> &Self {
        self.lab_is(&spec());
        if self.ready.get() {
            self.seclab(&["restore", NAME, "ready"]).succeeds();
        } else {
            self.seclab(&["restore", NAME, "bare"]).succeeds();
            self.up().brings_up(|changes| changes > 10);
            self.seclab(&["save", NAME, "ready"]).succeeds();
            self.ready.set(true);
        }
        self
    }

    /// A shell command as root on the node.
    #[track_caller]
    pub fn root(&self, script: &str) -> String {
        let Said { stdout, .. } = self.seclab(&["exec", "--admin", NAME, "--", "sudo", "sh", "-c", script]).succeeds();
        stdout.trim_end().to_owned()
    }

    /// A shell command of the student's.
    #[track_caller]
    pub fn student(&self, script: &str) -> String {
        let Said { stdout, .. } = self.seclab(&["exec", NAME, "--", "bash", "-c", script]).succeeds();
        stdout.trim_end().to_owned()
    }

    /// Everything that the lab states, tried live.
    #[track_caller]
    pub fn verifies(&self) {
        self.seclab(&["verify", NAME]).succeeds();
    }

    /// The names of the changes that `up` would make.
    #[track_caller]
    pub fn planned(&self) -> Vec<String> {
        self.seclab(&["plan", NAME, "-o", "name"]).succeeds().stdout.lines().map(str::to_owned).collect()
    }
}

fn built_in() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("labs/containers")
}

/// The lab's own text.
pub fn spec() -> String {
    fs::read_to_string(built_in().join("lab.yaml")).unwrap()
}

/// The lab with the workloads `dropped`, `too-tight` and `apparmor-unit` alone.
pub fn few() -> String {
    let spec = spec();
    let (head, workloads) = spec.split_once("\nworkloads:\n").unwrap();
    let kept = ["dropped", "too-tight", "apparmor-unit"];
    let chosen = workloads
        .split("\n\n")
        .filter(|one| kept.iter().any(|name| one.trim_start().starts_with(&format!("- name: {name}\n"))));
    let chosen: Vec<_> = chosen.collect();
    assert_eq!(chosen.len(), kept.len());
    format!("{head}\nworkloads:\n{}\n", chosen.join("\n\n"))
}

/// The text up to a line.
fn without(spec: &str, line: &str) -> String {
    let (head, _) = spec.split_once(&format!("\n{line}\n")).unwrap();
    format!("{head}\n")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

//! What every suite asks of the guest that its sessions share.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::e2e::{Lab, Ran};

pub struct Instance {
    pub name: &'static str,
    lab: Lab,
}

impl Instance {
    pub fn new(name: &'static str) -> Self {
        Self { name, lab: Lab::new(name) }
    }

    pub fn folder(&self) -> PathBuf {
        self.lab.folder().to_owned()
    }

    /// Where the lab's own files lie, for a session to change.
    pub fn lab_folder(&self) -> PathBuf {
        self.folder().join("lab")
    }

    /// Where seclab remembers the instance.
    pub fn instance_folder(&self) -> PathBuf {
        self.folder().join("data/instances").join(self.name)
    }

    /// An environment variable for every command from now on.
    pub fn set(&mut self, variable: &'static str, value: &str) {
        self.lab.set(variable, value);
    }

    /// What the lab says from now on.
    pub fn lab_is(&self, text: &str) {
        fs::write(self.lab_folder().join("lab.yaml"), text).unwrap();
    }

    /// A copy of a built-in lab, to be brought up as `./lab`.
    pub fn copies(&self, lab: &str) {
        copy(&built_in(lab), &self.lab_folder());
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

    pub fn restore(&self, save: &str) {
        self.seclab(&["restore", self.name, save]).succeeds();
    }

    /// A shell command as root on the node.
    #[track_caller]
    pub fn root(&self, script: &str) -> String {
        let said = self.seclab(&["exec", "--admin", self.name, "--", "sudo", "sh", "-c", script]).succeeds();
        said.stdout.trim_end().to_owned()
    }

    /// A shell command of the student's.
    #[track_caller]
    pub fn student(&self, script: &str) -> String {
        let said = self.seclab(&["exec", self.name, "--", "bash", "-c", script]).succeeds();
        said.stdout.trim_end().to_owned()
    }

    /// Everything that the lab states, tried live.
    #[track_caller]
    pub fn verifies(&self) {
        self.seclab(&["verify", self.name]).succeeds();
    }

    /// The names of the changes that `up` would make.
    #[track_caller]
    pub fn planned(&self) -> Vec<String> {
        self.seclab(&["plan", self.name, "-o", "name"]).succeeds().stdout.lines().map(str::to_owned).collect()
    }
}

pub fn built_in(lab: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("labs").join(lab)
}

/// The text of a built-in lab.
pub fn spec(lab: &str) -> String {
    fs::read_to_string(built_in(lab).join("lab.yaml")).unwrap()
}

/// The lab with these of its workloads alone.
pub fn only(spec: &str, kept: &[&str]) -> String {
    let (head, workloads) = spec.split_once("\nworkloads:\n").unwrap();
    let is_kept = |one: &&str| kept.iter().any(|name| one.trim_start().starts_with(&format!("- name: {name}\n")));
    let chosen: Vec<_> = workloads.split("\n\n").filter(is_kept).collect();
    assert_eq!(chosen.len(), kept.len());
    format!("{head}\nworkloads:\n{}\n", chosen.join("\n\n"))
}

/// The text up to a line that begins so.
pub fn before(spec: &str, line: &str) -> String {
    let (head, _) = spec.split_once(&format!("\n{line}")).unwrap();
    format!("{head}\n")
}

pub fn copy(from: &Path, to: &Path) {
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

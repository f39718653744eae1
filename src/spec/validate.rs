//! What types can't say about a lab. All problems are found at once, before anything is launched.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use super::apparmor;
use super::files::LabFiles;
use super::lab::{AppArmorMode, AppArmorProfile, Kernel, Lab, NodeSpec, UserNamespaces};
use super::problem::SpecError;
use super::quantity::Bytes;

/// A problem at a path of keys and indices.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    pub path: Vec<String>,
    pub message: String,
    pub hint: Option<String>,
}

/// Images that seclab knows by name. Anything else is a path.
pub const IMAGES: [&str; 3] = ["ubuntu-22.04", "ubuntu-24.04", "debian-12"];

const LEAST_MEMORY: Bytes = Bytes::mebibytes(512);
const LEAST_DISK: Bytes = Bytes::gibibytes(5);
const MOST_CPUS: u32 = 64;

/// What else is to be looked at in a lab; it knows what this module may not.
pub type Review = fn(&Lab, &LabFiles, &mut Findings);

pub(super) fn validate(lab: &Lab, files: &LabFiles, review: Review) -> Vec<Finding> {
    let mut findings = Findings::default();
    metadata(lab, &mut findings);
    nodes(&lab.nodes, files, &mut findings);
    packages(lab, &mut findings);
    if let Some(kernel) = &lab.kernel {
        self::kernel(kernel, &mut findings);
    }
    student(lab, &mut findings);
    if let Some(userns) = &lab.userns {
        self::userns(userns, &mut findings);
    }
    if let Some(profiles) = &lab.profiles {
        apparmor_profiles(&profiles.apparmor, files, &mut findings);
    }
    review(lab, files, &mut findings);
    findings.into_list()
}

#[derive(Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    pub fn into_list(self) -> Vec<Finding> {
        self.0
    }

    /// `path` is written with dots: `nodes.0.memory`. Keys that hold dots go to `add_at`.
    pub fn add(&mut self, path: &str, message: impl Into<String>) -> &mut Finding {
        self.add_at(path.split('.').map(str::to_owned).collect(), message)
    }

    pub fn add_at(&mut self, path: Vec<String>, message: impl Into<String>) -> &mut Finding {
        self.0.push(Finding { path, message: message.into(), hint: None });
        let last = self.0.len() - 1;
        &mut self.0[last]
    }

    /// What is wrong in another file, with its place there, where this one names it.
    pub fn add_problems(&mut self, path: &str, error: SpecError) {
        for problem in error.problems {
            let place = problem.position.map(|at| format!(":{}:{}", at.line, at.column));
            self.add(path, format!("{}{}: {}", error.file, place.unwrap_or_default(), problem.message));
        }
    }

    /// Reports every word that stands in a list more than once.
    pub fn twice<'a>(&mut self, list: &str, key: &str, words: impl Iterator<Item = &'a str>) {
        let mut seen = BTreeSet::new();
        for (index, word) in words.enumerate() {
            if !seen.insert(word) {
                self.add(&format!("{list}.{index}{key}"), format!("`{word}` stands here twice"));
            }
        }
    }
}

impl Finding {
    pub fn hinted(&mut self, hint: impl Into<String>) {
        self.hint = Some(hint.into());
    }
}

fn metadata(lab: &Lab, findings: &mut Findings) {
    let title = &lab.metadata.title;
    if title.trim().is_empty() {
        findings.add("metadata.title", "a lab needs a title");
    } else if title.chars().any(char::is_control) {
        findings.add("metadata.title", "a title is one line");
    }
}

fn nodes(nodes: &[NodeSpec], files: &LabFiles, findings: &mut Findings) {
    if nodes.is_empty() {
        findings.add("nodes", "a lab has at least one node");
    }
    findings.twice("nodes", ".name", nodes.iter().map(|node| node.name.as_str()));
    for (index, node) in nodes.iter().enumerate() {
        let at = |key: &str| format!("nodes.{index}.{key}");
        if !(1..=MOST_CPUS).contains(&node.cpus) {
            findings.add(&at("cpus"), format!("{} CPUs are not possible: 1 to {MOST_CPUS} are", node.cpus));
        }
        if node.memory < LEAST_MEMORY {
            findings.add(&at("memory"), format!("{} of memory are too few: {LEAST_MEMORY} is the least", node.memory));
        }
        if node.disk < LEAST_DISK {
            findings.add(&at("disk"), format!("a disk of {} is too small: {LEAST_DISK} is the least", node.disk));
        }
        if let Some(image) = &node.image {
            self::image(image, &at("image"), files, findings);
        }
    }
}

fn image(image: &str, at: &str, files: &LabFiles, findings: &mut Findings) {
    if IMAGES.contains(&image) {
        return;
    }
    if !image.contains('/') {
        let known = IMAGES.join("`, `");
        findings
            .add(at, format!("no image is called `{image}`; there are `{known}`"))
            .hinted(format!("write ./{image} for a disk image in the lab's folder"));
        return;
    }
    match files.host_path(Path::new(image)) {
        Some(path) if path.is_file() => {}
        Some(path) => {
            findings.add(at, format!("the disk image {} does not exist", path.display()));
        }
        None => {
            findings.add(at, "a built-in lab can't name a disk image by a relative path");
        }
    }
}

fn packages(lab: &Lab, findings: &mut Findings) {
    findings.twice("packages", "", lab.packages.iter().map(|package| package.0.as_str()));
    for (index, package) in lab.packages.iter().enumerate() {
        let name = &package.0;
        let inside = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "+.-".contains(c);
        let starts = name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
        if !starts || name.len() < 2 || !name.chars().all(inside) {
            findings.add(&format!("packages.{index}"), format!("`{name}` can't be the name of a package"));
        }
    }
}

fn kernel(kernel: &Kernel, findings: &mut Findings) {
    findings.twice("kernel.modules", "", kernel.modules.iter().map(String::as_str));
    for (index, module) in kernel.modules.iter().enumerate() {
        let inside = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if module.starts_with('-') || module.is_empty() || module.len() > 55 || !module.chars().all(inside) {
            findings.add(&format!("kernel.modules.{index}"), format!("`{module}` can't be the name of a module"));
        }
    }
    for (key, value) in &kernel.sysctls {
        let path = || vec!["kernel".to_owned(), "sysctls".to_owned(), key.clone()];
        if !is_sysctl_key(key) {
            let shown = key.escape_debug();
            findings.add_at(path(), format!("`{shown}` can't be a sysctl: write it like `net.ipv4.ip_forward`"));
        }
        if value.trim().is_empty() || value.len() > 256 || value.chars().any(|c| c.is_control() && c != '\t') {
            findings.add_at(path(), format!("the value of `{}` is not one line of text", key.escape_debug()));
        }
    }
}

/// sysctl.d(5): names with dots or slashes, at least two of them.
fn is_sysctl_key(key: &str) -> bool {
    let part = |p: &str| !p.is_empty() && p.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    !key.starts_with('-') && key.contains(['.', '/']) && key.split(['.', '/']).all(part)
}

fn student(lab: &Lab, findings: &mut Findings) {
    if let Some(student) = &lab.student
        && SYSTEM_USERS.contains(&student.name.as_str())
    {
        let message = format!("the student can't be `{}`: this user is the system's", student.name);
        findings.add("student.name", message).hinted("leave out the name, and it is `student`");
    }
    if let Some(delegation) = &lab.delegation {
        findings.twice("delegation.controllers", "", delegation.controllers.iter().map(|c| c.as_str()));
        if delegation.controllers.is_empty() {
            findings.add("delegation.controllers", "no controller is delegated; leave out the section instead");
        }
        if lab.student.is_none() {
            findings.add("delegation", "there is nobody to delegate to").hinted("add the section `student: {}`");
        }
    }
}

fn userns(userns: &UserNamespaces, findings: &mut Findings) {
    if userns.allow.is_empty() {
        findings.add("userns.allow", "no program is allowed; leave out the section instead");
    }
    findings.twice("userns.allow", "", userns.allow.iter().filter_map(|path| path.to_str()));
    for (index, path) in userns.allow.iter().enumerate() {
        let at = format!("userns.allow.{index}");
        let text = path.to_string_lossy();
        if !is_normal(path) {
            findings
                .add(&at, format!("`{text}` is not the absolute path of a program, without `.`, `..` or needless `/`"));
        } else if !text.chars().all(|c| c.is_ascii_alphanumeric() || "/._+-".contains(c)) {
            findings.add(&at, format!("`{}` is not one exact program: no patterns, no spaces", text.escape_debug()));
        }
    }
}

fn is_normal(path: &Path) -> bool {
    let rebuilt: std::path::PathBuf = path.components().collect();
    let plain = path.components().skip(1).all(|part| matches!(part, Component::Normal(_)));
    path.is_absolute() && plain && rebuilt.as_os_str() == path.as_os_str() && path.components().count() > 1
}

fn apparmor_profiles(profiles: &[AppArmorProfile], files: &LabFiles, findings: &mut Findings) {
    findings.twice("profiles.apparmor", ".name", profiles.iter().map(|profile| profile.name.as_str()));
    for (index, profile) in profiles.iter().enumerate() {
        let at = |key: &str| format!("profiles.apparmor.{index}.{key}");
        let name = &profile.name;
        let inside = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if !name.starts_with(PROFILE_PREFIX) || name.len() == PROFILE_PREFIX.len() || !name.chars().all(inside) {
            let message = format!(
                "the profile `{}` needs a name that starts with `{PROFILE_PREFIX}` and goes on with letters, digits, `.`, `_` or `-`",
                name.escape_debug()
            );
            findings.add(&at("name"), message).hinted("other names belong to the distribution's own profiles");
        }
        match files.read(&profile.file) {
            Err(error) => {
                findings.add(&at("file"), error.to_string());
            }
            Ok(bytes) => match std::str::from_utf8(&bytes) {
                Err(_) => {
                    findings.add(&at("file"), format!("`{}` is not UTF-8 text", profile.file.display()));
                }
                Ok(text) => profile_text(profile, text, &at, findings),
            },
        }
    }
}

fn profile_text(profile: &AppArmorProfile, text: &str, at: &dyn Fn(&str) -> String, findings: &mut Findings) {
    let file = profile.file.display();
    let heads = apparmor::heads(text);
    let [head] = heads.as_slice() else {
        findings.add(&at("file"), format!("`{file}` holds {} profiles; a file holds exactly one", heads.len()));
        return;
    };
    if head.name != profile.name {
        let found = head.name.escape_debug();
        findings.add(&at("name"), format!("`{file}` holds the profile `{found}`, not `{}`", profile.name));
    }
    let softens = head.flags.iter().find(|flag| ["complain", "unconfined", "prompt"].contains(&flag.as_str()));
    if let (AppArmorMode::Enforce, Some(flag)) = (profile.mode, softens) {
        findings
            .add(&at("file"), format!("`{file}` has the flag `{flag}`, so it would not be enforced"))
            .hinted(format!("in {file}, remove the flag `{flag}`: the lab's `mode` decides"));
    }
}

/// Keeps a lab's profiles apart from those of the distribution and of snaps.
const PROFILE_PREFIX: &str = "seclab-";

/// Users that the images have already: Debian's base-passwd, systemd, and what cloud images add.
const SYSTEM_USERS: [&str; 36] = [
    "root",
    "daemon",
    "bin",
    "sys",
    "sync",
    "games",
    "man",
    "lp",
    "mail",
    "news",
    "uucp",
    "proxy",
    "www-data",
    "backup",
    "list",
    "irc",
    "gnats",
    "nobody",
    "systemd-network",
    "systemd-resolve",
    "systemd-timesync",
    "messagebus",
    "syslog",
    "sshd",
    "tss",
    "uuidd",
    "tcpdump",
    "landscape",
    "pollinate",
    "lxd",
    "admin",
    "sudo",
    "ubuntu",
    "debian",
    "multipass",
    "seclab",
];

//! Programs of the host: which are there, in which version, and the line that installs what is missing.

use std::path::PathBuf;

use super::{Finding, Level};
use crate::host::command::HostCommand;

/// A program, and what it means when it is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tool {
    pub program: String,
    /// Debian's and Ubuntu's package.
    pub package: &'static str,
    /// How it is asked for its version; empty for one that can't be asked.
    pub ask: &'static [&'static str],
    pub when_missing: Level,
    pub purpose: &'static str,
}

/// What was found of a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Missing,
    There { path: PathBuf, version: Option<String> },
}

/// The tools that matter, given what the nodes are made by and whether an image has to be built.
pub(super) fn wanted(arch: &str, qemu_is_needed: bool, build_is_needed: bool) -> Vec<Tool> {
    let level = |needed: bool| if needed { Level::Problem } else { Level::Ok };
    let qemu = if arch == "x86_64" { "qemu-system-x86" } else { "qemu-system-arm" };
    let tool = |program: &str, package, ask, when_missing, purpose| {
        let program = program.to_owned();
        Tool { program, package, ask, when_missing, purpose }
    };
    let emulator = format!("qemu-system-{arch}");
    vec![
        tool("ssh", "openssh-client", &["-V"], Level::Problem, "every node is reached by it"),
        tool("scp", "openssh-client", &[], Level::Warning, "`seclab cp` needs it"),
        tool(&emulator, qemu, &["--version"], level(qemu_is_needed), "the provider qemu needs it"),
        tool("qemu-img", "qemu-utils", &["--version"], level(qemu_is_needed), "the provider qemu needs it"),
        tool("mmdebstrap", "mmdebstrap", &["--version"], level(build_is_needed), "`seclab image build` needs it"),
    ]
}

pub(super) async fn look(tool: &Tool) -> Presence {
    let Ok(path) = which::which(&tool.program) else { return Presence::Missing };
    if tool.ask.is_empty() {
        return Presence::There { path, version: None };
    }
    let asked = HostCommand::new(&path).args(tool.ask.iter().copied()).limit(std::time::Duration::from_secs(5));
    let version = asked.finish().await.ok().and_then(|said| version_in(&(said.stdout + &said.stderr)));
    Presence::There { path, version }
}

/// The first word that looks like a version: `OpenSSH_9.2p1`, `7.2.22`, `1.3.5`.
fn version_in(said: &str) -> Option<String> {
    let words = said.split_whitespace().map(|word| word.trim_end_matches(','));
    let mut versions = words.map(|word| word.strip_prefix("OpenSSH_").unwrap_or(word));
    versions.find(|word| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.')).map(str::to_owned)
}

/// A finding for each tool; the first that is missing and needed carries the line that installs all of them,
/// and the other packages that are needed.
pub(super) fn judge(tools: &[(Tool, Presence)], others: &[&'static str]) -> Vec<Finding> {
    let in_vain = tools.iter().filter(|(tool, found)| needed_in_vain(tool, found));
    let mut packages: Vec<&str> = Vec::new();
    for package in in_vain.map(|(tool, _)| tool.package).chain(others.iter().copied()) {
        if !packages.contains(&package) {
            packages.push(package);
        }
    }
    let mut line = install_line(&packages);
    let mut findings = Vec::new();
    for (tool, presence) in tools {
        let mut finding = match presence {
            Presence::Missing => {
                let only = if tool.when_missing == Level::Ok { "only " } else { "" };
                let found = format!("not installed; {only}{}", tool.purpose);
                Finding::new(&tool.program, tool.when_missing, found)
            }
            Presence::There { path, version } => {
                let version = version.as_deref().map_or_else(String::new, |version| format!("{version} "));
                Finding::ok(&tool.program, format!("{version}at {}", path.display()))
            }
        };
        if needed_in_vain(tool, presence) {
            finding.hints.extend(line.take());
        }
        findings.push(finding);
    }
    findings
}

fn needed_in_vain(tool: &Tool, found: &Presence) -> bool {
    *found == Presence::Missing && tool.when_missing > Level::Ok
}

/// The line that installs packages here.
pub(super) fn install_line(packages: &[&str]) -> Option<String> {
    if packages.is_empty() {
        return None;
    }
    if cfg!(target_os = "macos") {
        // Everything else that labs need comes with macOS.
        return packages.iter().any(|package| package.starts_with("qemu")).then(|| "brew install qemu".to_owned());
    }
    Some(format!("sudo apt-get install --no-install-recommends {}", packages.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_programs_say() {
        let table = [
            ("OpenSSH_9.2p1 Debian-2+deb12u7, OpenSSL 3.0.17 1 Jul 2025", Some("9.2p1")),
            ("QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7)\nCopyright (c) 2003-2022 Fabrice", Some("7.2.22")),
            ("qemu-img version 7.2.22 (Debian)", Some("7.2.22")),
            ("mmdebstrap 1.3.5", Some("1.3.5")),
            ("no idea", None),
        ];
        for (said, version) in table {
            assert_eq!(version_in(said).as_deref(), version, "{said}");
        }
    }

    #[test]
    fn one_line_installs_all_that_is_needed_and_nothing_else() {
        let found: Vec<_> = wanted("x86_64", true, false).into_iter().map(|tool| (tool, Presence::Missing)).collect();
        let findings = judge(&found, &["qemu-utils"]);
        let levels: Vec<_> = findings.iter().map(|finding| finding.level).collect();
        assert_eq!(levels, [Level::Problem, Level::Warning, Level::Problem, Level::Problem, Level::Ok]);
        if cfg!(target_os = "linux") {
            assert_eq!(
                findings[0].hints,
                ["sudo apt-get install --no-install-recommends openssh-client qemu-system-x86 qemu-utils"]
            );
        }
        assert!(findings[1..].iter().all(|finding| finding.hints.is_empty()));
    }

    #[test]
    fn a_tool_that_is_there_is_named_with_version_and_path() {
        let ssh = wanted("aarch64", false, false).remove(0);
        let there = Presence::There { path: "/usr/bin/ssh".into(), version: Some("9.2p1".to_owned()) };
        assert_eq!(judge(&[(ssh, there)], &[]), [Finding::ok("ssh", "9.2p1 at /usr/bin/ssh")]);
    }
}

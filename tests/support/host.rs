//! A host of stand-ins: a PATH with little scripts and nothing else, and folders of its own.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Host {
    folder: tempfile::TempDir,
}

impl Host {
    /// A host with ssh and nothing else; nobody publishes images for it.
    pub fn bare() -> Self {
        let host = Self { folder: tempfile::tempdir().unwrap() };
        fs_err::create_dir(host.path().join("bin")).unwrap();
        host.program("ssh", "echo 'OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.17' >&2");
        host.program("scp", "exit 1");
        host
    }

    /// Beside ssh a QEMU that is installed, but under which no guest runs.
    pub fn with_qemu() -> Self {
        let host = Self::bare();
        host.program(&qemu(), "[ \"$1\" = --version ] && echo 'QEMU emulator version 7.2.22 (stand-in)' || exit 1");
        host.program("qemu-img", "echo 'qemu-img version 7.2.22 (stand-in)'");
        host
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn program(&self, name: &str, body: &str) {
        let file = self.path().join("bin").join(name);
        fs_err::write(&file, format!("#!/bin/sh\n{body}\n")).unwrap();
        fs_err::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// An image of the store, as another seclab would have left it.
    pub fn image(&self, name: &str, digest: &str) -> PathBuf {
        let version = self.path().join("cache/images").join(name).join(&digest[..16]);
        fs_err::create_dir_all(&version).unwrap();
        fs_err::write(version.join("disk.qcow2"), vec![0; 3 << 20]).unwrap();
        let record = serde_json::json!({
            "image": {"name": name, "digest": digest, "disk": "disk.qcow2", "format": "qcow2", "boot": "firmware", "admin": "ubuntu"},
            "provenance": {"from": "a test", "made_at": "2026-01-02T03:04:05Z", "seclab": "0.1.0", "key": null, "packages": null},
        });
        fs_err::write(version.join("image.json"), record.to_string()).unwrap();
        version
    }

    /// seclab on this host, as its user would type it.
    pub fn seclab(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_seclab"));
        command.args(arguments).current_dir(self.path()).env_clear().env("HOME", self.path()).env("COLUMNS", "100");
        command.env("PATH", self.path().join("bin")).env("SECLAB_UBUNTU_MIRROR", "http://127.0.0.1:9");
        for (variable, folder) in [("DATA", "data"), ("CACHE", "cache"), ("RUNTIME", "run")] {
            command.env(format!("SECLAB_{variable}_DIR"), self.path().join(folder));
        }
        command
    }

    /// The exit code, stdout and stderr of a run in one text, the same on every machine.
    pub fn shown(&self, arguments: &[&str]) -> String {
        shown(self.path(), &mut self.seclab(arguments))
    }
}

/// The QEMU of this machine's architecture.
pub fn qemu() -> String {
    format!("qemu-system-{}", std::env::consts::ARCH)
}

pub fn shown(folder: &Path, command: &mut Command) -> String {
    let done = command.output().unwrap();
    let mut all = format!("exit code {}\n", done.status.code().unwrap());
    for (name, bytes) in [("stdout", &done.stdout), ("stderr", &done.stderr)] {
        if !bytes.is_empty() {
            all = all + "--- " + name + "\n" + &String::from_utf8(bytes.clone()).unwrap();
        }
    }
    let all = all.replace(folder.to_str().unwrap(), "[HERE]").replace(&qemu(), "qemu-system-[ARCH]");
    let all = all.replace(if qemu().ends_with("x86_64") { "qemu-system-x86 " } else { "qemu-system-arm " }, "[QEMU] ");
    all.lines().map(of_any_machine).collect()
}

/// A line without what differs between machines: free memory and disk, CPUs, `/dev/kvm`, what a build finds.
fn of_any_machine(line: &str) -> String {
    let check = line.get(9..).unwrap_or_default().split("  ").next().unwrap_or_default();
    let masked = match check {
        "image build" | "subordinate ids" | "cpus" => Some("[OF THIS MACHINE]"),
        "acceleration" => Some("none, QEMU emulates in software: [OF THIS MACHINE]"),
        _ => None,
    };
    if let Some(masked) = masked {
        let column = line.find(check).unwrap_or_default() + check.len();
        let gap = line[column..].len() - line[column..].trim_start().len();
        return format!("{}{masked}\n", &line[..column + gap]);
    }
    if ["firmware", "kvm", "usermod"].iter().any(|word| line.contains("hint: ") && line.contains(word)) {
        return String::new();
    }
    let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    let mut next = String::new();
    for word in words.iter_mut().rev() {
        let is_size = word.starts_with(|c: char| c.is_ascii_digit()) && matches!(next.as_str(), "free" | "available");
        next = String::from(word.trim_end_matches(','));
        if is_size {
            *word = String::from("[SIZE]");
        }
    }
    words.join(" ") + "\n"
}

//! A session with the real seclab and a real guest. It needs an image and takes minutes, so it runs when asked for.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]
#![expect(clippy::print_stderr, reason = "who waits for minutes wants to see for what")]
#![allow(dead_code, reason = "each session uses its part")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use seclab::event::{EventKind, Events};
use seclab::image::resolve::{ImageRef, ensure};
use seclab::paths::Paths;
use serde_json::Value;
use tempfile::TempDir;

/// The gate of every e2e test: `SECLAB_E2E=1`.
#[must_use]
pub fn asked_for() -> bool {
    let asked = std::env::var("SECLAB_E2E").is_ok_and(|value| value == "1");
    if !asked {
        eprintln!("e2e: set SECLAB_E2E=1");
    }
    asked
}

/// Whether the sessions are wanted too that take too long for every change: `SECLAB_E2E_LONG=1`.
#[must_use]
pub fn long_asked_for() -> bool {
    std::env::var("SECLAB_E2E_LONG").is_ok_and(|value| value == "1")
}

/// A lab under its own name, in folders of its own. With it go its nodes, unless `SECLAB_E2E_KEEP=1`.
pub struct Lab {
    name: String,
    folder: Option<TempDir>,
    settings: Vec<(&'static str, String)>,
}

/// One command of the session and all it said.
#[must_use = "say how it is to end"]
pub struct Ran {
    pub command: String,
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Lab {
    /// The lab's name as `seclab up` takes it; nothing is up yet.
    pub fn new(name: &str) -> Self {
        image();
        let folder = tempfile::Builder::new().prefix("seclab-e2e-").tempdir().unwrap();
        Self { name: name.to_owned(), folder: Some(folder), settings: Vec::new() }
    }

    /// An environment variable for every command from now on.
    pub fn set(&mut self, variable: &'static str, value: impl Into<String>) {
        self.settings.retain(|(known, _)| *known != variable);
        self.settings.push((variable, value.into()));
    }

    /// The session's current folder, gone with the lab.
    pub fn folder(&self) -> &Path {
        self.folder.as_ref().unwrap().path()
    }

    /// A seclab command in the session's folders, to be started as the test likes.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let folder = self.folder();
        let mut command = Command::new(env!("CARGO_BIN_EXE_seclab"));
        command
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", folder)
            // What Go compiled before need not be compiled again, and its read-only modules are not the folder's.
            .env("GOPATH", of_go("GOPATH", "go"))
            .env("GOCACHE", of_go("GOCACHE", ".cache/go-build"))
            .env("SECLAB_DATA_DIR", folder.join("data"))
            .env("SECLAB_CACHE_DIR", cache())
            .env("SECLAB_RUNTIME_DIR", folder.join("run"))
            .envs(self.settings.iter().map(|(variable, value)| (variable, value)))
            .stdin(std::process::Stdio::null());
        command
    }

    pub fn seclab(&self, arguments: &[&str]) -> Ran {
        let command = format!("seclab {}", arguments.join(" "));
        eprintln!("e2e: $ {command}");
        let began = Instant::now();
        let output = self.command(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        let code = output.status.code().unwrap();
        eprintln!("e2e:   exit code {code} after {:.1} s", began.elapsed().as_secs_f64());
        Ran { command, code, stdout, stderr }
    }

    /// `seclab up`, with its report as JSON.
    pub fn up(&self) -> Ran {
        self.seclab(&["up", &self.name, "-o", "json"])
    }
}

/// What a command said that ended as it was to end.
pub struct Said {
    pub stdout: String,
    pub stderr: String,
}

impl Said {
    /// The answer of a command with `-o json`.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }
}

impl Ran {
    #[track_caller]
    pub fn succeeds(self) -> Said {
        self.ends_with(0)
    }

    #[track_caller]
    pub fn fails(self, code: i32) -> Said {
        assert_ne!(code, 0, "0 is no failure");
        self.ends_with(code)
    }

    #[track_caller]
    fn ends_with(self, code: i32) -> Said {
        let Self { command, code: found, stdout, stderr } = self;
        assert_eq!(found, code, "`{command}`\n--- stdout\n{stdout}\n--- stderr\n{stderr}");
        Said { stdout, stderr }
    }

    /// For a command whose own end does not matter.
    pub fn ends_somehow(self) -> Said {
        Said { stdout: self.stdout, stderr: self.stderr }
    }

    /// An `up` that left every node as the lab wants it, after so many changes as the test says.
    #[track_caller]
    pub fn brings_up(self, changes: impl Fn(usize) -> bool) {
        let report = self.succeeds().json();
        let nodes = report["nodes"].as_array().unwrap();
        assert!(!nodes.is_empty(), "{report:#}");
        for node in nodes {
            assert!(changes(node["changed"].as_array().unwrap().len()), "{report:#}");
            assert_ne!(node["verified"]["total"], 0, "{report:#}");
            assert_eq!(node["verified"]["passed"], node["verified"]["total"], "{report:#}");
        }
    }

    #[track_caller]
    pub fn changes_nothing(self) {
        self.brings_up(|changes| changes == 0);
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        if std::env::var("SECLAB_E2E_KEEP").is_ok_and(|value| value == "1") {
            eprintln!("e2e: kept in {}", self.folder.take().unwrap().keep().display());
        } else {
            if !self.folder().exists() {
                eprintln!("e2e: the folder of {} is gone", self.name);
                return;
            }
            let gone = self.seclab(&["down", &self.name, "--yes"]);
            // A second panic would hide the first.
            if gone.code != 0 {
                eprintln!("e2e: {} is left behind: {}", self.name, gone.stderr);
            }
        }
    }
}

/// A folder of the Go toolchain, where it is for who runs the tests.
fn of_go(variable: &str, default: &str) -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap()).join(default);
    std::env::var_os(variable).map_or_else(home, PathBuf::from)
}

/// The images that e2e tests share; the store tells which is which, so nothing here goes stale.
pub fn cache() -> PathBuf {
    PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache/seclab-test")
}

/// Has the Debian image ready, built by the first test that needs it: a few minutes.
fn image() {
    let paths = Paths { data: cache().join("data"), cache: cache(), runtime: cache().join("run") };
    let events = Events::new(|event| {
        if let EventKind::StepStarted { step } = event.kind {
            eprintln!("e2e: image: {step}");
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let ready = runtime.block_on(ensure(&ImageRef::Debian, &paths, &events));
    assert!(ready.is_ok(), "no image: {}", ready.unwrap_err().chain().join(": "));
}

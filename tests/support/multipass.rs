//! A node on the Multipass stand-in: its folder, its faults, and what was called.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use seclab::error::Error;
use seclab::event::{EventKind, Events};
use seclab::paths::Paths;
use seclab::provider::multipass::{Client, Limits, Multipass};
use seclab::provider::{Identity, NodeRequest};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::stand_in::stand_in;

pub struct Bench {
    folder: PathBuf,
    pub multipass: Multipass,
    events: Arc<Mutex<Vec<String>>>,
    listeners: Vec<TcpListener>,
    subnet: String,
    /// The last owner removes the folder.
    _kept: Option<TempDir>,
}

impl Bench {
    /// A stand-in whose machines get addresses in `127.77.SUBNET`; the first one answers on its ssh port.
    pub fn new(subnet: u8) -> Self {
        let kept = TempDir::new().unwrap();
        let folder = kept.path().to_owned();
        let subnet = format!("127.77.{subnet}");
        std::os::unix::fs::symlink(stand_in(), folder.join("multipass")).unwrap();
        let mut bench = Self { _kept: Some(kept), ..Self::reopen(&folder, &subnet) };
        bench.settings(&json!({}));
        bench.listen(1);
        bench
    }

    /// The same stand-in for another process.
    pub fn reopen(folder: &Path, subnet: &str) -> Self {
        let (data, cache, runtime) = (folder.join("data"), folder.join("cache"), folder.join("runtime"));
        let mut client = Client::new(folder.join("multipass"));
        client.pause = Duration::from_millis(5);
        let mut multipass = Multipass::new(client, &Paths { data, cache, runtime });
        multipass.limits = Limits {
            launch: Duration::from_secs(5),
            stop: Duration::from_secs(5),
            settle: Duration::from_secs(20),
            address: Duration::from_millis(100),
            reach: Duration::from_millis(500),
            pause: Duration::from_millis(10),
        };
        let events = Arc::default();
        Self { folder: folder.into(), multipass, events, listeners: Vec::new(), subnet: subnet.into(), _kept: None }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Lets the machine that gets the given address answer on the ssh port.
    pub fn listen(&mut self, number: u8) {
        let port = self.listeners.first().map_or(0, |first| first.local_addr().unwrap().port());
        let listener = TcpListener::bind((format!("{}.{number}", self.subnet), port)).unwrap();
        self.multipass.ssh_port = listener.local_addr().unwrap().port();
        self.listeners.push(listener);
    }

    pub fn settings(&self, more: &Value) {
        let mut settings = json!({"subnet": self.subnet});
        settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fs_err::write(self.folder.join("settings.json"), settings.to_string()).unwrap();
    }

    /// Replaces what is to go wrong: `(command, fault, times)`.
    pub fn faults(&self, list: &[(&str, &str, Option<u32>)]) {
        let fault = |(command, fault, times): &(&str, &str, Option<u32>)| {
            let mut entry = json!({"command": command, "fault": fault});
            if let Some(times) = times {
                entry["times"] = json!(times);
            }
            entry
        };
        let faults: Vec<_> = list.iter().map(fault).collect();
        fs_err::write(self.folder.join("faults.json"), Value::from(faults).to_string()).unwrap();
    }

    /// What a command on every machine answers.
    pub fn answer(&self, command: &str, stdout: &str) {
        let answers = json!({command: {"stdout": stdout}});
        fs_err::write(self.folder.join("answers.json"), answers.to_string()).unwrap();
    }

    pub fn node(&self) -> NodeRequest {
        self.node_of("demo", "node")
    }

    pub fn node_of(&self, instance: &str, node: &str) -> NodeRequest {
        let folder = self.folder.join("data/instances").join(instance).join(node);
        fs_err::create_dir_all(&folder).unwrap();
        NodeRequest {
            instance: instance.parse().unwrap(),
            spec: serde_json::from_value(json!({"name": node, "image": "ubuntu-24.04"})).unwrap(),
            folder,
            runtime: self.folder.clone(),
            identity: Identity {
                key_file: self.folder.join("key"),
                public_key: format!("ssh-ed25519 AAAA seclab:{instance}"),
                host_key: "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n".to_owned(),
                host_public_key: "ssh-ed25519 BBBB".to_owned(),
            },
            ports: Vec::new(),
        }
    }

    pub fn events(&self) -> Events {
        let said = self.events.clone();
        Events::new(move |event| said.lock().unwrap().extend(line(event.kind)))
    }

    /// What was said since the last time, one line an event.
    pub fn said(&self) -> Vec<String> {
        let port = format!(":{}", self.multipass.ssh_port);
        std::mem::take(&mut *self.events.lock().unwrap()).iter().map(|line| line.replace(&port, ":22")).collect()
    }

    /// Uses the stand-in by hand, as some other program on this host would.
    pub fn by_hand(&self, arguments: &[&str]) {
        let program = self.folder.join("multipass");
        let output = Command::new(program).args(arguments).stdin(std::process::Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// The calls since the last time. None of them may have been one that seclab must never make.
    pub fn calls(&self) -> Vec<String> {
        let file = self.folder.join("calls.jsonl");
        let text = fs_err::read_to_string(&file).unwrap_or_default();
        let _ = fs_err::remove_file(file);
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let loud: Vec<_> = lines.iter().filter(|line| line["ended"].as_u64().is_some_and(|code| code >= 70)).collect();
        assert!(loud.is_empty(), "{loud:?} in\n{text}");
        let words =
            |call: &Value| call.as_array().unwrap().iter().map(|w| w.as_str().unwrap()).collect::<Vec<_>>().join(" ");
        lines.iter().filter(|line| line["began"].is_array()).map(|line| words(&line["began"])).collect()
    }
}

fn line(kind: EventKind) -> Option<String> {
    match kind {
        EventKind::Chosen { what, value, reason } => Some(format!("{what}: {value} ({reason})")),
        EventKind::Notice { text } => Some(text),
        EventKind::Waiting { what } => Some(format!("waiting for {what}")),
        EventKind::StepStarted { step } => Some(format!("> {step}")),
        EventKind::StepDone { step, .. } => Some(format!("< {step}")),
        _ => None,
    }
}

/// An error as a user would read it.
pub fn told(error: &Error) -> String {
    let hints: String = error.hints.iter().map(|hint| format!("\nhint: {hint}")).collect::<Vec<_>>().concat();
    format!("error: {}{hints}\nexit code: {}", error.chain().join(": "), error.kind.exit_code())
}

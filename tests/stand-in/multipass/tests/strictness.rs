//! The stand-in is only worth something if it refuses what the real client refuses.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

struct Client {
    folder: std::path::PathBuf,
}

impl Client {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    /// Exit code, stdout and stderr of a call that reads the given text.
    fn run(&self, line: &str, stdin: &str) -> (i32, String, String) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_multipass"))
            .args(line.split_whitespace())
            .env("MULTIPASS_STAND_IN_DIR", &self.folder)
            .env("HOME", &self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A call that does not read may be gone already.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    fn fails(&self, line: &str, code: i32, stderr: &str) {
        let (found, stdout, said) = self.run(line, "");
        assert_eq!((found, stdout.as_str()), (code, ""), "{line}: {said}");
        assert!(said.contains(stderr), "{line}: {said}");
    }

    fn works(&self, line: &str) -> String {
        let (code, stdout, stderr) = self.run(line, "");
        assert_eq!((code, stderr.as_str()), (0, ""), "{line}");
        stdout
    }
}

#[test]
fn what_touches_other_peoples_instances_is_answered_loudly() {
    let client = Client::new("loud");
    client.works("launch 24.04 --name a");
    for line in [
        "purge",
        "start",
        "stop",
        "delete --all",
        "delete --purge",
        "delete a b",
        "start --all",
        "stop a --all",
        "launch 24.04",
        "info",
        "info a",
        "list",
        "version",
        "restore a.s",
    ] {
        client.fails(line, 70, "FORBIDDEN");
    }
    let log = std::fs::read_to_string(client.folder.join("calls.jsonl")).unwrap();
    assert_eq!(log.matches("\"ended\":70").count(), 14);
}

#[test]
fn unknown_options_and_commands_are_argument_errors() {
    let client = Client::new("arguments");
    client.works("launch 24.04 --name a");
    for line in ["launch 24.04 --name b --colour red", "frobnicate", "exec a cat /etc/hosts", "exec a", "transfer x"] {
        client.fails(line, 1, "error");
    }
}

#[test]
fn launches_are_checked_like_the_daemon_checks_them() {
    let client = Client::new("launch");
    client.fails("launch 24.04 --name a_b", 2, "launch failed: Invalid instance name supplied: a_b");
    client.fails("launch 24.04 --name a-", 2, "Invalid instance name");
    client.fails("launch 24.04 --name a --memory 64M", 2, "Invalid memory size value supplied: 64M.");
    client.fails("launch 24.04 --name a --disk 512M", 2, "Requested disk (536870912 bytes) below minimum");
    client.fails("launch 24.04 --name a --cpus 0", 1, "Invalid CPU count");
    client.fails("launch debian-12 --name a", 2, "Unable to find an image matching \"debian-12\"");
    client.fails("launch file:///nowhere --name a", 2, "Unable to find an image");
    client.works("launch 24.04 --name a");
    client.fails("launch 24.04 --name a", 2, "launch failed: instance \"a\" already exists");
    client.works("delete a");
    client.fails("launch 24.04 --name a", 2, "already exists");
}

#[test]
fn a_cloud_config_is_a_mapping_and_nothing_is_silently_nothing() {
    let client = Client::new("cloud-config");
    let launch = |name: &str, stdin| client.run(&format!("launch 24.04 --name {name} --cloud-init -"), stdin);
    for bad in ["#!/bin/sh\nreboot\n", "- a\n- b\n", "a: [\n"] {
        let (code, _, stderr) = launch("a", bad);
        assert!(code == 1 && stderr.starts_with("Could not load cloud-init configuration: "), "{code} {stderr}");
    }
    assert_eq!(launch("a", "").0, 0);
    client.fails("exec a -- cat /etc/x", 1, "cat: /etc/x: No such file or directory");
    assert_eq!(launch("b", "#cloud-config\nwrite_files: [{path: /etc/x, content: \"hello\\n\"}]\n").0, 0);
    assert_eq!(client.works("exec b -- cat /etc/x"), "hello\n");
}

#[test]
fn files_that_a_confined_client_cannot_read_are_refused() {
    let client = Client::new("confined");
    std::fs::create_dir(client.folder.join(".hidden")).unwrap();
    for file in [client.folder.join(".hidden/user-data"), client.folder.join("../user-data")] {
        std::fs::write(&file, "a: b").unwrap();
        let line = format!("launch 24.04 --name a --cloud-init {}", file.display());
        client.fails(&line, 1, "Please ensure that Multipass can read it.");
    }
}

#[test]
fn snapshots_are_of_stopped_instances_and_have_names_of_their_own() {
    let client = Client::new("snapshots");
    client.works("launch 24.04 --name a");
    client.fails("snapshot a --name s", 2, "snapshots of stopped instances");
    client.works("stop a");
    client.works("snapshot a --name s");
    client.fails("snapshot a --name s", 2, "already exists");
    client.fails("delete a.s", 1, "Snapshots can only be purged");
    client.fails("restore a.t --destructive", 2, "No such snapshot: a.t");
    client.works("restore a.s --destructive");
    client.works("delete --purge a.s");
    assert!(client.works("info a --format json").contains("\"snapshot_count\": \"0\""));
}

#[test]
fn missing_instances_are_refused_by_every_command() {
    let client = Client::new("missing");
    for line in [
        "info x --format json",
        "start x",
        "stop x",
        "recover x",
        "delete --purge x",
        "snapshot x --name s",
        "restore x.s --destructive",
        "exec x -- true",
        "transfer x:/etc/hosts -",
    ] {
        client.fails(line, 2, "instance \"x\" does not exist");
    }
}

#[test]
fn files_go_in_and_out_through_pipes_only() {
    let client = Client::new("transfer");
    client.works("launch 24.04 --name a");
    assert_eq!(client.run("transfer - a:/tmp/x", "content").0, 0);
    assert_eq!(client.works("transfer a:/tmp/x -"), "content");
    client.fails("transfer a:/tmp/y -", 2, "No such file");
    client.fails("transfer /etc/hosts a:/tmp/x", 70, "FORBIDDEN");
}

#[test]
fn a_stopped_instance_is_started_by_exec_and_gets_a_new_address() {
    let client = Client::new("address");
    client.works("launch 24.04 --name a");
    assert!(client.works("list --format json").contains("127.77.0.1"));
    client.works("stop a");
    assert!(!client.works("list --format json").contains("127.77.0."));
    client.works("exec a -- true");
    assert!(client.works("list --format json").contains("127.77.0.2"));
}

#[test]
fn a_fault_passes_after_its_times() {
    let client = Client::new("faults");
    let faults = r#"[{"command": "launch", "fault": "timeout", "times": 1}]"#;
    std::fs::write(client.folder.join("faults.json"), faults).unwrap();
    client.fails("launch 24.04 --name a", 5, "Timed out waiting for instance launch.");
    client.works("launch 24.04 --name b");
    let states: Vec<_> = (0..4).map(|_| client.works("info a --format json").contains("Running")).collect();
    assert_eq!(states, [false, false, false, true]);
}

//! A lab of two nodes on real guests side by side, from `up` to `down`.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/e2e.rs"]
mod e2e;
#[path = "support/suite.rs"]
#[allow(unused_macros, reason = "this suite has one file")]
mod suite;

use std::thread::sleep;
use std::time::{Duration, Instant};

use e2e::Lab;
use serde_json::{Value, json};

/// What is installed in the image does: no package server is asked.
const LAB: &str = "apiVersion: seclab/v1alpha1
kind: Lab
metadata: {name: pair, title: Two nodes}
nodes:
  - {name: first, image: debian-12, cpus: 1, memory: 768M, disk: 6G}
  - {name: second, image: debian-12, cpus: 1, memory: 768M, disk: 6G}
student: {}
delegation: {controllers: [cpu, memory, pids]}
";

fn main() -> std::process::ExitCode {
    let mut sessions: Vec<suite::Session<Lab>> = Vec::new();
    // Two guests at once: before a release, and after a change to what they are about.
    if e2e::long_asked_for() {
        sessions.push(("two_nodes_live_side_by_side".to_owned(), two_nodes_live_side_by_side));
    }
    suite::run(|| Lab::new("pair"), sessions)
}

fn two_nodes_live_side_by_side(lab: &Lab) {
    fs_err::create_dir(lab.folder().join("lab")).unwrap();
    fs_err::write(lab.folder().join("lab/lab.yaml"), LAB).unwrap();
    let up = || lab.seclab(&["up", "./lab", "-o", "json"]);

    up().brings_up(|changes| changes > 3);
    up().changes_nothing();
    assert_eq!(both(lab, "node"), ["first", "second"]);
    assert_eq!(both(lab, "state"), ["running", "running"]);
    assert_eq!(both(lab, "pending"), [0, 0]);
    a_target_reaches_its_node(lab);
    what_was_changed_by_hand_is_planned_there_alone(lab);
    let changed = up().succeeds().json()["nodes"].take();
    assert_eq!(changed[0]["changed"], json!([]));
    assert_ne!(changed[1]["changed"], json!([]));

    lab.seclab(&["save", "pair", "ready"]).succeeds();
    assert_eq!(both(lab, "saves"), [json!(["ready"]), json!(["ready"])]);
    for node in ["pair/first", "pair/second"] {
        lab.seclab(&["exec", node, "--", "touch", "after-the-save"]).succeeds();
    }
    // One goes back, the other goes on.
    lab.seclab(&["restore", "pair/first", "ready"]).succeeds();
    lab.seclab(&["exec", "pair/first", "--", "test", "-e", "after-the-save"]).fails(1);
    lab.seclab(&["exec", "pair/second", "--", "test", "-e", "after-the-save"]).succeeds();
    lab.seclab(&["restore", "pair", "ready"]).succeeds();
    lab.seclab(&["exec", "pair/second", "--", "test", "-e", "after-the-save"]).fails(1);

    // What one of them lacks, none is taken back to.
    lab.seclab(&["save", "pair/first", "alone"]).succeeds();
    lab.seclab(&["exec", "pair/first", "--", "touch", "after-the-save"]).succeeds();
    let refused = lab.seclab(&["restore", "pair", "alone"]).fails(1).stderr;
    assert!(refused.contains("the node has no save `alone`") && refused.contains("node: second"), "{refused}");
    lab.seclab(&["exec", "pair/first", "--", "test", "-e", "after-the-save"]).succeeds();

    lab.seclab(&["stop", "pair"]).succeeds();
    assert_eq!(both(lab, "state"), ["stopped", "stopped"]);
    lab.seclab(&["start", "pair"]).succeeds();
    assert_eq!(both(lab, "state"), ["running", "running"]);
    // A node answers before cloud-init is through with its boot, and `up` waits for that.
    up().brings_up(|changes| changes <= 1);
    lab.seclab(&["verify", "pair"]).succeeds();

    let guests = guests(lab);
    assert_eq!(guests.len(), 2);
    lab.seclab(&["down", "pair", "--yes"]).succeeds();
    // QEMU's socket closes a moment before its process ends.
    let ended = || guests.iter().all(|pid| !is_guest(pid));
    let began = Instant::now();
    while !ended() && began.elapsed() < Duration::from_secs(10) {
        sleep(Duration::from_millis(100));
    }
    assert!(ended(), "a guest outlived `down`");
    assert_eq!(lab.seclab(&["ls", "-o", "name"]).succeeds().stdout, "");
    assert!(!lab.folder().join("data/instances/pair").exists());
}

fn a_target_reaches_its_node(lab: &Lab) {
    for node in ["first", "second"] {
        let said = lab.seclab(&["exec", &format!("pair/{node}"), "--", "sh", "-c", "hostname; id -un"]).succeeds();
        assert_eq!(said.stdout, format!("{node}\nstudent\n"));
    }
    let refused = lab.seclab(&["exec", "pair", "--", "true"]).fails(2).stderr;
    assert!(refused.contains("the instance `pair` has 2 nodes; say which"), "{refused}");
    assert!(refused.contains("pair/first") && refused.contains("pair/second"), "{refused}");
    let unknown = lab.seclab(&["exec", "pair/third", "--", "true"]).fails(2).stderr;
    assert!(unknown.contains("the instance `pair` has no node `third`; it has first, second"), "{unknown}");
}

fn what_was_changed_by_hand_is_planned_there_alone(lab: &Lab) {
    lab.seclab(&["exec", "--admin", "pair/second", "--", "sudo", "loginctl", "disable-linger", "student"]).succeeds();
    let plan = lab.seclab(&["plan", "pair", "-o", "json"]).succeeds().json();
    let steps = |node: usize| plan["nodes"][node]["plan"]["steps"].as_array().unwrap().len();
    assert_eq!(steps(0), 0, "{plan:#}");
    assert!(steps(1) > 0, "{plan:#}");
    let shown = lab.seclab(&["plan", "pair"]).succeeds().stdout;
    assert!(shown.starts_with("pair/first\n  nothing to do\npair/second\n  student: "), "{shown}");
    assert_eq!(both(lab, "pending")[0], 0);
    assert_ne!(both(lab, "pending")[1], 0);
}

/// What `seclab status` tells of each node.
fn both(lab: &Lab, field: &str) -> Vec<Value> {
    let status = lab.seclab(&["status", "pair", "-o", "json"]).succeeds().json();
    status["nodes"].as_array().unwrap().iter().map(|node| node[field].clone()).collect()
}

/// The processes of both nodes.
fn guests(lab: &Lab) -> Vec<String> {
    let pid_file = |node: &str| lab.folder().join(format!("data/instances/pair/nodes/{node}/qemu.pid"));
    let pids = ["first", "second"].map(|node| fs_err::read_to_string(pid_file(node)).unwrap().trim().to_owned());
    pids.into_iter().filter(|pid| is_guest(pid)).collect()
}

/// A process that ended and that nobody asked after has a name still, but no command line.
fn is_guest(pid: &str) -> bool {
    fs_err::read_to_string(format!("/proc/{pid}/cmdline")).is_ok_and(|words| words.contains("seclab-pair-"))
}

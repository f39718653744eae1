//! Labs on Multipass from `up` to `down`, on a real guest: the stand-in plays the client, seclab's own QEMU the VM.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/e2e.rs"]
mod e2e;
#[path = "support/instance.rs"]
#[allow(dead_code, reason = "each suite uses its part")]
mod instance;
#[path = "support/stand_in.rs"]
mod stand_in;
#[path = "support/suite.rs"]
#[allow(unused_macros, reason = "this suite has one file")]
mod suite;

use e2e::Lab;
use serde_json::{Value, json};
use stand_in::stand_in;

/// The port that hides the machine: the client knows it, the host does not.
const HIDDEN: u16 = 2222;
const SSH: u16 = 22;
const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/one-container.yaml");
const NAME: &str = "one-container";

/// What both sessions take in turn: the stand-in's addresses.
struct Host;

fn main() -> std::process::ExitCode {
    let mut sessions: Vec<suite::Session<Host>> = vec![(
        "a_lab_lives_on_multipass_by_ssh_and_then_through_its_client".to_owned(),
        a_lab_lives_on_multipass_by_ssh_and_then_through_its_client,
    )];
    if e2e::long_asked_for() {
        let name = "kubernetes_is_reached_through_the_client_alone".to_owned();
        sessions.push((name, kubernetes_is_reached_through_the_client_alone));
    }
    suite::run(|| Host, sessions)
}

fn a_lab_lives_on_multipass_by_ssh_and_then_through_its_client(_: &Host) {
    let mut lab = Lab::new(NAME);
    on_stand_in(&mut lab, SSH);

    lab.seclab(&["up", EXAMPLE, "-o", "json"]).brings_up(|changes| changes > 5);
    lab.up().changes_nothing();
    assert_eq!(launches(&lab), 1);
    assert_eq!(node(&lab)["address"], "127.78.2.1");
    assert_eq!(node(&lab)["pending"], 0);
    assert_eq!(node(&lab)["image"], "ubuntu-24.04");
    assert_eq!(lab.seclab(&["exec", NAME, "--", "id", "-un"]).succeeds().stdout, "student\n");
    assert_eq!(lab.seclab(&["exec", "--admin", NAME, "--", "id", "-un"]).succeeds().stdout, "ubuntu\n");
    lab.seclab(&["exec", NAME, "--", "sh", "-c", "exit 7"]).fails(7);

    // A save of a stopped machine, so that it boots only when it is wanted.
    lab.seclab(&["stop", NAME]).succeeds();
    assert_eq!(node(&lab)["state"], "stopped");
    lab.seclab(&["save", NAME, "ready"]).succeeds();
    assert_eq!(node(&lab)["saves"], json!(["ready"]));
    lab.seclab(&["start", NAME]).succeeds();
    assert_eq!(node(&lab)["address"], "127.78.2.2");
    lab.seclab(&["exec", NAME, "--", "touch", "after-the-save"]).succeeds();

    // From here on the host finds no sshd.
    settings(&lab, HIDDEN);
    lab.seclab(&["restore", NAME, "ready"]).succeeds();
    assert_eq!(node(&lab)["address"], "seclab-one-container-node");
    lab.seclab(&["exec", NAME, "--", "test", "-e", "after-the-save"]).fails(1);
    comes_back_by_itself(&lab);
    lab.up().changes_nothing();
    lab.seclab(&["verify", NAME]).succeeds();
    the_student_has_a_session_of_their_own(&lab);
    files_come_and_go(&lab);

    lab.seclab(&["down", NAME, "--yes"]).succeeds();
    assert_eq!(machines(&lab), json!([]));
    assert_eq!(launches(&lab), 1);
}

/// After a boot systemd is still starting the container; nothing of seclab's helps it.
fn comes_back_by_itself(lab: &Lab) {
    for _ in 0..60 {
        if lab.seclab(&["plan", NAME, "-o", "name"]).succeeds().stdout.is_empty() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_secs(2));
    }
}

fn the_student_has_a_session_of_their_own(lab: &Lab) {
    let said = lab.seclab(&["exec", NAME, "--", "sh", "-c", "echo \"$USER $PWD $XDG_RUNTIME_DIR $0\"", "it's $me"]);
    let text = said.succeeds().stdout;
    let words: Vec<_> = text.split_whitespace().collect();
    assert_eq!(words[..2], ["student", "/home/student"]);
    assert!(words[2].starts_with("/run/user/"), "{text}");
    assert_eq!(words[3..], ["it's", "$me"]);
    lab.seclab(&["exec", NAME, "--", "sh", "-c", "exit 7"]).fails(7);
}

fn files_come_and_go(lab: &Lab) {
    let here = lab.folder();
    fs_err::create_dir_all(here.join("notes/more")).unwrap();
    fs_err::write(here.join("notes/more/one.txt"), [0, 159, 146, 150, b'\n']).unwrap();
    lab.seclab(&["cp", "notes", "one-container:"]).fails(2);
    lab.seclab(&["cp", "-r", "notes", "one-container:"]).succeeds();
    let owner = lab.seclab(&["exec", NAME, "--", "stat", "-c", "%U", "notes/more/one.txt"]);
    assert_eq!(owner.succeeds().stdout, "student\n");
    lab.seclab(&["cp", "one-container:notes/more/one.txt", "back.txt"]).succeeds();
    assert_eq!(fs_err::read(here.join("back.txt")).unwrap(), [0, 159, 146, 150, b'\n']);
    lab.seclab(&["cp", "one-container:nowhere", "."]).fails(2);
}

fn kubernetes_is_reached_through_the_client_alone(_: &Host) {
    let mut lab = Lab::new("rootless");
    on_stand_in(&mut lab, HIDDEN);
    lab.set("SECLAB_ACCEPT_UPSTREAM", "true");
    instance::copy(&instance::built_in("rootless"), &lab.folder().join("lab"));
    let spec = instance::only(&instance::spec("rootless"), &["web", "one-capability"]);
    fs_err::write(lab.folder().join("lab/lab.yaml"), spec).unwrap();

    lab.seclab(&["up", "./lab", "-o", "json"]).brings_up(|changes| changes > 5);
    lab.up().changes_nothing();
    let pods = lab.seclab(&["kubectl", "rootless", "--", "get", "pods", "-o", "name"]).succeeds().stdout;
    assert_eq!(pods, "pod/one-capability\npod/web\n");
    let exercise = instance::built_in("rootless").join("exercises/one-capability");
    lab.seclab(&["exercise", "test", "rootless", exercise.to_str().unwrap()]).succeeds();
    lab.seclab(&["down", "rootless", "--yes"]).succeeds();
    assert_eq!(machines(&lab), json!([]));
}

/// A stand-in of the lab's own.
fn on_stand_in(lab: &mut Lab, ssh_port: u16) {
    let folder = lab.folder().join("multipass");
    fs_err::create_dir(&folder).unwrap();
    std::os::unix::fs::symlink(stand_in(), folder.join("multipass")).unwrap();
    settings(lab, ssh_port);
    lab.set("SECLAB_PROVIDER", "multipass");
    lab.set("SECLAB_MULTIPASS", folder.join("multipass").to_str().unwrap());
}

fn settings(lab: &Lab, ssh_port: u16) {
    let settings = json!({"subnet": "127.78.2", "backend": "qemu", "cache": e2e::cache(), "ssh_port": ssh_port});
    fs_err::write(lab.folder().join("multipass/settings.json"), settings.to_string()).unwrap();
}

/// What `seclab status` tells of the only node.
fn node(lab: &Lab) -> Value {
    lab.seclab(&["status", NAME, "-o", "json"]).succeeds().json()["nodes"][0].take()
}

/// The stand-in's calls that were launches; none of its calls may have been a forbidden one.
fn launches(lab: &Lab) -> usize {
    let calls = fs_err::read_to_string(lab.folder().join("multipass/calls.jsonl")).unwrap();
    let calls: Vec<Value> = calls.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let forbidden: Vec<_> = calls.iter().filter(|call| call["ended"] == 70).collect();
    assert!(forbidden.is_empty(), "{forbidden:?}");
    calls.iter().filter(|call| call["began"][0] == "launch").count()
}

fn machines(lab: &Lab) -> Value {
    let program = lab.folder().join("multipass/multipass");
    let list = std::process::Command::new(program).args(["list", "--format", "json"]).output().unwrap();
    serde_json::from_slice::<Value>(&list.stdout).unwrap()["list"].take()
}

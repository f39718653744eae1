//! The lab's exercises: each proven, and graded as it deserves when the cluster is not well.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::guest::{Guest, NAME};
use crate::sessions;

sessions![each_exercise_is_proven];
sessions![long_sessions: a_dead_api_server_is_nobodys_fault, what_is_encrypted_is_told_from_what_is_not];

fn each_exercise_is_proven(guest: &Guest) {
    guest.begin_ready();
    guest.seclab(&["exercise", "test", NAME]).succeeds();
    // For kinds of checks that no exercise of the lab has.
    guest.seclab(&["exercise", "test", NAME, fixture("connections").to_str().unwrap()]).succeeds();
    // A restart of the server was among it, and Pods may still be on their way.
    guest.up().brings_up(|_| true);
}

fn what_is_encrypted_is_told_from_what_is_not(guest: &Guest) {
    guest.begin_ready();
    let path = fixture("at-rest");
    let done = guest.seclab(&["exercise", "test", NAME, path.to_str().unwrap(), "-o", "json"]).succeeds().json();
    assert_eq!(done["exercises"][0]["outcome"], "pass", "{done}");
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exercises").join(name)
}

fn a_dead_api_server_is_nobodys_fault(guest: &Guest) {
    guest.begin_ready();
    guest.seclab(&["exercise", "start", NAME, "one-capability"]).succeeds();
    let graded = || -> (i32, Value) {
        let ran = guest.seclab(&["exercise", "check", NAME, "one-capability", "-o", "json"]);
        (ran.code, serde_json::from_str(&ran.stdout).unwrap())
    };
    let (code, report) = graded();
    assert_eq!((code, report["outcome"].as_str()), (3, Some("fail")), "{report}");
    guest.root("pkill -STOP kube-apiserver");
    let (code, report) = graded();
    guest.root("pkill -CONT kube-apiserver");
    assert_eq!((code, report["outcome"].as_str()), (4, Some("error")), "{report}");
    // What the node alone can tell is still told.
    let of = |name: &str| {
        let checks = report["checks"].as_array().unwrap();
        checks.iter().find(|check| check["name"] == name).unwrap()["outcome"].clone()
    };
    assert_eq!((of("serves"), of("only-one")), ("pass".into(), "error".into()));
}

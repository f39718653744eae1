//! The lab's exercises: each proven; and what a student forges earns nothing.

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::guest::{Guest, NAME};
use crate::sessions;

sessions![
    each_exercise_is_proven,
    what_is_forged_earns_nothing_and_costs_nothing,
    a_new_exercise_runs,
    the_kernels_records_become_profiles_and_rules,
    an_exercise_is_worked_on_from_start_to_reset,
];

fn each_exercise_is_proven(guest: &Guest) {
    guest.begin_ready();
    guest.seclab(&["exercise", "test", NAME]).succeeds();
    guest.verifies();
}

fn a_new_exercise_runs(guest: &Guest) {
    guest.begin_ready();
    let folder = guest.folder();
    guest.seclab(&["exercise", "new", "my-own", "--dir", folder.to_str().unwrap()]).succeeds();
    guest.seclab(&["exercise", "test", NAME, folder.join("my-own").to_str().unwrap()]).succeeds();
}

/// The exit code, and the names of the checks that failed.
fn graded(guest: &Guest) -> (i32, Vec<String>) {
    let ran = guest.seclab(&["exercise", "check", NAME, "drop-and-add", "-o", "json"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let checks = report["checks"].as_array().unwrap().iter();
    assert!(checks.clone().all(|check| check["outcome"] != "error"), "{report}");
    let failed = checks.filter(|check| check["outcome"] == "fail");
    (ran.code, failed.map(|check| check["name"].as_str().unwrap().to_owned()).collect())
}

fn what_is_forged_earns_nothing_and_costs_nothing(guest: &Guest) {
    guest.begin_ready();
    guest.seclab(&["exercise", "start", NAME, "drop-and-add"]).succeeds();
    let honest = graded(guest);
    assert!(honest.0 == 3 && !honest.1.is_empty(), "{honest:?}");

    // Programs that lie, on every path that is the student's; a shell that talks, redefines and hangs.
    guest.student(
        "mkdir -p ~/bin ~/.local/bin; for name in podman cat id toolbox sh systemctl; do for to in ~/bin ~/.local/bin; do \
         printf '#!/bin/bash\\necho ok\\nyes 0000000000000400 | head -c 5000000\\n' >$to/$name; chmod +x $to/$name; done; done; \
         printf 'printf \"\\\\033[2J\"; alias cat=true\\nexport PATH=~/bin:$PATH\\n[ -t 0 ] || sleep 600\\n' | tee ~/.profile ~/.bash_profile ~/.zprofile >/dev/null",
    );
    assert_eq!(graded(guest), honest);

    // A container that says what the check wants to read, and whose own programs lie.
    guest.student(
        "/usr/bin/podman run --detach --replace --name drop-and-add localhost/seclab/toolbox:root \
         sh -c 'cp /bin/busybox /tmp/b; /tmp/b rm -f /bin/toolbox /usr/bin/toolbox; while :; do echo chown:/tmp:1234 EPERM; /tmp/b sleep 1; done'",
    );
    let (code, failed) = graded(guest);
    assert!(code == 3 && honest.1.iter().all(|name| failed.contains(name)), "{failed:?}");

    // The right answer is right in spite of all that, on a full disk, too.
    guest.student(
        "/usr/bin/podman run --detach --replace --name drop-and-add --cap-drop all --cap-add NET_BIND_SERVICE \
         localhost/seclab/toolbox:root toolbox serve --port 80",
    );
    guest.root("fallocate -l \"$(df --output=avail -B1 / | tail -n 1)\" /var/tmp/full || :; ! touch /var/tmp/more 2>/dev/null || dd if=/dev/zero of=/var/tmp/more bs=1M 2>/dev/null || :");
    let graded = graded(guest);
    guest.root("rm -f /var/tmp/full /var/tmp/more");
    assert_eq!(graded, (0, Vec::new()));
}

fn the_kernels_records_become_profiles_and_rules(guest: &Guest) {
    guest.begin_ready();
    let recorded = guest.seclab(&["seccomp", "record", "seccomp-log", "--instance", NAME]).succeeds().stdout;
    let file = guest.folder().join("recorded.json");
    std::fs::write(&file, &recorded).unwrap();
    let file = file.to_str().unwrap();
    guest.seclab(&["seccomp", "lint", file]).succeeds();
    let names = |profile: &str| serde_json::from_str::<Value>(profile).unwrap()["syscalls"][0]["names"].clone();
    assert!(names(&recorded).as_array().unwrap().iter().any(|name| name == "execve"), "{recorded}");
    let again = guest.seclab(&["seccomp", "record", "seccomp-log", "--instance", NAME]).succeeds().stdout;
    assert_eq!(names(&again), names(&recorded));

    let deny_list = guest.lab_folder().join("profiles/seccomp/deny-list.json");
    let tried = ["seccomp", "try", deny_list.to_str().unwrap(), "--instance", NAME, "-o", "json", "--"];
    let report = guest.seclab(&[&tried[..], &["toolbox", "try", "keyctl", "chroot"]].concat()).succeeds().json();
    assert_eq!(report["denied"], serde_json::json!(["keyctl"]), "{report}");
    assert_eq!(report["output"], serde_json::json!(["keyctl ENOSYS", "chroot ok"]), "{report}");
    let absent = ["seccomp", "try", tried[2], "--instance", NAME, "--image", "localhost/nosuch:1", "--", "true"];
    let refused = guest.seclab(&absent).fails(1).stderr;
    assert!(refused.contains("Podman did not start the container"), "{refused}");

    guest.root("aa-exec -p seclab-web -- seclab-toolbox try read:/etc/shadow");
    let rules =
        guest.seclab(&["apparmor", "denials", "seclab-web", "--instance", NAME, "-o", "name"]).succeeds().stdout;
    assert!(rules.lines().any(|rule| rule.ends_with("/etc/shadow r,")), "{rules}");
    let profile = guest.lab_folder().join("profiles/apparmor/seclab-web");
    guest.seclab(&["apparmor", "lint", profile.to_str().unwrap(), "--instance", NAME]).succeeds();
}

fn an_exercise_is_worked_on_from_start_to_reset(guest: &Guest) {
    guest.begin_ready();
    let exercise = |command: &str| guest.seclab(&["exercise", command, NAME, "drop-and-add"]);
    // Whatever was done with it before.
    exercise("reset").succeeds();
    let task = guest.seclab(&["exercise", "start", NAME, "drop-and-add", "--language", "es"]).succeeds().stdout;
    assert!(task.contains("## Objetivo"), "{task}");
    let state = || {
        let listed = guest.seclab(&["exercise", "list", NAME, "-o", "json"]).succeeds().json();
        listed["exercises"][0]["state"].as_str().unwrap().to_owned()
    };
    assert_eq!(state(), "started");
    let hints: Vec<_> = (0..2).map(|_| exercise("hint").succeeds().stdout).collect();
    let spanish = guest.seclab(&["exercise", "hint", NAME, "drop-and-add", "--language", "es"]).succeeds().stdout;
    assert!(spanish.starts_with("Hint 3 of 3: ") && spanish.contains("puerto"), "{spanish}");
    assert!(hints[0].starts_with("Hint 1 of 3: ") && hints[1].starts_with("Hint 2 of 3: "), "{hints:?}");
    assert!(exercise("solution").succeeds().stdout.contains("--cap-drop"));

    let mut watch = guest.command(&["watch", NAME, "drop-and-add", "--every", "1"]);
    let watch = watch.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It has looked once before anything is done.
    std::thread::sleep(Duration::from_secs(10));
    guest.student(
        "podman run --detach --replace --name drop-and-add --cap-drop all --cap-add NET_BIND_SERVICE \
         localhost/seclab/toolbox:root toolbox serve --port 80",
    );
    let done = watch.wait_with_output().unwrap();
    let news = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{news}");
    let turned = |to: &str| news.lines().position(|line| line.starts_with(to) && line.contains("its capabilities are"));
    assert!(turned("fail").unwrap() < turned("pass").unwrap(), "{news}");

    assert_eq!(state(), "passed");
    exercise("check").succeeds();
    exercise("reset").succeeds();
    assert_eq!(state(), "-");
    assert!(!guest.student("podman ps --all --format '{{.Names}}'").contains("drop-and-add"));
}

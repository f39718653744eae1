//! What a prepared node is like.

use crate::guest::Guest;
use crate::sessions;

sessions![
    a_finished_lab_is_left_alone_and_verifies,
    the_student_owns_what_a_rootless_runtime_needs,
    all_of_it_is_there_after_a_reboot_of_the_guest,
];

fn a_finished_lab_is_left_alone_and_verifies(guest: &Guest) {
    guest.begin_ready().up().changes_nothing();
    guest.verifies();
    assert_eq!(guest.planned(), [""; 0]);
    let status = guest.seclab(&["status", "e2e", "-o", "json"]).succeeds().json();
    let node = &status["nodes"][0];
    assert_eq!((node["state"].as_str(), node["pending"].as_u64()), (Some("running"), Some(0)));
    assert_eq!(node["verified"]["passed"], node["verified"]["total"]);
}

fn the_student_owns_what_a_rootless_runtime_needs(guest: &Guest) {
    let student = |command: &str| guest.seclab(&["exec", "e2e", "--", "sh", "-c", command]).succeeds().stdout;
    guest.begin_ready();
    assert_eq!(student("id -un; echo $XDG_RUNTIME_DIR"), "student\n/run/user/1001\n");
    let controllers = student("cat /sys/fs/cgroup/user.slice/user-1001.slice/user@1001.service/cgroup.controllers");
    assert_eq!(controllers.split_whitespace().collect::<Vec<_>>(), ["cpuset", "cpu", "io", "memory", "pids"]);
    assert_eq!(student("grep student /etc/subuid /etc/subgid | cut -d: -f4"), "65536\n65536\n");
    let denied = guest.seclab(&["exec", "e2e", "--", "aa-exec", "-p", "seclab-deny-write", "--", "touch", "/tmp/x"]);
    assert!(denied.fails(1).stderr.contains("Permission denied"));
    guest.seclab(&["exec", "e2e", "--", "sudo", "-n", "true"]).fails(1);
}

fn all_of_it_is_there_after_a_reboot_of_the_guest(guest: &Guest) {
    guest.begin_ready();
    guest.seclab(&["stop", "e2e"]).succeeds();
    guest.seclab(&["start", "e2e"]).succeeds();
    guest.verifies();
    guest.up().changes_nothing();
}

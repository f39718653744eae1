//! The whole lab, and what happens to its machine: it comes up, it reboots, it is restored.

use crate::guest::{Guest, NAME};
use crate::sessions;

sessions![the_whole_lab_comes_up_and_a_second_up_changes_nothing, a_restored_lab_runs_at_once,];
sessions![long_sessions: a_reboot_brings_every_workload_back];

fn the_whole_lab_comes_up_and_a_second_up_changes_nothing(guest: &Guest) {
    guest.begin_ready();
    guest.up().changes_nothing();
    let status = guest.seclab(&["status", NAME, "-o", "json"]).succeeds().json();
    assert_eq!(status["nodes"][0]["state"], "running", "{status:#}");
    // Nothing of the student's runs as root on the node but what the student may not touch.
    let owners = guest.root("ps -eo user= -C conmon | sort -u | tr '\\n' ' '");
    assert!(owners.contains("student"), "{owners}");
}

fn a_restored_lab_runs_at_once(guest: &Guest) {
    guest.begin_ready();
    guest.student("podman stop --time 1 dropped && podman rmi --force localhost/seclab/toolbox:noshell");
    guest.seclab(&["restore", NAME, "ready"]).succeeds();
    guest.up().changes_nothing();
    guest.verifies();
}

fn a_reboot_brings_every_workload_back(guest: &Guest) {
    guest.begin_ready();
    let boot = guest.root("cat /proc/sys/kernel/random/boot_id");
    guest.seclab(&["stop", NAME]).succeeds();
    guest.seclab(&["start", NAME]).succeeds();
    assert_ne!(guest.root("cat /proc/sys/kernel/random/boot_id"), boot);
    // systemd is still starting containers; nothing of seclab's helps it.
    let units = "systemctl --user is-active 'seclab-*' | sort | uniq -c";
    let mut seen = String::new();
    for _ in 0..60 {
        seen = guest.seclab(&["exec", NAME, "--", "bash", "-c", units]).ends_somehow().stdout;
        if seen.trim().lines().count() == 1 && seen.contains(" active") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_secs(5));
    }
    assert_eq!(seen.trim(), "15 active");
    guest.up().changes_nothing();
    guest.verifies();
}

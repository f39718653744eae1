//! What happens to the machine and to the server: the lab comes back by itself.

use std::time::{Duration, Instant};

use crate::guest::{Guest, NAME};
use crate::sessions;

sessions![a_second_up_leaves_it_alone, a_restored_cluster_is_ready_soon];
sessions![
    long_sessions: a_restart_of_the_unit_brings_the_pods_back,
    up_waits_for_pods_that_come_back,
    a_restart_of_the_user_manager_brings_the_pods_back,
    a_reboot_brings_the_cluster_back,
];

fn a_second_up_leaves_it_alone(guest: &Guest) {
    guest.begin_ready();
    guest.up().changes_nothing();
}

fn a_restored_cluster_is_ready_soon(guest: &Guest) {
    let began = Instant::now();
    guest.begin_ready();
    while guest.seclab(&["kubectl", NAME, "--", "get", "--raw", "/readyz"]).ends_somehow().stdout != "ok" {
        assert!(began.elapsed() < Duration::from_mins(2), "the API server does not answer");
    }
    eprintln!("e2e:   ready {:.1} s after the restore began", began.elapsed().as_secs_f64());
    guest.up().changes_nothing();
    guest.verifies();
}

fn a_restart_of_the_unit_brings_the_pods_back(guest: &Guest) {
    guest.begin_ready();
    guest.student("systemctl --user restart k3s-rootless");
    running_again(guest);
}

fn up_waits_for_pods_that_come_back(guest: &Guest) {
    guest.begin_ready();
    let made = || guest.kubectl(&["get", "pods", "--all-namespaces", "-o", "jsonpath={.items[*].metadata.uid}"]);
    let before = made();
    guest.student("systemctl --user restart k3s-rootless");
    guest.up().brings_up(|changes| changes > 0);
    assert_eq!(made(), before, "Pods were made anew");
}

fn a_restart_of_the_user_manager_brings_the_pods_back(guest: &Guest) {
    guest.begin_ready();
    guest.root("systemctl restart user@$(id -u student).service");
    running_again(guest);
}

fn a_reboot_brings_the_cluster_back(guest: &Guest) {
    guest.begin_ready();
    guest.seclab(&["stop", NAME]).succeeds();
    guest.seclab(&["start", NAME]).succeeds();
    running_again(guest);
}

/// Nothing of seclab's helps the lab to come back.
fn running_again(guest: &Guest) {
    let began = Instant::now();
    while !guest.planned().is_empty() {
        assert!(began.elapsed() < Duration::from_mins(10), "{:?}", guest.planned());
        std::thread::sleep(Duration::from_secs(5));
    }
    eprintln!("e2e:   back after {:.1} s", began.elapsed().as_secs_f64());
    guest.up().changes_nothing();
    guest.verifies();
}

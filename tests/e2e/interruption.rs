//! `up` is cut short, in each phase and between phases; the next `up` gets to the same place.

use crate::e2e::Said;
use crate::guest::Guest;
use crate::sessions;
use crate::watched::Watched;

sessions![
    killed_while_packages_are_installed_the_next_up_waits_for_the_orphan,
    killed_while_the_kernel_is_set_up,
    killed_while_the_student_is_made,
    killed_while_delegation_is_written,
    killed_while_the_user_manager_restarts,
    killed_while_a_profile_is_loaded,
    killed_after_each_phase_in_turn,
    killed_while_the_posture_is_verified,
    what_a_killed_up_changed_is_verified_by_the_next,
    ctrl_c_leaves_what_up_continues,
    a_second_command_is_told_who_holds_the_instance,
    the_connection_is_cut_in_the_middle,
];
sessions![long_sessions: the_guest_reboots_in_the_middle];

/// Killed when the phase has begun a change, whose script may still run on the node.
fn killed_at(guest: &Guest, event: &str, mentions: &str) {
    Watched::up(guest.begin_bare()).until(event, mentions).killed();
    guest.up().brings_up(|_| true);
    guest.up().changes_nothing();
    guest.verifies();
}

fn killed_while_packages_are_installed_the_next_up_waits_for_the_orphan(guest: &Guest) {
    guest.begin_bare().root("touch /slow-packages");
    let mut up = Watched::up(guest);
    up.until("changing", "packages.install");
    guest.root("until grep -q packages.install /run/seclab/operation; do sleep 0.2; done");
    up.killed();
    let next = guest.up().succeeds();
    assert!(next.stderr.contains("an operation that still runs on the node: packages.install"), "{}", next.stderr);
    guest.up().changes_nothing();
    guest.verifies();
}

fn killed_while_the_kernel_is_set_up(guest: &Guest) {
    killed_at(guest, "changing", "kernel.modules");
}

fn killed_while_the_student_is_made(guest: &Guest) {
    killed_at(guest, "changing", "student.create");
}

fn killed_while_delegation_is_written(guest: &Guest) {
    killed_at(guest, "changing", "delegation.file");
}

fn killed_while_the_user_manager_restarts(guest: &Guest) {
    killed_at(guest, "step-started", "user manager");
}

fn killed_while_a_profile_is_loaded(guest: &Guest) {
    killed_at(guest, "changing", "apparmor.load");
}

fn killed_after_each_phase_in_turn(guest: &Guest) {
    guest.begin_bare();
    for phase in ["packages", "kernel", "student", "delegation", "apparmor"] {
        Watched::up(guest).until("changed", &format!("\"phase\":\"{phase}\"")).killed();
    }
    guest.up().brings_up(|_| true);
    guest.up().changes_nothing();
    guest.verifies();
}

fn killed_while_the_posture_is_verified(guest: &Guest) {
    killed_at(guest, "step-started", "verify");
}

fn what_a_killed_up_changed_is_verified_by_the_next(guest: &Guest) {
    guest.begin_ready();
    let tried = |said: &Said| said.stderr.contains("the node's answers to the assertions");
    let next = guest.up().succeeds();
    assert!(!tried(&next), "nothing was touched: {}", next.stderr);
    guest.root("rm /etc/sysctl.d/99-seclab.conf");
    Watched::up(guest).until("step-started", "verify").killed();
    let next = guest.up().succeeds();
    assert!(tried(&next), "{}", next.stderr);
    assert_eq!(next.json()["nodes"][0]["changed"], serde_json::json!([]));
}

fn ctrl_c_leaves_what_up_continues(guest: &Guest) {
    let code = Watched::up(guest.begin_bare()).until("changing", "student.create").interrupted();
    assert_eq!(code, 130);
    guest.up().brings_up(|changes| changes > 0);
    guest.verifies();
}

fn a_second_command_is_told_who_holds_the_instance(guest: &Guest) {
    let mut first = Watched::up(guest.begin_bare());
    first.until("changing", "packages.install");
    let said = guest.seclab(&["verify", "e2e"]).fails(1).stderr;
    let holder = format!("e2e is in use by `seclab up e2e --events jsonl` (process {}", first.pid());
    assert!(said.contains(&holder), "{said}");
    assert_eq!(first.ends(), 0);
}

fn the_guest_reboots_in_the_middle(guest: &Guest) {
    let mut up = Watched::up(guest.begin_bare());
    up.until("changing", "packages.install");
    guest.seclab(&["exec", "--admin", "e2e", "--", "sudo", "systemctl", "reboot", "--force"]).ends_somehow();
    assert_eq!(up.ends(), 0);
    guest.up().changes_nothing();
    guest.verifies();
}

fn the_connection_is_cut_in_the_middle(guest: &Guest) {
    let mut up = Watched::up(guest.begin_bare());
    up.until("changing", "packages.install");
    // It goes by the connection it cuts.
    guest.seclab(&["exec", "--admin", "e2e", "--", "sudo", "pkill", "-u", "debian", "sshd"]).ends_somehow();
    assert_eq!(up.ends(), 0);
    guest.up().changes_nothing();
    guest.verifies();
}

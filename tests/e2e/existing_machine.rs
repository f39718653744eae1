//! A machine that exists already: the guest itself, taken as somebody's host through ssh.

use std::path::Path;

use crate::existing::Existing;
use crate::guest::Guest;
use crate::sessions;

sessions![long_sessions: a_workload_comes_up_on_an_existing_machine_and_down_leaves_no_trace];

fn a_workload_comes_up_on_an_existing_machine_and_down_leaves_no_trace(guest: &Guest) {
    guest.begin_bare();
    let existing = Existing::taken(guest);
    let lab = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/one-container.yaml");
    let up = existing.up(lab.to_str().unwrap());
    guest.seclab(&up).brings_up(|changes| changes > 5);
    guest.seclab(&up).changes_nothing();
    guest.seclab(&["verify", "one-container"]).succeeds();
    assert!(existing.is_changed());

    guest.seclab(&["down", "one-container", "--yes"]).succeeds();
    existing.is_as_before();
}

//! `up` is killed in every phase of this lab; the next `up` gets to the same place.

use crate::guest::Guest;
use crate::sessions;
use crate::watched::Watched;

sessions![killed_in_every_phase_the_next_up_converges,];

fn killed_in_every_phase_the_next_up_converges(guest: &Guest) {
    guest.begin_bare();
    let changes = [
        "apparmor.load:seclab-deny-write",
        "seccomp.file:",
        "toolbox.install",
        "podman.file:",
        "container-images.load",
        "workloads.start",
    ];
    for change in changes {
        Watched::up(guest).until("changing", change).killed();
    }
    // What was started last may still run on the node.
    guest.up().brings_up(|_| true);
    guest.up().changes_nothing();
}

//! `up` is killed in each part of the way to a cluster; the next `up` gets there.

use crate::guest::Guest;
use crate::sessions;
use crate::watched::Watched;

sessions![killed_in_every_part_the_next_up_converges];

fn killed_in_every_part_the_next_up_converges(guest: &Guest) {
    guest.begin_bare();
    for change in ["k3s.program:", "k3s.file:", "k3s.images", "k3s.start", "pods.start"] {
        Watched::up(guest).until("changing", change).killed();
    }
    guest.up().brings_up(|_| true);
    guest.up().changes_nothing();
    guest.verifies();
}

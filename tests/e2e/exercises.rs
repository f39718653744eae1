//! The exercises of the lab `node`, on this suite's own lab, which prepares the same.

use crate::guest::{Guest, NAME};
use crate::instance::built_in;
use crate::sessions;

sessions![each_exercise_of_the_lab_node_is_proven];

fn each_exercise_of_the_lab_node_is_proven(guest: &Guest) {
    guest.begin_ready();
    let folder = |name: &str| built_in("node").join("exercises").join(name).display().to_string();
    let (versions, delegation) = (folder("cgroup-versions"), folder("delegation"));
    guest.seclab(&["exercise", "test", NAME, &versions, &delegation]).succeeds();
    guest.up().changes_nothing();
}

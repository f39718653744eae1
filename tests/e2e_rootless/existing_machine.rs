//! Kubernetes on a machine that exists already: the guest itself, of which this host reaches nothing but its sshd.

use crate::existing::Existing;
use crate::guest::{Guest, whole};
use crate::instance::only;
use crate::sessions;

sessions![long_sessions: a_cluster_comes_up_on_an_existing_machine_and_goes];

const NAME: &str = "existing";

fn a_cluster_comes_up_on_an_existing_machine_and_goes(guest: &Guest) {
    guest.begin_bare();
    guest.lab_is(&only(&whole(), &["web", "one-capability"]));
    let existing = Existing::taken(guest);
    let up = [existing.up("./lab"), vec!["--name", NAME]].concat();
    guest.seclab(&up).brings_up(|changes| changes > 5);
    guest.seclab(&up).changes_nothing();
    guest.seclab(&["verify", NAME]).succeeds();
    let pods = guest.seclab(&["kubectl", NAME, "--", "get", "pods", "-o", "name"]).succeeds().stdout;
    assert_eq!(pods, "pod/one-capability\npod/web\n");
    // What was not to last can't be put into the user's kubeconfig.
    let refused = guest.seclab(&["kubeconfig", NAME]).fails(4).stderr;
    assert!(refused.contains("does not reach the API server") && refused.contains("seclab kubectl"), "{refused}");

    guest.seclab(&["down", NAME, "--yes"]).succeeds();
    existing.is_as_before();
}

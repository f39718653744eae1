//! Somebody changed what runs, or the lab did.

use crate::guest::{Guest, without_kubernetes};
use crate::sessions;

sessions![what_was_changed_by_hand_is_shown_and_repaired, a_k3s_of_the_systems_own_is_stopped,];
// The last of all: afterwards seclab remembers a lab without Kubernetes.
sessions![removal: a_lab_without_kubernetes_leaves_nothing_of_it];

fn what_was_changed_by_hand_is_shown_and_repaired(guest: &Guest) {
    guest.begin_ready();
    guest.kubectl(&["delete", "pod", "hardened", "--namespace", "restricted", "--now"]);
    guest.root("sed -i s/0600/0644/ /etc/rancher/k3s/config.yaml; touch /usr/local/bin/k3s");
    let planned = guest.planned();
    for change in ["k3s.program:/usr/local/bin/k3s", "k3s.file:/etc/rancher/k3s/config.yaml"] {
        assert!(planned.contains(&change.to_owned()), "{change} is not in {planned:?}");
    }
    guest.up().brings_up(|changes| changes >= 3);
    guest.up().changes_nothing();
}

/// As k3sup or K3s' own installer leave it; here it only sleeps.
const SYSTEM_K3S: &str = "printf '[Service]\nExecStart=/usr/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n' \
>/etc/systemd/system/k3s.service && systemctl enable --now k3s.service";

fn a_k3s_of_the_systems_own_is_stopped(guest: &Guest) {
    guest.begin_ready();
    guest.root(SYSTEM_K3S);
    assert_eq!(guest.planned(), ["k3s.disable:k3s.service"]);
    guest.up().brings_up(|changes| changes == 1);
    assert_eq!(
        guest.root("systemctl is-active k3s.service; systemctl is-enabled k3s.service || :"),
        "inactive\ndisabled"
    );
    guest.up().changes_nothing();
}

fn a_lab_without_kubernetes_leaves_nothing_of_it(guest: &Guest) {
    guest.begin_ready();
    guest.lab_is(&without_kubernetes());
    guest.up().brings_up(|changes| changes > 3);
    assert_eq!(guest.root("ls -A /home/student/.rancher /home/student/.kube /usr/local/bin/k3s 2>/dev/null; pgrep -u student -l k3s || :"), "");
}

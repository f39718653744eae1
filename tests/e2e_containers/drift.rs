//! The student or somebody else changed what runs; or the lab did.

use std::fs;

use crate::guest::{Guest, NAME, few, spec};
use crate::sessions;

sessions![what_was_changed_is_shown_by_plan_and_repaired_by_up, a_workload_that_can_not_start_tells_podmans_own_reason,];
sessions![long_sessions: workloads_that_leave_the_lab_are_gone];

fn what_was_changed_is_shown_by_plan_and_repaired_by_up(guest: &Guest) {
    guest.begin_ready();
    guest.student("systemctl --user stop seclab-dropped; podman kill ambient >/dev/null; podman rmi --force localhost/seclab/toolbox:noshell >/dev/null");
    guest.root("echo '{}' >/var/lib/kubelet/seccomp/profiles/deny-list.json; rm /etc/systemd/user/default.target.wants/seclab-aware.service");
    guest.root(
        "systemctl stop seclab-apparmor-unit; sed -i s/serve/sleep/ /etc/systemd/system/seclab-apparmor-unit.service",
    );
    let planned = ["seccomp.file:/var/lib/kubelet/seccomp/profiles/deny-list.json", "container-images.load"];
    assert_eq!(guest.planned(), planned, "workloads wait for their images");
    guest.up().brings_up(|changes| changes == 3);
    guest.up().changes_nothing();
}

fn workloads_that_leave_the_lab_are_gone(guest: &Guest) {
    guest.begin_ready();
    guest.lab_is(&few());
    let planned = guest.planned();
    assert!(planned.contains(&"workloads.stop:default".to_owned()), "{planned:?}");
    guest.up().brings_up(|changes| changes > 20);
    guest.up().changes_nothing();
    assert_eq!(guest.student("podman ps --format '{{.Names}}'"), "dropped");
    assert_eq!(guest.root("podman ps --format '{{.Names}}'; ls /usr/local/lib/seclab/workloads"), "dropped\ntoo-tight");
}

fn a_workload_that_can_not_start_tells_podmans_own_reason(guest: &Guest) {
    guest.begin_bare();
    let manifest = guest.lab_folder().join("workloads/dropped.yaml");
    let right = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, right.replace("image: localhost/seclab/toolbox:root", "image: localhost/none:none")).unwrap();
    let said = guest.up().fails(1).stderr;
    fs::write(&manifest, right).unwrap();
    assert!(said.contains("dropped: localhost/none:none: image not known") && said.contains("log: "), "{said}");
    guest.up().brings_up(|changes| changes > 0);
    let shown = guest.seclab(&["lab", "show", NAME]).succeeds().stdout;
    assert!(shown.contains("workloads:") && spec().contains("- name: dropped"), "{shown}");
}

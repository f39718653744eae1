//! Trouble that is not seclab's fault is named, and leaves something the next `up` can finish.

use crate::guest::{FULL, Guest};
use crate::sessions;

sessions![
    a_full_disk_is_named_and_recovered_from,
    a_node_without_a_network_is_told_from_a_broken_package_source,
    a_change_that_does_not_take_is_an_error,
    a_student_does_not_hold_the_operations_lock,
    another_machine_in_the_place_of_the_node_is_refused,
];

fn a_full_disk_is_named_and_recovered_from(guest: &Guest) {
    guest.begin_ready();
    guest.root("rm /etc/modules-load.d/seclab.conf; mkdir /filler");
    // Blocks are only claimed, so that the host's disk stays as it is; root's own reserve goes too.
    let fill = "i=0; for size in 1G 64M 1M 4K; do while fallocate -l $size /filler/$i; do i=$((i + 1)); done; done";
    guest.root(&format!("{{ {fill}; }} 2>/dev/null; :"));
    let said = guest.up().fails(1).stderr;
    assert!(said.contains("the node's disk is full"), "{said}");
    assert!(said.contains("hint: make room on the node"), "{said}");
    guest.root("rm -r /filler");
    guest.up().brings_up(|changes| changes == 1);
    guest.verifies();
}

fn a_node_without_a_network_is_told_from_a_broken_package_source(guest: &Guest) {
    guest.begin_bare();
    guest.packages_come_from("http://127.0.0.1:9");
    let offline = guest.up().fails(4).stderr;
    assert!(offline.contains("the node can't reach its package servers"), "{offline}");
    // What others bring to the node from now on is not taken for what this brought.
    guest.root("! test -e /var/lib/seclab/survey");
    guest.packages_come_from("file:/srv/nothing-there");
    let broken = guest.up().fails(1).stderr;
    assert!(broken.contains("phase: packages") && !broken.contains("package servers"), "{broken}");
    guest.packages_come_from("file:/srv/packages");
    guest.up().brings_up(|changes| changes > 10);
}

fn a_student_does_not_hold_the_operations_lock(guest: &Guest) {
    guest.begin_ready();
    guest.student("! flock --nonblock /run/seclab/lock true 2>/dev/null");
}

fn a_change_that_does_not_take_is_an_error(guest: &Guest) {
    guest.begin_ready();
    // Counts on by itself, so it never stays what it was set to.
    guest.lab_has(&FULL.replace("net.ipv4.ip_forward: '1'", "net.ipv4.ip_forward: '1', kernel.ns_last_pid: '300'"));
    let said = guest.up().fails(1).stderr;
    assert!(said.contains("it did not take: the node looks as before"), "{said}");
    assert!(said.contains("change: set kernel.ns_last_pid=300") && said.contains("log: "), "{said}");
}

fn another_machine_in_the_place_of_the_node_is_refused(guest: &Guest) {
    guest.begin_ready();
    guest.root("rm /etc/ssh/ssh_host_*; ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key; systemctl restart ssh");
    // The open connection is still to the old key's holder; it goes with this command.
    guest.seclab(&["exec", "--admin", "e2e", "--", "sudo", "pkill", "-u", "debian", "sshd"]).ends_somehow();
    let said = guest.seclab(&["exec", "--admin", "e2e", "--", "true"]).fails(255).stderr;
    assert!(said.contains("Host key verification failed"), "{said}");
}

//! The node is no longer what the lab says, or the lab no longer says what the node is.

use crate::guest::{FULL, Guest};
use crate::sessions;

sessions![
    drift_is_shown_by_plan_and_repaired_by_up,
    what_leaves_the_lab_is_pruned,
    a_profile_with_a_new_text_is_loaded_again,
    strings_of_the_lab_reach_the_node_as_data,
    a_student_without_ids_of_their_own_gets_them,
];

fn drift_is_shown_by_plan_and_repaired_by_up(guest: &Guest) {
    guest.begin_ready();
    guest.root("sed -i s/cpuset// /etc/systemd/system/user@.service.d/delegate.conf");
    guest.root(
        "rm /etc/modules-load.d/seclab.conf; chmod 600 /etc/sysctl.d/99-seclab.conf; sysctl -qw net.ipv4.ip_forward=0",
    );
    guest.root("apparmor_parser -R /etc/apparmor.d/seclab-deny-write; loginctl disable-linger student");
    let planned = [
        "kernel.file:/etc/modules-load.d/seclab.conf",
        "kernel.file:/etc/sysctl.d/99-seclab.conf",
        "kernel.sysctls",
        "student.linger",
        "delegation.file:/etc/systemd/system/user@.service.d/delegate.conf",
        // Without linger the student's user manager is gone.
        "delegation.live",
        "apparmor.load:seclab-deny-write",
    ];
    assert_eq!(guest.planned()[..], planned);
    let shown = guest.seclab(&["plan", "e2e"]).succeeds().stdout;
    assert!(shown.contains("delegate.conf (its text was changed)") && shown.contains("its mode is 600"), "{shown}");
    guest.up().brings_up(|changes| changes >= 6);
    guest.up().changes_nothing();
    guest.verifies();
}

fn what_leaves_the_lab_is_pruned(guest: &Guest) {
    guest.begin_ready();
    let (kept, gone) = FULL.split_once("    - {name: seclab-complain").unwrap();
    assert!(gone.contains("mode: complain"));
    guest
        .lab_has(&kept.replace("  sysctls: {net.ipv4.ip_forward: '1', net.ipv4.ping_group_range: 0 2147483647}\n", ""));
    let planned = ["prune.file:/etc/sysctl.d/99-seclab.conf", "apparmor.unload:seclab-complain"];
    assert_eq!(guest.planned()[..], planned);
    guest.up().brings_up(|changes| changes == 2);
    guest.up().changes_nothing();
    assert_eq!(
        guest.root("ls /etc/sysctl.d /etc/apparmor.d /etc/apparmor.d/force-complain | grep -c seclab-complain || :"),
        "0"
    );
    assert_eq!(guest.root("grep -c seclab-complain /sys/kernel/security/apparmor/profiles || :"), "0");
}

fn a_profile_with_a_new_text_is_loaded_again(guest: &Guest) {
    guest.begin_ready();
    let profile = |rule: &str| {
        format!("abi <abi/3.0>,\ninclude <tunables/global>\nprofile seclab-deny-write {{\n  file,\n  {rule}\n}}\n")
    };
    guest.write_profile("seclab-deny-write", &profile("deny /etc/hostname r,"));
    guest.up().brings_up(|changes| changes == 1);
    let read = ["exec", "e2e", "--", "aa-exec", "-p", "seclab-deny-write", "--", "cat", "/etc/hostname"];
    assert!(guest.seclab(&read).fails(1).stderr.contains("Permission denied"));
    // The node's own parser decides, before anything is put in place.
    guest.write_profile("seclab-deny-write", &profile("nonsense,"));
    let said = guest.up().fails(1).stderr;
    assert!(said.contains("the node's own AppArmor parser refuses the profile"), "{said}");
    assert!(guest.seclab(&read).fails(1).stderr.contains("Permission denied"));
    let built_in = concat!(env!("CARGO_MANIFEST_DIR"), "/labs/node/profiles/apparmor/seclab-deny-write");
    guest.write_profile("seclab-deny-write", &std::fs::read_to_string(built_in).unwrap());
}

fn strings_of_the_lab_reach_the_node_as_data(guest: &Guest) {
    guest.begin_ready();
    let nasty = "-n '\"$(touch /tmp/owned)`touch /tmp/owned`\\ %s %% é\n# -- ; rm -rf / &&\t\n";
    let profile = "abi <abi/3.0>,\ninclude <tunables/global>\nprofile seclab-deny-write {\n  file,\n}\n";
    let commented: String = nasty.lines().fold(String::new(), |all, line| all + "# " + line + "\n");
    let text = format!("# {commented}{profile}");
    guest.write_profile("seclab-deny-write", &text);
    guest.up().brings_up(|changes| changes == 1);
    let sum = guest.root("sha256sum </etc/apparmor.d/seclab-deny-write; ls /tmp/owned 2>/dev/null || :");
    assert_eq!(sum, format!("{}  -", seclab::digest::sha256(&text)));
    let words = guest.seclab(&["exec", "e2e", "--", "printf", "<%s>", nasty, "", "-x", "a b"]).succeeds();
    assert_eq!(words.stdout, format!("<{nasty}><><-x><a b>"));
    let built_in = concat!(env!("CARGO_MANIFEST_DIR"), "/labs/node/profiles/apparmor/seclab-deny-write");
    guest.write_profile("seclab-deny-write", &std::fs::read_to_string(built_in).unwrap());
}

fn a_student_without_ids_of_their_own_gets_them(guest: &Guest) {
    guest.begin_ready();
    guest.root("sed -i 's/^student:.*/student:100000:65536/' /etc/subuid; sed -i /^student/d /etc/subgid");
    let shared = guest.root("grep -c :100000: /etc/subuid");
    assert_eq!(shared, "2", "the image's own user has the first range");
    assert_eq!(guest.planned()[..], ["student.subuid", "student.subgid"]);
    guest.up().brings_up(|changes| changes == 2);
    guest.verifies();
}

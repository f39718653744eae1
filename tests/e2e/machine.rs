//! The machine as a whole: saved, restored, gone with its host, taken down.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::guest::Guest;
use crate::sessions;

sessions![
    a_restored_machine_has_what_it_had_and_the_right_time,
    after_a_reboot_of_the_host_start_brings_the_instance_back,
    waiting_for_cloud_init_is_no_change,
    a_paused_machine_goes_on_with_the_right_time,
    an_unknown_save_names_the_known_ones,
    a_save_that_was_cut_short_stops_no_other,
    files_are_copied_both_ways,
];

fn a_restored_machine_has_what_it_had_and_the_right_time(guest: &Guest) {
    guest.begin_ready();
    guest.root("echo kept >/root/note");
    guest.seclab(&["save", "e2e", "noted"]).succeeds();
    guest.root("rm /root/note");
    guest.seclab(&["restore", "e2e", "noted"]).succeeds();
    assert_eq!(guest.root("cat /root/note"), "kept");
    guest.seclab(&["restore", "e2e", "ready"]).succeeds();
    let there: u64 = guest.root("date +%s").parse().unwrap();
    let here = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    assert!(here.abs_diff(there) <= 5, "{there} there, {here} here");
    guest.verifies();
}

fn after_a_reboot_of_the_host_start_brings_the_instance_back(guest: &Guest) {
    guest.begin_ready();
    // What `up` changed a moment ago has to outlive it, too.
    guest.root("rm /home/student/.ssh/authorized_keys");
    guest.up().brings_up(|changes| changes == 1);
    let pid = std::fs::read_to_string(guest.instance_folder().join("nodes/node/qemu.pid")).unwrap();
    let command = std::fs::read_to_string(format!("/proc/{}/comm", pid.trim())).unwrap();
    assert!(command.starts_with("seclab-e2e"), "{command} is not our guest");
    let pid = rustix::process::Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    // A reboot empties the runtime folder, too.
    std::fs::remove_dir_all(guest.folder().join("run")).unwrap();
    let status = guest.seclab(&["status", "e2e", "-o", "json"]).succeeds().json();
    assert_eq!(status["nodes"][0]["state"], "stopped");
    guest.seclab(&["start", "e2e"]).succeeds();
    guest.up().changes_nothing();
    guest.verifies();
}

fn a_paused_machine_goes_on_with_the_right_time(guest: &Guest) {
    guest.begin_ready();
    for go_on in [&["start", "e2e"][..], &["up", "e2e"]] {
        let boot = guest.root("cat /proc/sys/kernel/random/boot_id");
        guest.seclab(&["pause", "e2e"]).succeeds();
        let status = guest.seclab(&["status", "e2e", "-o", "json"]).succeeds().json();
        assert_eq!(status["nodes"][0]["state"], "paused");
        std::thread::sleep(std::time::Duration::from_secs(8));
        guest.seclab(go_on).succeeds();
        let there: u64 = guest.root("date +%s").parse().unwrap();
        let here = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        assert!(here.abs_diff(there) <= 5, "{there} there, {here} here");
        assert_eq!(guest.root("cat /proc/sys/kernel/random/boot_id"), boot);
    }
}

fn waiting_for_cloud_init_is_no_change(guest: &Guest) {
    guest.begin_ready();
    guest.root("mv /run/cloud-init/result.json /run/result.json");
    guest.root("systemd-run --on-active=5 mv /run/result.json /run/cloud-init/");
    guest.up().changes_nothing();
    guest.root("test -e /run/cloud-init/result.json");
}

fn an_unknown_save_names_the_known_ones(guest: &Guest) {
    let said = guest.seclab(&["restore", "e2e", "nosuch"]).fails(1).stderr;
    assert!(said.contains("there is no saved state `nosuch`") && said.contains("bare, ready"), "{said}");
}

fn a_save_that_was_cut_short_stops_no_other(guest: &Guest) {
    guest.begin_ready();
    for milliseconds in [100, 200, 300, 400] {
        let mut save = guest.command(&["save", "e2e", "short"]).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        save.kill().unwrap();
        save.wait().unwrap();
        guest.seclab(&["save", "e2e", "short"]).succeeds();
        guest.seclab(&["restore", "e2e", "short"]).succeeds();
    }
    guest.verifies();
}

fn files_are_copied_both_ways(guest: &Guest) {
    guest.begin_ready();
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    std::fs::write(guest.folder().join("out file"), &bytes).unwrap();
    guest.seclab(&["cp", "out file", "e2e:in file"]).succeeds();
    guest.seclab(&["cp", "e2e/node:in file", "back"]).succeeds();
    assert_eq!(std::fs::read(guest.folder().join("back")).unwrap(), bytes);
}

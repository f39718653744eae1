//! Controllers that a restart of the student's user manager does not bring.

use serde_json::json;

use crate::guest::Guest;
use crate::sessions;

sessions![what_a_restart_does_not_delegate_comes_with_one_reboot];
sessions![long_sessions: what_no_reboot_delegates_is_an_error];

const LIVE: &str = "put the new delegation into effect";
const REBOOT: &str = "reboot, so that delegation takes effect";

fn what_a_restart_does_not_delegate_comes_with_one_reboot(guest: &Guest) {
    guest.begin_ready();
    let before = boot_id(guest);
    // A reboot empties /run, and with it what stands in the way.
    overrule_delegation(guest, "/run");
    assert_eq!(guest.planned()[..], ["delegation.live"]);
    let report = guest.up().succeeds().json();
    let node = &report["nodes"][0];
    assert_eq!(node["changed"], json!([LIVE, REBOOT]));
    assert_eq!(node["verified"]["passed"], node["verified"]["total"]);
    assert_ne!(boot_id(guest), before);
    guest.up().changes_nothing();
    guest.verifies();
}

fn what_no_reboot_delegates_is_an_error(guest: &Guest) {
    guest.begin_ready();
    overrule_delegation(guest, "/etc");
    let said = guest.up().fails(1).stderr;
    assert!(said.contains("it did not take: the node looks as before"), "{said}");
    assert!(said.contains("phase: delegation") && said.contains("not delegated to student"), "{said}");
    assert_eq!(said.matches(REBOOT).count(), 1, "{said}");
}

/// Somebody else's drop-in, read after seclab's own: it takes back what that one delegates.
fn overrule_delegation(guest: &Guest, root: &str) {
    guest.root(&format!(
        "mkdir -p {root}/systemd/system/user@.service.d
        printf '[Service]\\nDelegate=\\nDelegate=pids memory\\n' >{root}/systemd/system/user@.service.d/zz-other.conf
        systemctl daemon-reload
        systemctl restart user@1001.service"
    ));
}

fn boot_id(guest: &Guest) -> String {
    guest.root("cat /proc/sys/kernel/random/boot_id")
}

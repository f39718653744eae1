//! A machine that exists already: the guest itself, taken as somebody's host through ssh.

use std::path::{Path, PathBuf};

use crate::guest::Guest;
use crate::sessions;

sessions![long_sessions: a_workload_comes_up_on_an_existing_machine_and_down_leaves_no_trace];

const SURVEY: &str = include_str!("survey.sh");

fn a_workload_comes_up_on_an_existing_machine_and_down_leaves_no_trace(guest: &Guest) {
    guest.begin_bare();
    // A machine that seclab never saw.
    guest.root("rm -rf /var/lib/seclab /run/seclab");
    let before = guest.root(SURVEY);
    let lab = examples().join("one-container.yaml");
    let config = guest.instance_folder().join("nodes/node/ssh_config");
    let [lab, config] = [&lab, &config].map(|path| path.to_str().unwrap());
    let up = ["up", lab, "--host", &host(Path::new(config)), "--ssh-config", config, "--yes", "-o", "json"];
    guest.seclab(&up).brings_up(|changes| changes > 5);
    guest.seclab(&up).changes_nothing();
    guest.seclab(&["verify", "one-container"]).succeeds();
    assert_ne!(guest.root(SURVEY), before);

    guest.seclab(&["down", "one-container", "--yes"]).succeeds();
    let after = guest.root(SURVEY);
    assert_eq!(only_in(&after, &before), [""; 0], "left behind");
    assert_eq!(only_in(&before, &after), [""; 0], "taken away");
}

/// The lines of one text that another does not have.
fn only_in<'a>(text: &'a str, other: &str) -> Vec<&'a str> {
    let known: std::collections::HashSet<_> = other.lines().collect();
    text.lines().filter(|line| !known.contains(line)).collect()
}

/// The name that an ssh configuration gives its host.
fn host(config: &Path) -> String {
    let text = std::fs::read_to_string(config).unwrap();
    text.lines().find_map(|line| line.strip_prefix("Host ")).unwrap().trim().to_owned()
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

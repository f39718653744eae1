//! Plans of the lab `node` from recorded answers of nodes: the whole of `facts → changes`, with no node.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use seclab::catalog;
use seclab::phase::{Facts, Planned, Target};
use seclab::reconcile;

/// The key in the recorded answers.
const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJfYbXgQEgtf7faVs8ZxLUPPe2gFYHbzqefOilIXOAvM seclab-node";

fn target() -> Target {
    let loaded = catalog::load("node").unwrap();
    let profiles = loaded.lab.profiles.iter().flat_map(|profiles| &profiles.apparmor);
    let text = |file: &PathBuf| String::from_utf8(loaded.files.read(file).unwrap().into_owned()).unwrap();
    let files: BTreeMap<_, _> = profiles.map(|profile| (profile.file.clone(), text(&profile.file))).collect();
    Target { lab: loaded.lab.clone(), public_key: KEY.to_owned(), files, kubernetes: None }
}

fn recorded(case: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/facts").join(format!("{case}.txt"));
    std::fs::read_to_string(path).unwrap()
}

fn plan(case: &str) -> String {
    plan_from(&recorded(case))
}

fn plan_from(answer: &str) -> String {
    plan_of(&target(), answer)
}

fn plan_of(target: &Target, answer: &str) -> String {
    let facts = Facts::parse(answer).unwrap();
    let plan = match reconcile::plan(target, &facts) {
        Ok(plan) => plan,
        Err(error) => return format!("refused: {}", error.chain().join(": ")),
    };
    plan.steps.iter().fold(String::new(), |mut text, step| {
        match step {
            Planned::Change(change) => {
                writeln!(text, "{}: {} ({})", change.id, change.summary, change.reason).unwrap();
            }
            Planned::Later { phase, summary, after } => writeln!(text, "{phase}: {summary} (after {after})").unwrap(),
        }
        text
    })
}

#[test]
fn nothing_is_planned_for_a_prepared_node() {
    assert_eq!(plan("debian-12-prepared"), "");
}

#[test]
fn a_file_that_the_lab_no_longer_needs_is_removed() {
    let mut target = target();
    let kernel = target.lab.kernel.as_mut().unwrap();
    kernel.sysctls.clear();
    kernel.modules.clear();
    let planned = "\
prune.file:/etc/modules-load.d/seclab.conf: remove /etc/modules-load.d/seclab.conf (the lab no longer has it)
prune.file:/etc/sysctl.d/99-seclab.conf: remove /etc/sysctl.d/99-seclab.conf (the lab no longer has it)
";
    assert_eq!(plan_of(&target, &recorded("debian-12-prepared")), planned);
}

#[test]
fn a_bare_debian_12_with_the_packages_baked_in() {
    insta::assert_snapshot!(plan("debian-12-bare"));
}

#[test]
fn a_bare_ubuntu_22_04() {
    insta::assert_snapshot!(plan("ubuntu-22.04-bare"));
}

#[test]
fn a_bare_ubuntu_24_04_gets_a_profile_for_the_exact_program() {
    insta::assert_snapshot!(plan("ubuntu-24.04-bare"));
}

#[test]
fn a_reboot_is_planned_where_a_restart_of_this_boot_did_not_delegate() {
    let prepared = recorded("debian-12-prepared");
    let boot_id = Facts::parse(&prepared).unwrap().boot_id().to_owned();
    let lost = prepared.replace("controllers=cpuset cpu io memory pids", "controllers=memory pids");
    let in_vain = |boot: &str| lost.replace("in_vain=", &format!("in_vain={boot} cpu cpuset io memory pids"));
    let restart = "delegation.live: put the new delegation into effect (cpu cpuset io not delegated to student)\n";
    let reboot =
        "delegation.reboot: reboot, so that delegation takes effect (cpu cpuset io not delegated to student)\n";
    assert_eq!(plan_from(&lost), restart);
    assert_eq!(plan_from(&in_vain("another boot")), restart);
    assert_eq!(plan_from(&in_vain(&boot_id)), reboot);
}

#[test]
fn a_hybrid_ubuntu_20_04_is_refused() {
    assert_eq!(
        plan("ubuntu-20.04-hybrid"),
        "refused: ubuntu 20.04 runs with a hybrid of cgroup v1 and v2 instead of pure cgroup v2"
    );
}

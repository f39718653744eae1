//! What execve makes of capabilities: the formula against the kernel, on cases made at random from a seed.

mod cases;

use std::path::PathBuf;
use std::process::Command;

use seclab::policy::capabilities::{Executed, Execution, Set, Status, ThreadSets, execve};

use crate::guest::Guest;
use crate::sessions;

sessions![the_kernel_agrees_with_the_formula_on_capabilities, capabilities_on_a_node_are_explained];

const COUNT: usize = 250;

fn the_kernel_agrees_with_the_formula_on_capabilities(guest: &Guest) {
    guest.begin_ready();
    let seed = std::env::var("SECLAB_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    eprintln!("e2e: SECLAB_SEED={seed} makes the cases");
    let cases = cases::cases(seed, COUNT);
    let lines: Vec<String> = cases.iter().map(line).collect();
    std::fs::copy(probe(), guest.folder().join("capability-probe")).unwrap();
    std::fs::write(guest.folder().join("cases"), lines.join("\n") + "\n").unwrap();
    for file in ["capability-probe", "cases"] {
        guest.seclab(&["cp", "--admin", file, "e2e:/tmp/"]).succeeds();
    }
    let answers = guest.root(
        "findmnt -no OPTIONS /dev/shm | grep -q nosuid && install /tmp/capability-probe /usr/local/bin/ \
         && capability-probe ask /usr/local/bin /dev/shm </tmp/cases",
    );
    let answers: Vec<&str> = answers.lines().collect();
    assert_eq!(answers.len(), COUNT, "{:?}", answers.last());
    let computed: Vec<Executed> = cases.iter().map(execve).collect();
    let mut wrong = Vec::new();
    for ((case, answer), computed) in cases.iter().zip(&answers).zip(&computed) {
        if expected(computed) != *answer {
            wrong.push(format!("{case:#?}\n{computed:#?}\nexpected {}\nfound    {answer}", expected(computed)));
        }
    }
    assert!(wrong.is_empty(), "{} of {COUNT} differ, the first:\n{}", wrong.len(), wrong[0]);
    // Cases that all come to the same thing would prove little.
    let refused = answers.iter().filter(|answer| **answer == "refused").count();
    let with_effective = computed.iter().filter(|done| !done.refused && done.sets.effective != Set::NONE).count();
    let with_ambient = computed.iter().filter(|done| !done.refused && done.sets.ambient != Set::NONE).count();
    eprintln!("e2e: {COUNT} agree: {refused} refused, {with_effective} effective, {with_ambient} ambient");
    assert!(refused > 10 && with_effective > 50 && with_ambient > 10);
}

fn capabilities_on_a_node_are_explained(guest: &Guest) {
    guest.begin_ready();
    let explained = |subject: &str| {
        guest.seclab(&["caps", "explain", subject, "--instance", "e2e/node", "-o", "json"]).succeeds().json()
    };
    assert_eq!(explained("1")["process"]["status"]["sets"]["effective"].as_array().unwrap().len(), 41);
    // What is computed for the student's shell is what the student's process has.
    guest.root(
        "cp /usr/bin/sleep /usr/local/bin/held && setcap 'cap_net_raw,cap_kill=ep cap_chown=ei' /usr/local/bin/held",
    );
    let held = explained("/usr/local/bin/held");
    assert_eq!(held["file"]["capabilities"]["permitted"], serde_json::json!(["KILL", "NET_RAW"]));
    let started = "/usr/local/bin/held 5 >/dev/null 2>&1 & sleep 1; cat /proc/$!/status";
    let status = guest.seclab(&["exec", "e2e", "--", "sh", "-c", started]).succeeds().stdout;
    let status = Status::parse(&status).unwrap();
    assert_eq!(held["execve"]["after"]["sets"], serde_json::to_value(status.sets).unwrap());
    assert_eq!(held["process"]["status"]["real_uid"], status.real_uid);
    let said = guest.seclab(&["caps", "explain", "db", "--instance", "e2e"]).fails(1).stderr;
    assert!(said.contains("the container db can't be looked at: it does not run"), "{said}");
}

/// What the probe prints when the kernel agrees.
fn expected(computed: &Executed) -> String {
    if computed.refused {
        return "refused".to_owned();
    }
    let ThreadSets { permitted, inheritable, effective, bounding, ambient } = computed.sets;
    let sets = [permitted, inheritable, effective, bounding, ambient].map(|set| format!("{:016x}", set.bits()));
    format!("{} {}", computed.effective_uid, sets.join(" "))
}

/// A case in the words of `tests/capability-probe/src/case.rs`.
fn line(case: &Execution) -> String {
    let ThreadSets { permitted, inheritable, effective, bounding, ambient } = case.sets;
    let sets = [permitted, inheritable, effective, bounding, ambient].map(|set| format!("{:x}", set.bits()));
    let flags = [case.no_new_privs, case.no_root, case.nosuid].map(|flag| u8::from(flag).to_string());
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let file = case.file.map(|file| seclab::digest::hex(&file.encode()));
    let ids = format!("{} {}", case.real_uid, case.effective_uid);
    let setuid = or_dash(case.setuid.map(|owner| owner.to_string()));
    format!("{} {ids} {} {setuid} {}", sets.join(" "), flags.join(" "), or_dash(file))
}

/// The probe, linked statically: the guest's C library may be another.
fn probe() -> PathBuf {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("static");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "capability-probe", "--target-dir"])
        .arg(&target)
        .env("RUSTFLAGS", "-C target-feature=+crt-static -C strip=symbols")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status();
    assert!(built.unwrap().success(), "the probe can't be built");
    target.join("debug/capability-probe")
}

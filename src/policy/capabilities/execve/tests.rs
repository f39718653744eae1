//! The cases that capabilities(7) describes. That the kernel agrees is tried on a real guest: `tests/e2e`.

use super::*;

fn set(names: &str) -> Set {
    names.parse().unwrap()
}

/// An unprivileged user's shell.
fn user() -> Execution {
    Execution {
        sets: ThreadSets { bounding: Set::ALL, ..ThreadSets::default() },
        real_uid: 1000,
        effective_uid: 1000,
        no_new_privs: false,
        no_root: false,
        file: None,
        setuid: None,
        nosuid: false,
        namespace_root: 0,
    }
}

fn file(permitted: &str, effective: bool) -> FileCapabilities {
    FileCapabilities { permitted: set(permitted), effective, ..FileCapabilities::default() }
}

/// Permitted, effective and ambient afterwards.
fn after(before: &Execution) -> [String; 3] {
    let done = execve(before);
    assert!(!done.refused);
    [done.sets.permitted, done.sets.effective, done.sets.ambient].map(|set| set.to_string())
}

#[test]
fn a_plain_file_gives_a_user_nothing_but_the_ambient_set() {
    assert_eq!(after(&user()), ["none", "none", "none"]);
    let raw = set("net_raw");
    let sets = ThreadSets { permitted: raw, inheritable: raw, ambient: raw, bounding: Set::ALL, ..user().sets };
    assert_eq!(after(&Execution { sets, ..user() }), ["NET_RAW", "NET_RAW", "NET_RAW"]);
    assert_eq!(after(&Execution { sets, file: Some(file("chown", true)), ..user() }), ["CHOWN", "CHOWN", "none"]);
}

#[test]
fn file_capabilities_pass_the_bounding_set() {
    assert_eq!(after(&Execution { file: Some(file("net_raw", true)), ..user() }), ["NET_RAW", "NET_RAW", "none"]);
    assert_eq!(after(&Execution { file: Some(file("net_raw", false)), ..user() }), ["NET_RAW", "none", "none"]);
    let bounding = !set("net_raw");
    let narrow = Execution { sets: ThreadSets { bounding, ..user().sets }, ..user() };
    assert_eq!(
        after(&Execution { file: Some(file("net_raw,chown", false)), ..narrow.clone() }),
        ["CHOWN", "none", "none"]
    );
    let dumb = execve(&Execution { file: Some(file("net_raw,chown", true)), ..narrow });
    assert_eq!((dumb.refused, &dumb.rules[..1]), (true, &[SpecialRule::CapabilityDumb][..]));
    assert_eq!(dumb.missing.to_string(), "NET_RAW");
}

#[test]
fn the_inheritable_sets_meet_past_the_bounding_set() {
    let sets = ThreadSets { inheritable: set("net_raw,chown"), ..ThreadSets::default() };
    let file = FileCapabilities { inheritable: set("net_raw,bpf"), effective: true, ..FileCapabilities::default() };
    assert_eq!(after(&Execution { sets, file: Some(file), ..user() }), ["NET_RAW", "NET_RAW", "none"]);
}

#[test]
fn root_gets_all_unless_a_securebit_forbids() {
    let root = Execution { real_uid: 0, effective_uid: 0, ..user() };
    assert_eq!(after(&root), ["all", "all", "none"]);
    assert_eq!(after(&Execution { no_root: true, ..root.clone() }), ["none", "none", "none"]);
    assert_eq!(after(&Execution { setuid: Some(0), ..user() }), ["all", "all", "none"]);
    assert_eq!(after(&Execution { effective_uid: 1000, ..root.clone() }), ["all", "none", "none"]);
    let container = ThreadSets { bounding: set("chown,kill"), ..ThreadSets::default() };
    assert_eq!(after(&Execution { sets: container, ..root }), ["CHOWN,KILL", "CHOWN,KILL", "none"]);
}

#[test]
fn a_set_user_id_root_file_with_capabilities_has_only_those() {
    let both = Execution { setuid: Some(0), file: Some(file("chown", false)), ..user() };
    assert_eq!(after(&both), ["CHOWN", "none", "none"]);
    assert_eq!(after(&Execution { real_uid: 0, ..both }), ["all", "all", "none"]);
}

#[test]
fn no_new_privs_lets_nothing_be_won() {
    let bound = Execution { no_new_privs: true, ..user() };
    assert_eq!(after(&Execution { file: Some(file("net_raw", true)), ..bound.clone() }), ["none", "none", "none"]);
    let done = execve(&Execution { setuid: Some(0), ..bound.clone() });
    assert_eq!((done.sets.permitted, done.effective_uid), (Set::NONE, 1000));
    // What it had stays as far as the file has it, too.
    let sets = ThreadSets { permitted: set("net_raw,chown"), bounding: Set::ALL, ..ThreadSets::default() };
    assert_eq!(
        after(&Execution { sets, file: Some(file("net_raw,bpf", true)), ..bound }),
        ["NET_RAW", "NET_RAW", "none"]
    );
}

#[test]
fn what_is_mounted_nosuid_is_plain() {
    let there = Execution { nosuid: true, setuid: Some(0), file: Some(file("net_raw", true)), ..user() };
    assert_eq!(after(&there), ["none", "none", "none"]);
    assert_eq!(execve(&there).rules, [SpecialRule::NosuidMount]);
}

#[test]
fn capabilities_of_another_namespace_do_not_count() {
    let of = |rootid| Some(FileCapabilities { rootid: Some(rootid), ..file("net_raw", true) });
    assert_eq!(after(&Execution { file: of(100_000), ..user() }), ["none", "none", "none"]);
    assert_eq!(after(&Execution { file: of(100_000), namespace_root: 100_000, ..user() })[0], "NET_RAW");
    assert_eq!(after(&Execution { file: of(0), namespace_root: 100_000, ..user() })[0], "NET_RAW");
}

#[test]
fn each_term_is_kept_with_its_value() {
    let done = execve(&Execution { file: Some(file("net_raw", true)), ..user() });
    let permitted = &done.formulas[1];
    assert_eq!(permitted.text, PERMITTED);
    let terms: Vec<String> = permitted.terms.iter().map(|term| format!("{} {}", term.name, term.value)).collect();
    let expected =
        ["P(inheritable) none", "F(inheritable) none", "F(permitted) NET_RAW", "P(bounding) all", "P'(ambient) none"];
    assert_eq!(terms, expected);
    assert_eq!(permitted.result.to_string(), "NET_RAW");
    assert_eq!(done.formulas.last().unwrap().result, Set::ALL);
}

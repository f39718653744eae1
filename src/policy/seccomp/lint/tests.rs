//! Each finding, from the text that brings it.

use super::lint;

/// Findings as `LINE:COLUMN: SEVERITY[RULE]: MESSAGE`.
fn found(text: &str) -> Vec<String> {
    let line = |f: super::Finding| {
        assert!(!f.why.is_empty() && !f.why.ends_with('.'), "{f:?}");
        format!("{}:{}: {}[{}]: {}", f.line, f.column, f.severity.as_str(), f.rule, f.message)
    };
    lint(text).into_iter().map(line).collect()
}

/// A deny-list with rules.
fn denying(rules: &str) -> String {
    format!("{{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [\n{rules}]}}")
}

fn rules(text: &str) -> Vec<&'static str> {
    lint(text).into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn a_sound_deny_list_has_no_finding() {
    let sound = r#"{"names": ["ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1},
        {"names": ["keyctl", "add_key", "request_key"], "action": "SCMP_ACT_KILL_PROCESS"}"#;
    assert_eq!(found(&denying(sound)), [""; 0]);
}

#[test]
fn text_that_is_no_json_is_shown_where_it_ends_to_be() {
    assert_eq!(found(""), ["1:1: error[not-json]: the file is empty"]);
    assert_eq!(found("{\n  \"a\": 1,\n}"), ["2:9: error[not-json]: trailing commas are not allowed"]);
    assert_eq!(found("defaultAction: x"), ["1:1: error[not-json]: unexpected word"]);
    assert_eq!(found("// no\n{}"), ["1:1: error[not-json]: comments are not allowed"]);
    assert_eq!(found("[]"), ["1:1: error[wrong-type]: expected a profile, an object, found a list"]);
    assert!(found(&"[".repeat(100_000))[0].contains("depth"));
}

#[test]
fn keys_are_read_strictly() {
    let text = r#"{"é": 1, "defaultAction": "SCMP_ACT_ALLOW", "defaultAction": "SCMP_ACT_LOG", "sycalls": [], "archMap": [1]}"#;
    assert_eq!(
        found(text),
        [
            "1:2: error[unknown-key]: unknown key `é` in a profile",
            "1:45: error[duplicate-key]: the key `defaultAction` stands here twice",
            "1:78: error[unknown-key]: unknown key `sycalls` in a profile; did you mean `syscalls`?",
            "1:93: warning[docker-only-key]: `archMap` is no key of the OCI format",
        ]
    );
    let rule = r#"{"names": ["bpf"], "action": "SCMP_ACT_ERRNO", "arg": [], "includes": {"caps": []}, "excludes": {}, "comment": "x"}"#;
    assert_eq!(
        found(&denying(rule)),
        [
            "2:48: error[unknown-key]: unknown key `arg` in a rule; did you mean `args`?",
            "2:59: error[docker-only-key]: `includes` is no key of the OCI format",
            "2:101: warning[docker-only-key]: `comment` is no key of the OCI format",
        ]
    );
}

#[test]
fn what_is_missing_or_of_another_type_is_said() {
    assert_eq!(found("{}"), ["1:1: error[missing-key]: the key `defaultAction` is missing"]);
    assert_eq!(
        found("{\"defaultAction\": 3, \"syscalls\": {}}"),
        [
            "1:19: error[wrong-type]: expected a string, found 3",
            "1:34: error[wrong-type]: expected a list, found an object"
        ]
    );
    let rule = r#"{"names": []},
{"names": ["bpf"], "action": "SCMP_ACT_DENY", "errnoRet": -1},
{"names": ["bpf"], "action": "SCMP_ACT_ERRNO", "errnoRet": "EPERM"},
{"names": ["bpf"], "action": "SCMP_ACT_KILL", "errnoRet": 1}"#;
    assert_eq!(
        found(&denying(rule)),
        [
            "2:1: error[missing-key]: the key `action` is missing",
            "2:11: error[empty-names]: `names` is empty",
            "3:30: error[unknown-action]: unknown action `SCMP_ACT_DENY`; did you mean `SCMP_ACT_ERRNO`?",
            "4:60: error[wrong-type]: expected a whole number of up to 32 bits, without quotes, found a string",
            "5:59: error[errno-without-use]: `errnoRet` with SCMP_ACT_KILL, which has no error number",
        ]
    );
}

#[test]
fn arguments_are_compared_as_libseccomp_does() {
    let rule = |args: &str| {
        denying(&format!("{{\"names\": [\"bpf\"], \"action\": \"SCMP_ACT_ERRNO\", \"args\": [\n{args}]}}"))
    };
    let big = u64::MAX;
    assert_eq!(
        found(&rule(&format!(r#"{{"index": 5, "value": {big}, "op": "SCMP_CMP_EQ", "valueTwo": 0}}"#))),
        [""; 0]
    );
    assert_eq!(
        found(&rule(r#"{"index": 6, "value": 0, "op": "SCMP_CMP_EQ"}"#)),
        ["3:1: error[argument-index]: a system call has the arguments 0 to 5"]
    );
    assert_eq!(
        found(&rule(r#"{"index": 0, "value": 7, "valueTwo": 1, "op": "SCMP_CMP_GT"}"#)),
        ["3:1: warning[second-value-without-mask]: `valueTwo` with SCMP_CMP_GT"]
    );
    assert_eq!(
        found(&rule(r#"{"index": 0, "value": 7, "op": "SCMP_CMP_MASKED_EQ"}"#)),
        ["3:1: warning[masked-without-value]: SCMP_CMP_MASKED_EQ without `valueTwo`"]
    );
    assert_eq!(
        found(&rule(r#"{"index": 0, "value": 7, "op": "SCMP_CMP_MASK_EQ"}"#)),
        ["3:32: error[unknown-operator]: unknown operator `SCMP_CMP_MASK_EQ`; did you mean `SCMP_CMP_MASKED_EQ`?"]
    );
    let twice = r#"{"index": 1, "value": 7, "op": "SCMP_CMP_NE"}, {"index": 1, "value": 8, "op": "SCMP_CMP_NE"}"#;
    assert_eq!(rules(&rule(twice)), ["repeated-argument"]);
}

#[test]
fn names_must_be_known_where_the_profile_is_for() {
    let rule = r#"{"names": ["mkdirr", "socketcall"], "action": "SCMP_ACT_ERRNO"}"#;
    assert_eq!(
        found(&denying(rule)),
        [
            "2:12: error[unknown-syscall]: unknown system call `mkdirr`; did you mean `mkdir`?",
            "2:22: warning[syscall-of-another-architecture]: `socketcall` does not exist on x86_64 and aarch64, only on x86, s390x, ppc64, mips",
        ]
    );
    let listed = r#"{"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"],
        "syscalls": [{"names": ["iopl", "bpf"], "action": "SCMP_ACT_ERRNO"}]}"#;
    assert_eq!(rules(listed), ["one-kind-of-node", "syscall-of-another-architecture"]);
    assert_eq!(
        rules(&listed.replace("SCMP_ARCH_ARM", "SCMP_ARCH_SH").replace("AARCH64", "X86_64")),
        ["architecture-gap"]
    );
}

#[test]
fn architectures_that_are_left_out_are_named() {
    let profile = |list: &str| {
        format!("{{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"architectures\": [{list}], \"syscalls\": []}}")
    };
    assert_eq!(
        found(&profile("\"SCMP_ARCH_X86_64\"")),
        [
            "1:55: warning[architecture-gap]: SCMP_ARCH_X86_64 without SCMP_ARCH_X86 and SCMP_ARCH_X32",
            "1:55: warning[one-kind-of-node]: only architectures of SCMP_ARCH_X86_64 nodes are listed, none of SCMP_ARCH_AARCH64 nodes",
        ]
    );
    let all = r#""SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32", "SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM""#;
    assert_eq!(found(&profile(all)), [""; 0]);
    assert_eq!(found(&profile("")), [""; 0]);
    assert_eq!(found(&profile("\"amd64\"")), ["1:55: error[unknown-architecture]: unknown architecture `amd64`"]);
}

#[test]
fn a_supervisor_can_not_be_asked_everything() {
    let rule = r#"{"names": ["bpf", "write"], "action": "SCMP_ACT_NOTIFY"}"#;
    assert_eq!(
        found(&denying(rule)),
        [
            "2:19: error[notify-on-write]: SCMP_ACT_NOTIFY on `write`",
            "2:19: warning[twin-not-denied]: `write` is denied, but not `writev`, `pwrite64`, `pwritev`, `pwritev2` and `io_uring_setup`",
            "2:39: error[notify-without-listener]: SCMP_ACT_NOTIFY without `listenerPath`",
        ]
    );
    let default = r#"{"defaultAction": "SCMP_ACT_NOTIFY", "listenerPath": "/run/agent.sock"}"#;
    assert!(rules(default).contains(&"notify-as-default"));
    assert!(!rules(default).contains(&"notify-without-listener"));
}

#[test]
fn rules_that_say_nothing_or_two_things_are_found() {
    let both = r#"{"names": ["bpf"], "action": "SCMP_ACT_ALLOW"},
{"names": ["bpf", "acct"], "action": "SCMP_ACT_ERRNO"},
{"names": ["bpf"], "action": "SCMP_ACT_KILL"},
{"names": ["acct"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1},
{"names": ["acct"], "action": "SCMP_ACT_LOG", "args": [{"index": 0, "value": 0, "op": "SCMP_CMP_EQ"}]}"#;
    assert_eq!(
        found(&denying(both)),
        [
            "2:30: warning[rule-without-effect]: the rule's action is the default action: SCMP_ACT_ALLOW, while another rule covers some of its calls",
            "4:12: warning[conflicting-rules]: `bpf` has another action in line 3",
            "6:12: warning[conflicting-rules]: `acct` has another action in line 3",
        ]
    );
}

#[test]
fn a_deny_list_is_asked_for_twins() {
    for (denied, finding) in [
        ("mkdir", "`mkdir` is denied, but not `mkdirat` and `io_uring_setup`"),
        (
            "mount",
            "`mount` is denied, but not `fsopen`, `fspick`, `fsmount`, `move_mount`, `open_tree` and `mount_setattr`",
        ),
        ("unshare", "`unshare` is denied, but not `clone` and `clone3`"),
    ] {
        let text = denying(&format!(r#"{{"names": ["{denied}"], "action": "SCMP_ACT_ERRNO"}}"#));
        assert_eq!(found(&text), [format!("2:12: warning[twin-not-denied]: {finding}")]);
    }
    // What is only logged is not denied.
    assert_eq!(found(&denying(r#"{"names": ["mkdir"], "action": "SCMP_ACT_LOG"}"#)), [""; 0]);
    // On aarch64 there is no open.
    let there = r#"{"defaultAction": "SCMP_ACT_LOG", "architectures": ["SCMP_ARCH_AARCH64", "SCMP_ARCH_X86_64", "SCMP_ARCH_ARM"],
        "syscalls": [{"names": ["chmod", "fchmod", "fchmodat"], "action": "SCMP_ACT_ERRNO"}]}"#;
    assert!(found(there)[1].contains("but not `fchmodat2`"), "{:?}", found(there));
}

#[test]
fn an_allow_list_must_let_a_container_start() {
    let text = r#"{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["brk", "mmap", "mprotect", "munmap", "openat", "read", "write", "close"], "action": "SCMP_ACT_ALLOW"}]}"#;
    assert_eq!(
        found(text),
        ["1:19: warning[container-can-not-start]: the profile does not allow `execve` and `exit_group`"]
    );
}

proptest::proptest! {
    /// A profile that somebody is just typing: cut short, and something put in the middle.
    #[test]
    fn no_text_is_too_broken_to_be_looked_at(cut in 0..400_usize, at in 0..400_usize, put in "[\\[\\]{},:\"a-z0-9é \n-]{0,6}") {
        let whole = r#"{"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86_64"], "syscalls": [
            {"names": ["read", "é"], "action": "SCMP_ACT_ALLOW", "errnoRet": 1, "args": [{"index": 0, "value": 1, "op": "SCMP_CMP_EQ"}]},
            {"names": [], "action": "SCMP_ACT_NOTIFY"}]}"#;
        let (before, after): (String, String) = (whole.chars().take(at).collect(), whole.chars().skip(at).collect());
        let text: String = (before + &put + &after).chars().take(cut).collect();
        let parsed = crate::policy::seccomp::parse(&text);
        let errors = lint(&text).iter().filter(|found| found.severity == crate::policy::seccomp::Severity::Error).count();
        proptest::prop_assert!(parsed.is_ok() || (errors > 0 && !parsed.unwrap_err().is_empty()));
        let lines = text.split('\n').count();
        proptest::prop_assert!(lint(&text).iter().all(|found| (1..=lines).contains(&found.line) && found.column > 0));
    }
}

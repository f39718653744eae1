//! `seclab seccomp`: profiles checked, explained and compared.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

#[path = "support/process.rs"]
mod process;

use process::shown;
use tempfile::TempDir;

const DENY: &str = r#"{
  "defaultAction": "SCMP_ACT_ALLOW",
  "syscalls": [
    {"names": ["ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd"], "action": "SCMP_ACT_ERRNO"},
    {"names": ["bpf"], "action": "SCMP_ACT_KILL_PROCESS"}
  ]
}
"#;

const ALLOW: &str = r#"{
  "defaultAction": "SCMP_ACT_ERRNO",
  "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32", "SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"],
  "syscalls": [
    {"names": ["execve", "exit_group", "brk", "mmap", "mprotect", "munmap", "openat", "read", "write", "close"],
     "action": "SCMP_ACT_ALLOW"},
    {"names": ["socket"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 1, "op": "SCMP_CMP_EQ"}]}
  ]
}
"#;

/// A folder with the profiles `deny.json` and `allow.json`.
fn here() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs_err::write(folder.path().join("deny.json"), DENY).unwrap();
    fs_err::write(folder.path().join("allow.json"), ALLOW).unwrap();
    folder
}

fn run(arguments: &[&str]) -> String {
    shown(here().path(), &[&["seccomp"], arguments].concat())
}

#[test]
fn lint_of_sound_profiles_finds_nothing() {
    insta::assert_snapshot!(run(&["lint", "deny.json", "allow.json"]), @"");
    insta::assert_snapshot!(run(&["lint", "allow.json", "-o", "json"]), @"");
}

#[test]
fn lint_shows_each_mistake_where_it_stands_and_what_it_leads_to() {
    let folder = here();
    let text =
        DENY.replace("\"bpf\"", "\"mkdir\", \"bfp\"").replace("  \"syscalls\"", "  \"archs\": [],\n  \"syscalls\"");
    fs_err::write(folder.path().join("bad.json"), text).unwrap();
    let run = |arguments: &[&str]| shown(folder.path(), &[&["seccomp", "lint", "bad.json"], arguments].concat());
    insta::assert_snapshot!(run(&[]), @"");
    insta::assert_snapshot!(run(&["--quiet", "-o", "name"]), @"");
}

#[test]
fn warnings_alone_leave_the_exit_code_at_0() {
    let folder = here();
    let text = DENY.replace("\"bpf\"", "\"unshare\"");
    fs_err::write(folder.path().join("warned.json"), text).unwrap();
    insta::assert_snapshot!(shown(folder.path(), &["seccomp", "lint", "warned.json"]), @"");
}

#[test]
fn what_is_no_profile_is_refused_with_the_way_to_learn_more() {
    let folder = here();
    fs_err::write(folder.path().join("no.json"), "{\"defaultAction\": \"ALLOW\"}").unwrap();
    insta::assert_snapshot!(shown(folder.path(), &["seccomp", "explain", "no.json"]), @"");
    insta::assert_snapshot!(shown(folder.path(), &["seccomp", "lint", "nowhere.json"]), @"");
}

#[test]
fn explain_says_what_gets_through_and_what_it_gives() {
    insta::assert_snapshot!(run(&["explain", "allow.json"]), @"");
    insta::assert_snapshot!(run(&["explain", "allow.json", "-o", "name"]), @"");
}

#[test]
fn explain_of_a_deny_list_names_what_it_closes() {
    let text = run(&["explain", "deny.json"]);
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("    ")).collect();
    insta::assert_snapshot!(lines.join("\n"), @"");
}

#[test]
fn diff_shows_both_sides_and_the_gain() {
    let folder = here();
    let other = DENY.replace(
        "\"bpf\"], \"action\": \"SCMP_ACT_KILL_PROCESS\"",
        "\"bpf\", \"keyctl\"], \"action\": \"SCMP_ACT_ERRNO\"",
    );
    let other = other.replace("\"pidfd_getfd\"], \"action\": \"SCMP_ACT_ERRNO\"", "\"pidfd_getfd\"], \"action\": \"SCMP_ACT_ERRNO\", \"args\": [{\"index\": 1, \"value\": 0, \"op\": \"SCMP_CMP_NE\"}]");
    fs_err::write(folder.path().join("other.json"), other).unwrap();
    let run = |arguments: &[&str]| shown(folder.path(), &[&["seccomp", "diff"], arguments].concat());
    insta::assert_snapshot!(run(&["deny.json", "other.json"]), @"");
    insta::assert_snapshot!(run(&["deny.json", "other.json", "-o", "name"]), @"");
    insta::assert_snapshot!(run(&["deny.json", "deny.json"]), @"");
}

//! `seclab caps explain`: capabilities of processes and files, and what would be.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

#[path = "support/process.rs"]
mod process;

use process::{seclab, shown};
use tempfile::TempDir;

fn here() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn explain(arguments: &[&str]) -> String {
    shown(here().path(), &[&["caps", "explain"], arguments].concat())
}

#[test]
fn file_capabilities_are_followed_term_by_term() {
    insta::assert_snapshot!(explain(&["--file-permitted", "net_bind_service", "--file-effective", "--bounding", "all"]), @"");
}

#[test]
fn root_in_a_container_has_what_its_bounding_set_leaves() {
    insta::assert_snapshot!(explain(&["--uid", "0", "--bounding", "chown,cap_kill,NET_RAW"]), @"");
}

#[test]
fn a_capability_dumb_program_is_refused() {
    insta::assert_snapshot!(
        explain(&["--file-permitted", "net_raw,net_admin", "--file-effective", "--bounding", "net_raw"]),
        @""
    );
}

#[test]
fn no_new_privs_takes_the_set_user_id_bit_away() {
    insta::assert_snapshot!(explain(&["--setuid-root", "--no-new-privs"]), @"");
    insta::assert_snapshot!(explain(&["--setuid-root", "--bounding", "kill", "-o", "name"]), @"");
}

#[test]
fn json_has_every_term() {
    let raw = ["--permitted", "net_raw", "--inheritable", "net_raw", "--ambient", "net_raw", "--bounding", "net_raw"];
    let text = explain(&[&raw[..], &["-o", "json"]].concat());
    let json: serde_json::Value = serde_json::from_str(text.split_once("--- stdout\n").unwrap().1).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&json["execve"]["after"]).unwrap(), @"");
}

#[test]
fn a_set_that_is_none_is_wrong_usage() {
    insta::assert_snapshot!(explain(&["--bounding", "net_rwa"]), @"");
    insta::assert_snapshot!(explain(&[]), @"");
}

#[test]
fn a_process_is_read_from_this_machine() {
    let done = seclab(here().path(), &["caps", "explain", &std::process::id().to_string(), "-o", "json"])
        .env("PATH", std::env::var_os("PATH").unwrap())
        .output()
        .unwrap();
    let json: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(json["process"]["pid"], std::process::id());
    assert_eq!(json["execve"], serde_json::Value::Null);
    let status = fs_err::read_to_string("/proc/self/status").unwrap();
    let effective = status.lines().find_map(|line| line.strip_prefix("CapEff:\t")).unwrap();
    let effective = seclab::policy::capabilities::Set::from_hex(effective).unwrap();
    assert_eq!(json["process"]["status"]["sets"]["effective"], serde_json::to_value(effective).unwrap());
}

#[test]
fn a_file_is_executed_by_the_calling_process() {
    let folder = here();
    fs_err::write(folder.path().join("plain"), "").unwrap();
    let done = seclab(folder.path(), &["caps", "explain", "./plain", "-o", "json"])
        .env("PATH", std::env::var_os("PATH").unwrap())
        .output()
        .unwrap();
    let json: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(json["process"]["pid"], std::process::id());
    assert_eq!(json["file"]["capabilities"], serde_json::Value::Null);
    assert_eq!(json["execve"]["before"]["sets"], json["process"]["status"]["sets"]);
}

#[test]
fn what_is_not_there_is_said() {
    insta::assert_snapshot!(explain(&["4194999"]), @"");
    insta::assert_snapshot!(explain(&["./nothing"]), @"");
    insta::assert_snapshot!(explain(&["web", "-i", "nowhere"]), @"");
}

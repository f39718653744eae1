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
    insta::assert_snapshot!(explain(&["--file-permitted", "net_bind_service", "--file-effective", "--bounding", "all"]), @"
    exit code 0
    --- stdout
    execve by user 1000 (effective 1000)
      rule: the file has capabilities or changes the user: the ambient set is cleared

    P'(ambient) = 0
      =               none

    P'(permitted) = (P(inheritable) & F(inheritable)) | (F(permitted) & P(bounding)) | P'(ambient)
      P(inheritable)  none
      F(inheritable)  none
      F(permitted)    NET_BIND_SERVICE
      P(bounding)     all
      P'(ambient)     none
      =               NET_BIND_SERVICE

    P'(effective) = F(effective) ? P'(permitted) : P'(ambient), F(effective) is 1
      P'(permitted)   NET_BIND_SERVICE
      =               NET_BIND_SERVICE

    P'(inheritable) = P(inheritable)
      P(inheritable)  none
      =               none

    P'(bounding) = P(bounding)
      P(bounding)     all
      =               all

    what it may do after execve:
      NET_BIND_SERVICE   listen on ports below 1024
    ");
}

#[test]
fn root_in_a_container_has_what_its_bounding_set_leaves() {
    insta::assert_snapshot!(explain(&["--uid", "0", "--bounding", "chown,cap_kill,NET_RAW"]), @"
    exit code 0
    --- stdout
    execve by user 0 (effective 0)
      rule: the effective user is 0: F(permitted) and F(inheritable) count as all, F(effective) as 1

    P'(ambient) = P(ambient)
      P(ambient)      none
      =               none

    P'(permitted) = (P(inheritable) & F(inheritable)) | (F(permitted) & P(bounding)) | P'(ambient)
      P(inheritable)  none
      F(inheritable)  all
      F(permitted)    all
      P(bounding)     CHOWN,KILL,NET_RAW
      P'(ambient)     none
      =               CHOWN,KILL,NET_RAW

    P'(effective) = F(effective) ? P'(permitted) : P'(ambient), F(effective) is 1
      P'(permitted)   CHOWN,KILL,NET_RAW
      =               CHOWN,KILL,NET_RAW

    P'(inheritable) = P(inheritable)
      P(inheritable)  none
      =               none

    P'(bounding) = P(bounding)
      P(bounding)     CHOWN,KILL,NET_RAW
      =               CHOWN,KILL,NET_RAW

    what it may do after execve:
      CHOWN              change the owner of any file
      KILL               send signals to processes of other users
      NET_RAW            send and receive raw packets: ping, but also ARP spoofing and DNS forgery
    ");
}

#[test]
fn a_capability_dumb_program_is_refused() {
    insta::assert_snapshot!(
        explain(&["--file-permitted", "net_raw,net_admin", "--file-effective", "--bounding", "net_raw"]),
        @"
        exit code 0
        --- stdout
        execve by user 1000 (effective 1000)
          rule: the file's effective bit is set, but it would not get all of its permitted capabilities: execve fails with EPERM, as the program can't tell that it has less
          rule: the file has capabilities or changes the user: the ambient set is cleared

        execve fails with EPERM: NET_ADMIN would be missing
        "
    );
}

#[test]
fn no_new_privs_takes_the_set_user_id_bit_away() {
    insta::assert_snapshot!(explain(&["--setuid-root", "--no-new-privs"]), @"
    exit code 0
    --- stdout
    execve by user 1000 (effective 1000)
      rule: no_new_privs is set: the set-user-ID bit is ignored

    P'(ambient) = P(ambient)
      P(ambient)      none
      =               none

    P'(permitted) = (P(inheritable) & F(inheritable)) | (F(permitted) & P(bounding)) | P'(ambient)
      P(inheritable)  none
      F(inheritable)  none
      F(permitted)    none
      P(bounding)     all
      P'(ambient)     none
      =               none

    P'(effective) = F(effective) ? P'(permitted) : P'(ambient), F(effective) is 0
      P'(ambient)     none
      =               none

    P'(inheritable) = P(inheritable)
      P(inheritable)  none
      =               none

    P'(bounding) = P(bounding)
      P(bounding)     all
      =               all

    what it may do after execve: nothing that asks for a capability
    ");
    insta::assert_snapshot!(explain(&["--setuid-root", "--bounding", "kill", "-o", "name"]), @"
    exit code 0
    --- stdout
    KILL
    ");
}

#[test]
fn json_has_every_term() {
    let raw = ["--permitted", "net_raw", "--inheritable", "net_raw", "--ambient", "net_raw", "--bounding", "net_raw"];
    let text = explain(&[&raw[..], &["-o", "json"]].concat());
    let json: serde_json::Value = serde_json::from_str(text.split_once("--- stdout\n").unwrap().1).unwrap();
    let after = &json["execve"]["after"];
    assert_eq!(after["formulas"].as_array().unwrap().len(), 5);
    insta::assert_snapshot!(after["formulas"][1].to_string(), @r#"
    {"result":["NET_RAW"],"terms":[{"name":"P(inheritable)","value":["NET_RAW"]},{"name":"F(inheritable)","value":[]},{"name":"F(permitted)","value":[]},{"name":"P(bounding)","value":["NET_RAW"]},{"name":"P'(ambient)","value":["NET_RAW"]}],"text":"P'(permitted) = (P(inheritable) & F(inheritable)) | (F(permitted) & P(bounding)) | P'(ambient)"}
    "#);
    insta::assert_snapshot!(after["sets"].to_string(), @r#"
    {"ambient":["NET_RAW"],"bounding":["NET_RAW"],"effective":["NET_RAW"],"inheritable":["NET_RAW"],"permitted":["NET_RAW"]}
    "#);
    assert_eq!(json["may"][0]["capability"], "NET_RAW");
}

#[test]
fn a_set_that_is_none_is_wrong_usage() {
    insta::assert_snapshot!(explain(&["--bounding", "net_rwa"]), @"
    exit code 2
    --- stderr
    error: invalid value 'net_rwa' for '--bounding <SET>': `net_rwa` is no capability; did you mean `NET_RAW`?

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(explain(&[]), @"
    exit code 2
    --- stderr
    error: nothing is named, and nothing supposed
    hint: seclab caps explain 1
    ");
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
    insta::assert_snapshot!(explain(&["4194999"]), @"
    exit code 1
    --- stderr
    error: process 4194999 can't be looked at: there is no process 4194999
    ");
    insta::assert_snapshot!(explain(&["./nothing"]), @"
    exit code 1
    --- stderr
    error: ./nothing can't be looked at: there is no such file
    ");
    insta::assert_snapshot!(explain(&["web", "-i", "nowhere"]), @"
    exit code 2
    --- stderr
    error: there is no instance `nowhere`
    hint: seclab ls
    ");
}

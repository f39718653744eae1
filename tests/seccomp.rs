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
    insta::assert_snapshot!(run(&["lint", "deny.json", "allow.json"]), @"
    exit code 0
    --- stderr
    0 errors, 0 warnings in 2 files.
    ");
    insta::assert_snapshot!(run(&["lint", "allow.json", "-o", "json"]), @r#"
    exit code 0
    --- stdout
    {
      "files": [
        {
          "file": "allow.json",
          "findings": []
        }
      ]
    }
    --- stderr
    0 errors, 0 warnings in 1 file.
    "#);
}

#[test]
fn lint_shows_each_mistake_where_it_stands_and_what_it_leads_to() {
    let folder = here();
    let text =
        DENY.replace("\"bpf\"", "\"mkdir\", \"bfp\"").replace("  \"syscalls\"", "  \"archs\": [],\n  \"syscalls\"");
    fs_err::write(folder.path().join("bad.json"), text).unwrap();
    let run = |arguments: &[&str]| shown(folder.path(), &[&["seccomp", "lint", "bad.json"], arguments].concat());
    insta::assert_snapshot!(run(&[]), @"
    exit code 3
    --- stdout
    bad.json:3:3: error[unknown-key]: unknown key `archs` in a profile; did you mean `architectures`?
      runtimes pass over unknown keys in silence: what stands under it is not applied
    bad.json:6:16: warning[twin-not-denied]: `mkdir` is denied, but not `mkdirat` and `io_uring_setup`
      making folders goes on by the other way
    bad.json:6:25: error[unknown-syscall]: unknown system call `bfp`
      runtimes pass over names that they don't know: the call that was meant stays allowed
    --- stderr
    2 errors, 1 warning in 1 file.
    ");
    insta::assert_snapshot!(run(&["--quiet", "-o", "name"]), @"
    exit code 3
    --- stdout
    bad.json
    ");
}

#[test]
fn warnings_alone_leave_the_exit_code_at_0() {
    let folder = here();
    let text = DENY.replace("\"bpf\"", "\"unshare\"");
    fs_err::write(folder.path().join("warned.json"), text).unwrap();
    insta::assert_snapshot!(shown(folder.path(), &["seccomp", "lint", "warned.json"]), @"
    exit code 0
    --- stdout
    warned.json:5:16: warning[twin-not-denied]: `unshare` is denied, but not `clone` and `clone3`
      making namespaces goes on by the other way
    --- stderr
    0 errors, 1 warning in 1 file.
    ");
}

#[test]
fn a_profile_can_not_forge_a_finding() {
    let folder = here();
    let text = DENY.replace("\"bpf\"", r#""x\nbad.json:1:1: error[z]: \u001b[31mnot so""#);
    fs_err::write(folder.path().join("bad.json"), text).unwrap();
    insta::assert_snapshot!(shown(folder.path(), &["seccomp", "lint", "bad.json"]), @"
    exit code 3
    --- stdout
    bad.json:5:16: error[unknown-syscall]: unknown system call `x bad.json:1:1: error[z]: not so`
      runtimes pass over names that they don't know: the call that was meant stays allowed
    --- stderr
    1 error, 0 warnings in 1 file.
    ");
}

#[test]
fn what_is_no_profile_is_refused_with_the_way_to_learn_more() {
    let folder = here();
    fs_err::write(folder.path().join("no.json"), "{\"defaultAction\": \"ALLOW\"}").unwrap();
    insta::assert_snapshot!(shown(folder.path(), &["seccomp", "explain", "no.json"]), @"
    exit code 2
    --- stderr
    error: no.json is no seccomp profile that a runtime takes: in line 1, unknown action `ALLOW`
    hint: seclab seccomp lint no.json
    ");
    insta::assert_snapshot!(shown(folder.path(), &["seccomp", "lint", "nowhere.json"]), @"
    exit code 2
    --- stderr
    error: nowhere.json can't be read
    caused by: No such file or directory (os error 2)
    ");
}

#[test]
fn explain_says_what_gets_through_and_what_it_gives() {
    insta::assert_snapshot!(run(&["explain", "allow.json"]), @"
    exit code 0
    --- stdout
    allow.json: allow-list; a call that no rule covers fails with EPERM
    by rules 11 of the known calls: is allowed
    architectures: the node's own, SCMP_ARCH_X86_64, SCMP_ARCH_X86, SCMP_ARCH_X32, SCMP_ARCH_AARCH64, SCMP_ARCH_ARM; programs of others are killed at their first call

    What an attacker in the container can use:
      network: make sockets, connect, listen, send and receive (1 of 19 calls)
        gain: carries data out, calls home, reaches the pod network, the node's services and cloud metadata; rare socket families reach rarely tested kernel code
        socket is allowed when argument 0 == 0x1; else fails with EPERM
      programs: start programs (1 of 2 calls)
        gain: starts a shell or a tool it has brought along
        calls: execve
      changing files: write, make, remove, rename and link files (1 of 31 calls)
        gain: leaves tools and changed configuration wherever it may write
        calls: write
      opening files: open and read files (2 of 10 calls)
        gain: reads secrets, tokens and configuration that it may read
        calls: openat, read
      memory protection: make memory executable (1 of 4 calls)
        gain: runs code that it has written into memory
        calls: mprotect

    What it can't use: kernel modules, another kernel, bpf, namespaces, mounting, other processes, io_uring, userfaultfd, performance events, keys, file handles, hardware, clock, node settings, watching files, device nodes, memory placement, old execution modes, memory files, users and groups, owners and modes, signals, processes, devices and terminals
    Of no use to it alone: files, looking only 1 of 50; memory 3 of 16; waiting and events 0 of 43; messages between processes 0 of 21; about oneself 1 of 78; more protection 0 of 7; never made 0 of 6
    ");
    insta::assert_snapshot!(run(&["explain", "allow.json", "-o", "name"]), @"
    exit code 0
    --- stdout
    socket
    execve
    write
    openat
    read
    mprotect
    close
    brk
    mmap
    munmap
    exit_group
    ");
}

#[test]
fn explain_says_when_runtimes_pass_over_something() {
    let folder = here();
    let text = DENY.replace("{\"names\": [\"bpf\"]", "{\"includes\": {\"caps\": [\"CAP_BPF\"]}, \"names\": [\"bpf\"]");
    fs_err::write(folder.path().join("docker.json"), text).unwrap();
    let said = shown(folder.path(), &["seccomp", "explain", "docker.json"]);
    insta::assert_snapshot!(said.split_once("--- stderr\n").unwrap().1, @"
    warning: docker.json has errors; this is what a runtime that knows only OCI makes of it.
    hint: seclab seccomp lint docker.json
    ");
}

#[test]
fn explain_of_a_deny_list_names_what_it_closes() {
    let text = run(&["explain", "deny.json"]);
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("    ")).collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    exit code 0
    --- stdout
    deny.json: deny-list; a call that no rule covers is allowed
    by rules 4 of the known calls: fails with EPERM
    by rules 1 of the known calls: kills the process
    architectures: the node's own; programs of others are killed at their first call

    What an attacker in the container can use:
      kernel modules: put code into the kernel and take it out (6 of 6 calls)
      another kernel: load a kernel to boot next, and reboot (3 of 3 calls)
      namespaces: make namespaces and enter those of others (2 of 2 calls)
      mounting: mount file systems and change the root folder (14 of 14 calls)
      other processes: trace other processes, read and write their memory, take their files (4 of 8 calls)
      io_uring: hand operations over to the kernel by a queue (3 of 3 calls)
      userfaultfd: let a program answer its own page faults (1 of 1 calls)
      performance events: count and sample what the processor and the kernel do (3 of 3 calls)
      keys: keep keys in the kernel (3 of 3 calls)
      file handles: open files by a number instead of a path (1 of 1 calls)
      hardware: talk to devices by their ports (2 of 2 calls)
      clock: set the clock (6 of 6 calls)
      node settings: change what the whole node or namespace goes by (10 of 10 calls)
      watching files: be asked about every access to files (2 of 2 calls)
      device nodes: make device nodes and named pipes (2 of 2 calls)
      memory placement: choose the memory nodes of one's own or other processes (6 of 6 calls)
      old execution modes: run as an older system did (3 of 3 calls)
      network: make sockets, connect, listen, send and receive (19 of 19 calls)
      programs: start programs (2 of 2 calls)
      memory files: keep files in memory that have no name (2 of 2 calls)
      users and groups: become another user or group and change capabilities (10 of 10 calls)
      changing files: write, make, remove, rename and link files (31 of 31 calls)
      owners and modes: change owners, modes and attributes of files (17 of 17 calls)
      opening files: open and read files (10 of 10 calls)
      signals: send signals (6 of 6 calls)
      processes: start, end and wait for processes and threads (4 of 4 calls)
      memory protection: make memory executable (4 of 4 calls)
      devices and terminals: ask drivers for special things (1 of 1 calls)

    What it can't use: bpf
    Of no use to it alone: files, looking only 50 of 50; memory 16 of 16; waiting and events 43 of 43; messages between processes 21 of 21; about oneself 78 of 78; more protection 7 of 7; never made 6 of 6
    ");
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
    insta::assert_snapshot!(run(&["deny.json", "other.json"]), @"
    exit code 0
    --- stdout
    deny.json lets more through:
      keys
        gain: finds keys of other containers of the same user, as key rings belong to users and not to containers; it has had bugs that gave root
        keyctl
          deny.json: is allowed
          other.json: fails with EPERM
    other.json lets more through:
      other processes
        gain: takes secrets out of processes of the same user and makes them do what it wants; before Linux 4.8 ptrace went round seccomp
        ptrace, process_vm_readv, process_vm_writev, pidfd_getfd
          deny.json: fails with EPERM
          other.json: fails with EPERM when argument 1 != 0x0; else is allowed
    neither or both let through, in other ways:
      bpf
        bpf
          deny.json: kills the process
          other.json: fails with EPERM
    ");
    insta::assert_snapshot!(run(&["deny.json", "other.json", "-o", "name"]), @"
    exit code 0
    --- stdout
    keyctl
    ptrace
    process_vm_readv
    process_vm_writev
    pidfd_getfd
    bpf
    ");
    insta::assert_snapshot!(run(&["deny.json", "deny.json"]), @"
    exit code 0
    --- stderr
    Both treat every known call alike.
    ");
}

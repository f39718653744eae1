//! The command line as a whole.

#[path = "support/process.rs"]
mod process;

use std::path::Path;

use process::{seclab, shown};

#[test]
fn help_shows_every_command_and_flag() {
    insta::assert_snapshot!(shown(Path::new("."), &["-h"]), @"
    exit code 0
    --- stdout
    Real container-security labs on your own machine

    Usage: seclab [OPTIONS] <COMMAND>

    Commands:
      up            Bring a lab up, or finish and repair one that is
      plan          Show what `up` would change on an instance, and why
      facts         Show what a node says when seclab looks at it, line by line
      status        Show the nodes of an instance: state, open changes, and when their posture was last
                    verified
      ls            List the instances on this host
      verify        Try live whether everything holds that the lab asserts
      ssh           Open a shell on a node, as the student
      exec          Run a command on a node, as the student, and pass its exit code on
      cp            Copy files to a node or from it, as the student
      kubectl       Run kubectl against a node's Kubernetes, and pass its exit code on
      kubeconfig    Print a kubeconfig for a node's Kubernetes, or put it into yours
      port-forward  Reach a port of a Pod or a Service from this host, until Ctrl-C
      logs          Show what nodes said while they were changed: the newest log, or a list of all
      stop          Shut nodes down in order; what is on their disks stays
      pause         Freeze running nodes: they keep their memory and take no processor time
      start         Start nodes that were stopped or paused, and wait until they answer
      save          Keep the state of running nodes under a name, memory included
      restore       Take nodes back to a save, running as they were
      down          Delete an instance: its nodes, disks, saves, keys and logs
      lab           List, show, check and write labs
      lock          Note what the files of a lab's K3s release are, so that others are refused
      image         List, get and remove the images that nodes are made from
      exercise      Do exercises, and make some
      watch         Grade an exercise again and again while it is worked on
      seccomp       Check, explain, compare, record and try seccomp profiles
      apparmor      Check AppArmor profiles, and make rules from what was denied
      caps          Explain capabilities of processes, files and containers
      doctor        Say what works here, what is missing, and what to type about it
      completions   Print the completion script of a shell
      man           Print the manual page, or write the pages of all commands
      help          Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help (see more with '--help')
      -V, --version  Print version

    Global options:
      -o, --output <OUTPUT>  Choose the form of the answer on stdout [env: SECLAB_OUTPUT] [default:
                             table] [possible values: table, json, name]
          --events <FORMAT>  Write events to stderr for programs [env: SECLAB_EVENTS] [possible values:
                             jsonl]
      -q, --quiet            Show answers, warnings and errors only [env: SECLAB_QUIET]
      -v, --verbose          Show more of what happens; wins over --quiet [env: SECLAB_VERBOSE]
          --color <WHEN>     Choose when to use colour [env: SECLAB_COLOR] [default: auto] [possible
                             values: auto, always, never]

    Exit codes: 0 done, 1 failed, 2 wrong usage or lab, 3 checks or assertions not passed,
    4 node, provider or tool unreachable, 130 interrupted.
    ");
}

#[test]
fn a_wrong_flag_is_wrong_usage() {
    insta::assert_snapshot!(shown(Path::new("."), &["lab", "list", "--ouput", "json"]), @"
    exit code 2
    --- stderr
    error: unexpected argument '--ouput' found

      tip: a similar argument exists: '--output'

    Usage: seclab lab list --output <OUTPUT>

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(shown(Path::new("."), &["lab", "lsit"]), @"
    exit code 2
    --- stderr
    error: unrecognized subcommand 'lsit'

      tip: some similar subcommands exist: 'validate', 'list'

    Usage: seclab lab [OPTIONS] <COMMAND>

    For more information, try '--help'.
    ");
}

#[test]
fn the_version_is_data() {
    let version = format!("exit code 0\n--- stdout\nseclab {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(shown(Path::new("."), &["--version"]), version);
}

#[test]
fn each_shell_gets_its_completions() {
    for (shell, sign) in [("bash", "complete -F _seclab"), ("zsh", "#compdef seclab"), ("fish", "complete -c seclab")] {
        let text = shown(Path::new("."), &["completions", shell]);
        assert!(text.starts_with("exit code 0\n--- stdout\n") && text.contains(sign), "{shell}");
        assert!(!text.contains("--- stderr"), "{shell}");
    }
}

#[test]
fn every_command_gets_a_manual_page() {
    let folder = tempfile::tempdir().unwrap();
    let said = shown(folder.path(), &["man", "--dir", "pages"]);
    assert_eq!(said, "exit code 0\n--- stderr\nManual pages are in pages.\n");
    for page in ["seclab.1", "seclab-lab.1", "seclab-lab-validate.1", "seclab-completions.1"] {
        let text = fs_err::read_to_string(folder.path().join("pages").join(page)).unwrap();
        assert!(text.contains(".SH SYNOPSIS"), "{page}");
    }
}

#[test]
fn a_flag_can_be_given_by_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let run = |variable: &str, value: &str, arguments: &[&str]| {
        let done = seclab(folder.path(), arguments).env(variable, value).output().unwrap();
        (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
    };
    assert_eq!(run("SECLAB_OUTPUT", "name", &["lab", "validate", "node"]).0, "node\n");
    assert_eq!(
        run("SECLAB_OUTPUT", "name", &["-o", "table", "lab", "validate", "node"]).0,
        "node is valid (built in)\n"
    );
    assert_eq!(run("SECLAB_QUIET", "1", &["man", "--dir", "pages"]).1, "");
    assert_eq!(run("SECLAB_QUIET", "0", &["man", "--dir", "pages"]).1, "Manual pages are in pages.\n");
    assert_eq!(run("SECLAB_VERBOSE", "1", &["-q", "man", "--dir", "pages"]).1, "Manual pages are in pages.\n");
    let (_, events) = run("SECLAB_EVENTS", "jsonl", &["man", "--dir", "pages"]);
    assert_eq!(events, "{\"event\":\"status\",\"text\":\"Manual pages are in pages.\"}\n");
    let (_, painted) = run("SECLAB_COLOR", "always", &["lab", "show", "nothing"]);
    assert!(painted.contains("\u{1b}["), "{painted:?}");
}

#[test]
fn an_error_is_an_event_too() {
    let folder = tempfile::tempdir().unwrap();
    insta::assert_snapshot!(shown(folder.path(), &["--events", "jsonl", "lab", "show", "nothing"]), @r#"
    exit code 2
    --- stderr
    {"event":"error","kind":"invalid","message":"no lab is called `nothing`","causes":[],"place":{"node":null,"phase":null,"change":null,"log":null},"hints":["seclab lab list"]}
    "#);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut command = seclab(Path::new("."), &["lab", "schema"]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let done = command.stdout(writer).output().unwrap();
    assert_eq!((done.status.code(), String::from_utf8(done.stderr).unwrap()), (Some(0), String::new()));
}

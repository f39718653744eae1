//! One recorded `up`, shown by each reporter.

use indicatif::InMemoryTerm;

use super::{EventFormat, Settings, Ui, Verbosity};
use crate::event::{Event, EventKind};

fn recorded() -> Vec<Event> {
    let word = str::to_owned;
    [
        (
            0.0,
            None,
            EventKind::Chosen { what: word("provider"), value: word("qemu"), reason: word("no answer from multipass") },
        ),
        (0.1, None, EventKind::StepStarted { step: word("fetch image") }),
        (0.2, None, EventKind::Progress { what: word("debian-12"), done: 1 << 20, total: Some(4 << 20) }),
        (0.3, None, EventKind::Progress { what: word("debian-12"), done: (1 << 20) + 7, total: Some(4 << 20) }),
        (0.4, None, EventKind::Progress { what: word("debian-12"), done: 4 << 20, total: Some(4 << 20) }),
        (0.5, None, EventKind::StepDone { step: word("fetch image"), seconds: 0.4 }),
        (0.52, None, EventKind::Waiting { what: word("go") }),
        (0.56, None, EventKind::Chosen { what: word("kubernetes"), value: word("upstream"), reason: word("not K3s") }),
        (0.6, Some("node"), EventKind::StepStarted { step: word("start machine") }),
        (0.7, Some("node"), EventKind::Waiting { what: word("ssh") }),
        (0.8, Some("node"), EventKind::Waiting { what: word("ssh") }),
        (130.0, Some("node"), EventKind::StepDone { step: word("start machine"), seconds: 129.4 }),
        (131.0, Some("node"), EventKind::StepStarted { step: word("prepare") }),
        (132.0, Some("node"), EventKind::Notice { text: word("the clock was 3 s behind") }),
        (
            140.0,
            Some("node"),
            EventKind::Changed {
                phase: word("delegation"),
                change: word("drop-in"),
                summary: word("delegate cpu cpuset io memory pids"),
                seconds: 0.31,
            },
        ),
        (
            142.0,
            Some("node"),
            EventKind::Asserted {
                phase: word("delegation"),
                assertion: word("controllers are there"),
                outcome: word("pass"),
                actual: word("cpu cpuset io memory pids"),
            },
        ),
        (
            143.0,
            Some("node"),
            EventKind::Asserted {
                phase: word("apparmor"),
                assertion: word("a write is denied"),
                outcome: word("fail"),
                actual: word("\u{1b}[2J\u{1b}[32mpass\u{7}\r\nhacked \u{9b}31m\u{202e}txt"),
            },
        ),
        (144.0, Some("node"), EventKind::StepDone { step: word("prepare"), seconds: 13.0 }),
    ]
    .into_iter()
    .map(|(at, node, kind)| Event { at, node: node.map(word), kind })
    .collect()
}

fn replayed(settings: Settings) -> String {
    let (ui, said) = Ui::captured(settings);
    for event in recorded() {
        ui.report(&event);
    }
    ui.summary();
    assert_eq!(said.stdout(), "");
    assert!(!said.stderr().chars().any(|c| c.is_control() && c != '\n'));
    said.stderr()
}

#[test]
fn a_pipe_gets_plain_lines() {
    insta::assert_snapshot!(replayed(Settings::default()), @"
    provider: qemu (no answer from multipass)
    fetch image …
    debian-12: 25 %
    debian-12: 100 %
    fetch image: done in 0.4 s
    waiting for go
    kubernetes: upstream (not K3s)
    node: start machine …
    node: waiting for ssh
    node: start machine: done in 2 min 09 s
    node: prepare …
    node: note: the clock was 3 s behind
    node: delegation: delegate cpu cpuset io memory pids
    node: apparmor: a write is denied: fail: pass hacked 31mtxt
    node: prepare: done in 13 s
    STEP            NODE   TIME
    fetch image     -      0.4 s
    start machine   node   2 min 09 s
    prepare         node   13 s
    ");
}

#[test]
fn verbose_lines_say_more() {
    let settings = Settings { verbosity: Verbosity::Verbose, ..Settings::default() };
    let (plain, verbose) = (replayed(Settings::default()), replayed(settings));
    let more: Vec<&str> = verbose.lines().filter(|line| !plain.contains(line)).collect();
    insta::assert_snapshot!(more.join("\n"), @"
    node: delegation: delegate cpu cpuset io memory pids [drop-in, 0.3 s]
    node: delegation: controllers are there: pass: cpu cpuset io memory pids
    ");
}

#[test]
fn quiet_shows_no_events() {
    assert_eq!(replayed(Settings { verbosity: Verbosity::Quiet, ..Settings::default() }), "");
}

#[test]
fn programs_get_one_json_object_a_line() {
    let lines = replayed(Settings { events: Some(EventFormat::JsonLines), ..Settings::default() });
    for line in lines.lines() {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(object["event"].is_string() && object["at"].is_number(), "{line}");
    }
    insta::assert_snapshot!(lines, @r#"
    {"at":0.0,"event":"chosen","what":"provider","value":"qemu","reason":"no answer from multipass"}
    {"at":0.1,"event":"step-started","step":"fetch image"}
    {"at":0.2,"event":"progress","what":"debian-12","done":1048576,"total":4194304}
    {"at":0.3,"event":"progress","what":"debian-12","done":1048583,"total":4194304}
    {"at":0.4,"event":"progress","what":"debian-12","done":4194304,"total":4194304}
    {"at":0.5,"event":"step-done","step":"fetch image","seconds":0.4}
    {"at":0.52,"event":"waiting","what":"go"}
    {"at":0.56,"event":"chosen","what":"kubernetes","value":"upstream","reason":"not K3s"}
    {"at":0.6,"node":"node","event":"step-started","step":"start machine"}
    {"at":0.7,"node":"node","event":"waiting","what":"ssh"}
    {"at":0.8,"node":"node","event":"waiting","what":"ssh"}
    {"at":130.0,"node":"node","event":"step-done","step":"start machine","seconds":129.4}
    {"at":131.0,"node":"node","event":"step-started","step":"prepare"}
    {"at":132.0,"node":"node","event":"notice","text":"the clock was 3 s behind"}
    {"at":140.0,"node":"node","event":"changed","phase":"delegation","change":"drop-in","summary":"delegate cpu cpuset io memory pids","seconds":0.31}
    {"at":142.0,"node":"node","event":"asserted","phase":"delegation","assertion":"controllers are there","outcome":"pass","actual":"cpu cpuset io memory pids"}
    {"at":143.0,"node":"node","event":"asserted","phase":"apparmor","assertion":"a write is denied","outcome":"fail","actual":"\u001b[2J\u001b[32mpass\u0007\r\nhacked 31mtxt"}
    {"at":144.0,"node":"node","event":"step-done","step":"prepare","seconds":13.0}
    "#);
}

#[test]
fn a_terminal_gets_bars_that_are_erased_at_the_end() {
    let screen = InMemoryTerm::new(20, 100);
    let (ui, said) = Ui::on_screen(screen.clone());
    let mut frames = Vec::new();
    for event in recorded() {
        ui.report(&event);
        let frame = screen.contents();
        if frames.last() != Some(&frame) {
            frames.push(frame);
        }
    }
    insta::assert_snapshot!(frames.join("\n---\n"), @"
    ---
    ⠁ fetch image 0s
    ---
    ⠁ debian-12: 1.00 MiB of 4.00 MiB 0s
    ---
    ⠁ debian-12: 4.00 MiB of 4.00 MiB 0s
    ---

    ---
    ⠁ waiting for go 0s
    ---

    ---
    ⠁ node: start machine 0s
    ---
    ⠁ node: waiting for ssh 0s
    ---

    ---
    ⠁ node: prepare 0s
    ---
    ");
    ui.summary();
    assert_eq!(screen.contents(), "");
    insta::assert_snapshot!(said.stderr(), @"
    provider: qemu (no answer from multipass)
    fetch image: done in 0.4 s
    kubernetes: upstream (not K3s)
    node: start machine: done in 2 min 09 s
    node: note: the clock was 3 s behind
    node: delegation: delegate cpu cpuset io memory pids
    node: apparmor: a write is denied: fail: pass hacked 31mtxt
    node: prepare: done in 13 s
    STEP            NODE   TIME
    fetch image     -      0.4 s
    start machine   node   2 min 09 s
    prepare         node   13 s
    ");
}

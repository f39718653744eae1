//! The walkthroughs of the labs, without a guest: that they can be read by their test, that both languages say the
//! same, and that nothing of the lab is left out. `tests/e2e_containers/walkthrough.rs` and
//! `tests/e2e_rootless/walkthrough.rs` run their commands.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

#[path = "support/walkthrough.rs"]
mod walkthrough;

use std::collections::BTreeSet;
use std::path::Path;

use clap::Parser;
use seclab::cli::Cli;
use walkthrough::{Flaw, Step, Where, fits, parse, run};

/// The labs that have a walkthrough.
const LABS: [&str; 2] = ["containers", "rootless"];
const FILES: [&str; 2] = ["README.md", "README.es.md"];

fn text(lab: &str, file: &str) -> String {
    fs_err::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("labs").join(lab).join(file)).unwrap()
}

fn steps(lab: &str, file: &str) -> Vec<Step> {
    parse(&text(lab, file)).unwrap()
}

#[test]
fn both_languages_have_the_same_commands_with_the_same_output() {
    for lab in LABS {
        let [english, spanish] = FILES.map(|file| {
            steps(lab, file).into_iter().map(|step| (step.place, step.command, step.shown)).collect::<Vec<_>>()
        });
        assert!(english.len() > 50, "{lab}: {}", english.len());
        assert!(english.iter().any(|(place, ..)| *place == Where::Host), "{lab}");
        // One by one: the first that differs is what one wants to see.
        for (english, spanish) in english.iter().zip(&spanish) {
            assert_eq!(english, spanish, "{lab}");
        }
        assert_eq!(english.len(), spanish.len(), "{lab}");
    }
}

#[test]
fn both_languages_have_the_same_steps_numbered_without_a_gap() {
    for lab in LABS {
        let [english, spanish] = FILES.map(|file| {
            let text = text(lab, file);
            let headings = text.lines().filter_map(|line| line.strip_prefix("### "));
            headings.map(|heading| heading.split_once(". ").unwrap().0.parse::<usize>().unwrap()).collect::<Vec<_>>()
        });
        assert!(english.len() > 20, "{lab}: {english:?}");
        assert_eq!(english, (1..=english.len()).collect::<Vec<_>>(), "{lab}");
        assert_eq!(english, spanish, "{lab}");
    }
}

#[test]
fn every_workload_and_profile_of_the_lab_is_named() {
    for lab in LABS {
        let spec: serde_json::Value = serde_saphyr::from_str(&text(lab, "lab.yaml")).unwrap();
        let names = ["/workloads", "/profiles/seccomp", "/profiles/apparmor"].map(|list| {
            spec.pointer(list).unwrap().as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap())
        });
        let names: BTreeSet<&str> = names.into_iter().flatten().collect();
        assert!(names.len() > 20, "{lab}: {names:?}");
        for file in FILES {
            let text = text(lab, file);
            // Only in code: `default` and `aware` are words of English as well.
            let in_code = text.split('`').skip(1).step_by(2);
            let mentioned: BTreeSet<&str> =
                in_code.flat_map(|code| code.split(|c: char| !c.is_alphanumeric() && c != '-')).collect();
            assert_eq!(names.difference(&mentioned).collect::<Vec<_>>(), Vec::<&&str>::new(), "{lab}/{file}");
        }
    }
}

#[test]
fn every_seclab_command_can_be_typed() {
    for (lab, file) in LABS.iter().flat_map(|lab| FILES.map(|file| (*lab, file))) {
        let text = text(lab, file);
        let in_code = text.split('`').skip(1).step_by(2).flat_map(str::lines);
        let typed = in_code.map(|line| line.strip_prefix("host$ ").unwrap_or(line));
        let commands: BTreeSet<&str> = typed.filter(|words| words.starts_with("seclab ")).collect();
        assert!(commands.len() > 5, "{lab}/{file}: {commands:?}");
        for command in commands {
            let parsed = Cli::try_parse_from(command.split_whitespace());
            assert!(parsed.is_ok(), "{lab}/{file}: `{command}`: {}", parsed.unwrap_err());
        }
    }
}

#[test]
fn commands_are_read_with_their_place_and_what_they_show() {
    let text = "Text\n$ no command\n```console\n$ id -un\nstudent\n$ true\n```\n```sh\n$ not this\n```\n```console\nhost$ seclab ls\na\n\nb\n```\n";
    let step = |line, place, command: &str, shown: &[&str]| Step {
        line,
        place,
        command: command.to_owned(),
        shown: shown.iter().map(ToString::to_string).collect(),
    };
    let expected = [
        step(4, Where::Node, "id -un", &["student"]),
        step(6, Where::Node, "true", &[]),
        step(12, Where::Host, "seclab ls", &["a", "", "b"]),
    ];
    assert_eq!(parse(text).unwrap(), expected);
}

#[test]
fn a_block_that_can_not_be_run_is_told_with_its_line() {
    assert_eq!(parse("```console\nstudent\n```\n"), Err(Flaw::OutputFirst { line: 2 }));
    assert_eq!(parse("```console\n$ id\n```\n\n```console\nstudent\n```\n"), Err(Flaw::OutputFirst { line: 6 }));
    assert_eq!(parse("```console\n$ id\nhost$ seclab ls\n```\n"), Err(Flaw::TwoPlaces { line: 3 }));
    assert_eq!(parse("Text\n```console\n$ id\n"), Err(Flaw::Unclosed { line: 2 }));
}

#[test]
fn an_ellipsis_stands_for_characters_or_for_lines_and_nothing_else_is_forgiven() {
    let fits = |shown: &str, output: &str| fits(&shown.lines().map(str::to_owned).collect::<Vec<_>>(), output);
    for (shown, output) in [
        ("", ""),
        ("a", "a\n"),
        ("a", "a   \n"),
        ("pid … of …", "pid 17 of toolbox serve"),
        ("a…b…c", "a-b-b-c"),
        ("…", ""),
        ("…", "a\n\nb"),
        ("a\n…\nb\n…", "a\nb\nx\ny"),
        ("a\n…\nb", "a\nb\nx\nb"),
    ] {
        assert!(fits(shown, output), "{shown:?} {output:?}");
    }
    for (shown, output) in [
        ("", "a"),
        ("a", ""),
        ("a", " a"),
        ("a", "a\nb"),
        ("a\nb", "a"),
        ("a…a", "a"),
        ("a…b…c", "a-c-b"),
        ("a …", "b 1"),
        ("a\n…\nb", "a\nx"),
        ("…\nb", "b\na"),
    ] {
        assert!(!fits(shown, output), "{shown:?} {output:?}");
    }
}

#[test]
fn every_command_is_run_in_order_and_what_differs_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("README.md");
    fs_err::write(&file, "```console\n$ id -un\nstudent\n```\n```console\nhost$ seclab ls\nnothing\n```\n").unwrap();
    let mut run_so_far = Vec::new();
    let mismatches = run(&file, |place, command| {
        run_so_far.push((place, command.to_owned()));
        "student\n".to_owned()
    });
    assert_eq!(run_so_far, [(Where::Node, "id -un".to_owned()), (Where::Host, "seclab ls".to_owned())]);
    let told: Vec<String> = mismatches.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["line 6: `seclab ls`\n--- the text\nnothing\n--- found\nstudent"]);
}

//! The rules of the house that a machine can check.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

#[path = "support/sources.rs"]
mod sources;

use clap::Parser;
use seclab::cli::Cli;
use sources::sources;

#[test]
fn no_file_is_longer_than_400_lines() {
    let long: Vec<String> = sources()
        .into_iter()
        .map(|(file, text)| (text.lines().count(), file))
        .filter(|(lines, _)| *lines > 400)
        .map(|(lines, file)| format!("{}: {lines} lines", file.display()))
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn clap_is_known_to_the_command_line_only() {
    let offenders: Vec<_> = sources()
        .into_iter()
        .filter(|(file, _)| !file.starts_with("src/cli") && !file.ends_with("main.rs"))
        .filter(|(file, text)| file.starts_with("src") && text.contains("clap"))
        .map(|(file, _)| file)
        .collect();
    assert_eq!(offenders, Vec::<std::path::PathBuf>::new());
}

#[test]
fn every_command_in_a_hint_can_be_typed() {
    let mut commands = Vec::new();
    for (file, text) in sources().into_iter().filter(|(file, _)| file.starts_with("src")) {
        for literal in text.split('"').filter(|literal| literal.starts_with("seclab ")) {
            commands.extend(literal.split(" && ").map(|command| (file.clone(), command.to_owned())));
        }
    }
    assert!(commands.len() >= 2, "{commands:?}");
    for (file, command) in commands {
        let parsed = Cli::try_parse_from(filled_in(&command).split_whitespace());
        assert!(parsed.is_ok(), "{}: `{command}`: {}", file.display(), parsed.unwrap_err());
    }
}

/// The command with a word where the source has `{a value}`.
fn filled_in(command: &str) -> String {
    let mut parts = command.split('{');
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |filled, part| filled + "word" + part.split_once('}').unwrap().1)
}

#[test]
fn every_command_in_the_readme_can_be_typed() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let of_transcripts = text.lines().filter_map(|line| line.strip_prefix("$ "));
    let in_sentences = text.split('`').skip(1).step_by(2);
    let commands: Vec<_> = of_transcripts.chain(in_sentences).filter(|words| words.starts_with("seclab ")).collect();
    assert!(commands.len() > 20, "{commands:?}");
    for command in commands {
        if let Err(refusal) = Cli::try_parse_from(command.split_whitespace()) {
            // Help is an answer, not a refusal.
            assert!(!refusal.use_stderr(), "`{command}`: {refusal}");
        }
    }
}

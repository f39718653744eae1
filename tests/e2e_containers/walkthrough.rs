//! The lab's own walkthrough, command by command, as a student types it.

#[path = "../support/walkthrough.rs"]
mod text;

use std::path::Path;

use crate::guest::{Guest, NAME};
use crate::sessions;
use text::{Mismatch, Where, run};

sessions![the_walkthrough_shows_what_its_text_says,];

fn the_walkthrough_shows_what_its_text_says(guest: &Guest) {
    guest.begin_ready();
    // The Spanish text has the same commands and outputs: tests/walkthrough.rs.
    let told: Vec<String> = walk(guest, "README.md").iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{} commands showed something else\n\n{}", told.len(), told.join("\n\n"));
    // Nothing has to be undone.
    assert_eq!(guest.planned(), [""; 0]);
}

fn walk(guest: &Guest, file: &str) -> Vec<Mismatch> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("labs/containers").join(file);
    run(&file, |place, command| match place {
        Where::Node => on_the_node(guest, command),
        Where::Host => on_the_host(guest, command),
    })
}

/// Both streams, as a terminal shows them. A workload that starts though it should not would run for ever.
fn on_the_node(guest: &Guest, command: &str) -> String {
    let script = format!("exec 2>&1; {command}");
    guest.seclab(&["exec", NAME, "--", "timeout", "300", "bash", "-c", &script]).ends_somehow().stdout
}

/// seclab's answer; what it tells of its progress goes to the other stream and is not in the text.
fn on_the_host(guest: &Guest, command: &str) -> String {
    let words: Vec<&str> = command.split_whitespace().collect();
    let (program, arguments) = words.split_first().unwrap();
    assert!(*program == "seclab" && !command.contains(['\'', '"', '|']), "no shell reads `{command}`");
    guest.seclab(arguments).ends_somehow().stdout
}

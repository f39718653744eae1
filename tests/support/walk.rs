//! A lab's own walkthrough, command by command, as a student types it on the guest.

#[path = "walkthrough.rs"]
mod walkthrough;

use std::path::Path;

use crate::instance::Instance;
use walkthrough::{Where, run};

/// Runs the lab's text on a guest where the whole lab is up.
#[track_caller]
pub fn shows_what_its_text_says(guest: &Instance) {
    // The Spanish text has the same commands and outputs: tests/walkthrough.rs.
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("labs").join(guest.name).join("README.md");
    let mismatches = run(&file, |place, command| match place {
        Where::Node => on_the_node(guest, command),
        Where::Host => on_the_host(guest, command),
    });
    let told: Vec<String> = mismatches.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{} commands showed something else\n\n{}", told.len(), told.join("\n\n"));
    // Nothing has to be undone.
    assert_eq!(guest.planned(), [""; 0]);
}

/// Both streams, as a terminal shows them. A workload that starts though it should not would run for ever.
fn on_the_node(guest: &Instance, command: &str) -> String {
    let script = format!("exec 2>&1; {command}");
    guest.seclab(&["exec", guest.name, "--", "timeout", "300", "bash", "-c", &script]).ends_somehow().stdout
}

/// seclab's answer; what it tells of its progress goes to the other stream and is not in the text.
fn on_the_host(guest: &Instance, command: &str) -> String {
    let words: Vec<&str> = command.split_whitespace().collect();
    let (program, arguments) = words.split_first().unwrap();
    assert!(*program == "seclab" && !command.contains(['\'', '"', '|']), "no shell reads `{command}`");
    guest.seclab(arguments).ends_somehow().stdout
}

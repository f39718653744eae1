//! The lab's own walkthrough, command by command, as a student types it. It changes nothing that lasts.

#[path = "../support/walkthrough.rs"]
mod text;

use std::path::Path;

use crate::e2e::Lab;
use text::{Where, run};

/// The instance that the walkthrough names.
const INSTANCE: &str = "containers";

pub fn english(lab: &Lab) {
    holds(lab, "README.md");
}

pub fn spanish(lab: &Lab) {
    holds(lab, "README.es.md");
}

fn holds(lab: &Lab, file: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("labs").join(INSTANCE).join(file);
    let mismatches = run(&file, |place, command| match place {
        Where::Node => on_the_node(lab, command),
        Where::Host => on_the_host(lab, command),
    });
    let told: Vec<String> = mismatches.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}: {} commands showed something else\n\n{}", file.display(), told.len(), told.join("\n\n"));
}

/// Both streams, as a terminal shows them. A workload that starts though it should not would run for ever.
fn on_the_node(lab: &Lab, command: &str) -> String {
    let script = format!("exec 2>&1; {command}");
    lab.seclab(&["exec", INSTANCE, "--", "timeout", "300", "bash", "-c", &script]).ends_somehow().stdout
}

/// seclab's answer; what it tells of its progress goes to the other stream and is not in the text.
fn on_the_host(lab: &Lab, command: &str) -> String {
    let words: Vec<&str> = command.split_whitespace().collect();
    let (program, arguments) = words.split_first().unwrap();
    assert!(*program == "seclab" && !command.contains(['\'', '"', '|']), "no shell reads `{command}`");
    lab.seclab(arguments).ends_somehow().stdout
}

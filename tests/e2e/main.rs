//! The end-to-end suite: the real seclab on a real guest. One guest serves all sessions, one after the other;
//! each begins from a saved state. `SECLAB_E2E=1` runs them, `SECLAB_E2E_KEEP=1` keeps the guest.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]
#![expect(clippy::print_stderr, reason = "who waits for minutes wants to see for what")]

#[path = "../support/e2e.rs"]
mod e2e;
#[path = "../support/existing.rs"]
mod existing;
#[path = "../support/instance.rs"]
#[allow(dead_code, reason = "each suite uses its part")]
mod instance;
#[path = "../support/suite.rs"]
mod suite;
#[path = "../support/watched.rs"]
mod watched;

mod capabilities;
mod delegation;
mod drift;
mod exercises;
mod existing_machine;
mod guest;
mod interruption;
mod machine;
mod preparation;
mod trouble;

fn main() -> std::process::ExitCode {
    let mut sessions = vec![
        preparation::sessions(),
        interruption::sessions(),
        delegation::sessions(),
        drift::sessions(),
        trouble::sessions(),
        machine::sessions(),
        capabilities::sessions(),
        exercises::sessions(),
    ];
    // Further reboots, and a second machine: before a release, and after a change to what they are about.
    if e2e::long_asked_for() {
        sessions.extend([
            interruption::long_sessions(),
            delegation::long_sessions(),
            existing_machine::long_sessions(),
        ]);
    }
    suite::run(guest::Guest::ready, sessions.concat())
}

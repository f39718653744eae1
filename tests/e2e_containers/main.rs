//! The lab `containers` on a real guest, from `up` to the student's walkthrough. One guest serves all sessions, one
//! after the other. `SECLAB_E2E=1` runs them, `SECLAB_E2E_KEEP=1` keeps the guest.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]
#![expect(clippy::print_stderr, reason = "who waits for minutes wants to see for what")]

#[path = "../support/e2e.rs"]
mod e2e;
#[path = "../support/instance.rs"]
#[allow(dead_code, reason = "each suite uses its part")]
mod instance;
#[path = "../support/suite.rs"]
mod suite;
#[allow(dead_code, reason = "each suite uses its part")]
#[path = "../support/watched.rs"]
mod watched;

mod drift;
mod exercises;
mod guest;
mod interruption;
mod machine;
mod walkthrough;

fn main() -> std::process::ExitCode {
    let sessions = [interruption::sessions(), machine::sessions(), drift::sessions(), walkthrough::sessions()];
    let mut sessions = [sessions.concat(), exercises::sessions()].concat();
    if e2e::long_asked_for() {
        sessions.extend([machine::long_sessions(), drift::long_sessions()].concat());
    }
    suite::run(guest::Guest::booted, sessions)
}

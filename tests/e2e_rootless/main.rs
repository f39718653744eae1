//! The lab `rootless` on a real guest: Kubernetes of the student's own, from `up` to what is left after `down`.
//! One guest serves all sessions, one after the other.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]
#![expect(clippy::print_stderr, reason = "who waits for minutes wants to see for what")]

#[path = "../support/e2e.rs"]
mod e2e;
#[allow(dead_code, reason = "each suite uses its part")]
#[path = "../support/existing.rs"]
mod existing;
#[allow(dead_code, reason = "each suite uses its part")]
#[path = "../support/instance.rs"]
mod instance;
#[path = "../support/suite.rs"]
mod suite;
#[allow(dead_code, reason = "each suite uses its part")]
#[path = "../support/watched.rs"]
mod watched;

mod by_hand;
mod drift;
mod exercises;
mod existing_machine;
mod from_here;
mod guest;
mod interruption;
mod machine;
mod walkthrough;

fn main() -> std::process::ExitCode {
    let mut sessions = [machine::sessions(), from_here::sessions()].concat();
    if guest::k3s().is_none() {
        // Its text says what seclab's own server shows.
        sessions.extend(walkthrough::sessions());
        sessions.extend(exercises::sessions());
    }
    // Half an hour more: before a release, and after a change to what they are about.
    if e2e::long_asked_for() {
        let long = [machine::long_sessions(), drift::sessions(), interruption::sessions(), by_hand::sessions()];
        sessions.extend(long.concat());
        sessions.extend([existing_machine::long_sessions(), exercises::long_sessions()].concat());
        sessions.extend(drift::removal());
    }
    suite::run(guest::Guest::ready, sessions)
}

//! The lab `containers` on a real guest, from `up` to the student's walkthrough. One guest serves all sessions, one
//! after the other. `SECLAB_E2E=1` runs them, `SECLAB_E2E_KEEP=1` keeps the guest.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]
#![expect(clippy::print_stderr, reason = "who waits for minutes wants to see for what")]

#[path = "../support/e2e.rs"]
mod e2e;
#[allow(dead_code, reason = "each suite uses its part")]
#[path = "../e2e/watched.rs"]
mod watched;

mod drift;
mod guest;
mod interruption;
mod machine;
mod walkthrough;

use std::sync::{Arc, Mutex, PoisonError};

use guest::Guest;
use libtest_mimic::{Arguments, Trial};

type Session = fn(&Guest);

fn main() -> std::process::ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    if !arguments.list && !e2e::asked_for() {
        return libtest_mimic::run(&arguments, Vec::new()).exit_code();
    }
    let guest: Arc<Mutex<Option<Guest>>> = Arc::default();
    let sessions: Vec<(&str, Session)> =
        [interruption::sessions(), machine::sessions(), drift::sessions(), walkthrough::sessions()].concat();
    let trials = sessions.into_iter().map(|(name, session)| {
        let guest = Arc::clone(&guest);
        Trial::test(name, move || {
            // A session that failed leaves the guest to the next, which restores what it needs.
            let mut guest = guest.lock().unwrap_or_else(PoisonError::into_inner);
            session(guest.get_or_insert_with(Guest::booted));
            Ok(())
        })
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    drop(guest.lock().unwrap_or_else(PoisonError::into_inner).take());
    conclusion.exit_code()
}

//! The end-to-end suite: the real seclab on a real guest. One guest serves all sessions, one after the other;
//! each begins from a saved state. `SECLAB_E2E=1` runs them, `SECLAB_E2E_KEEP=1` keeps the guest.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]
#![expect(clippy::print_stderr, reason = "who waits for minutes wants to see for what")]

#[path = "../support/e2e.rs"]
mod e2e;

mod capabilities;
mod delegation;
mod drift;
mod existing_machine;
mod guest;
mod interruption;
mod machine;
mod preparation;
mod trouble;
mod watched;

use std::sync::{Arc, Mutex, PoisonError};

use guest::Guest;
use libtest_mimic::{Arguments, Conclusion, Trial};

type Session = fn(&Guest);

fn main() -> std::process::ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    if !arguments.list && !e2e::asked_for() {
        return libtest_mimic::run(&arguments, Vec::new()).exit_code();
    }
    let guest: Arc<Mutex<Option<Guest>>> = Arc::default();
    let sessions: Vec<(String, Session)> = [
        preparation::sessions(),
        interruption::sessions(),
        delegation::sessions(),
        drift::sessions(),
        existing_machine::sessions(),
        trouble::sessions(),
        machine::sessions(),
        capabilities::sessions(),
    ]
    .concat();
    let trials = sessions.into_iter().map(|(name, session)| {
        let guest = Arc::clone(&guest);
        Trial::test(name, move || {
            // A session that failed leaves the guest to the next, which restores what it needs.
            let mut guest = guest.lock().unwrap_or_else(PoisonError::into_inner);
            session(guest.get_or_insert_with(Guest::ready));
            Ok(())
        })
    });
    let conclusion: Conclusion = libtest_mimic::run(&arguments, trials.collect());
    drop(guest.lock().unwrap_or_else(PoisonError::into_inner).take());
    conclusion.exit_code()
}

/// Names the sessions of a module by its functions.
#[macro_export]
macro_rules! sessions {
    ($($session:ident),+ $(,)?) => {
        pub fn sessions() -> Vec<(String, $crate::Session)> {
            vec![$((stringify!($session).to_owned(), $session as $crate::Session)),+]
        }
    };
}

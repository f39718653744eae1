//! A suite whose sessions share one guest, one after the other; each begins from a saved state of it.
//! `SECLAB_E2E=1` runs them, `SECLAB_E2E_KEEP=1` keeps the guest.

use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Trial};

use crate::e2e;

/// A session by its name.
pub type Session<G> = (String, fn(&G));

/// Runs the sessions that the command line asks for. The guest boots when the first of them needs it.
pub fn run<G: Send + 'static>(boot: fn() -> G, sessions: Vec<Session<G>>) -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    if !arguments.list && !e2e::asked_for() {
        return libtest_mimic::run(&arguments, Vec::new()).exit_code();
    }
    let guest: Arc<Mutex<Option<G>>> = Arc::default();
    let trials = sessions.into_iter().map(|(name, session)| {
        let guest = Arc::clone(&guest);
        Trial::test(name, move || {
            // A session that failed leaves the guest to the next, which restores what it needs.
            let mut guest = guest.lock().unwrap_or_else(PoisonError::into_inner);
            session(guest.get_or_insert_with(boot));
            Ok(())
        })
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    drop(guest.lock().unwrap_or_else(PoisonError::into_inner).take());
    conclusion.exit_code()
}

/// Names the sessions of a module by its functions.
#[macro_export]
macro_rules! sessions {
    ($($session:ident),+ $(,)?) => { $crate::sessions!(sessions: $($session),+); };
    ($list:ident: $($session:ident),+ $(,)?) => {
        pub fn $list() -> Vec<$crate::suite::Session<$crate::guest::Guest>> {
            vec![$((stringify!($session).to_owned(), $session as fn(&$crate::guest::Guest))),+]
        }
    };
}

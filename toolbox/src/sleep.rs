//! `sleep SECONDS`: ends at SIGTERM also as PID 1.

use std::time::Duration;

use crate::{Done, Trouble, number, sys};

pub fn run(arguments: &[&str]) -> Done {
    let [seconds] = arguments else { return Err(Trouble::Usage("`sleep` takes seconds".to_owned())) };
    let seconds: u32 = number(seconds)?;
    sys::end_at_signals();
    std::thread::sleep(Duration::from_secs(seconds.into()));
    Ok(())
}

//! One action in a forked child: it tells its error through a pipe, or its end tells how it ended.

use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

use super::action::Action;
use crate::{errno, sys};

/// No action takes longer, unless it never returns.
const LIMIT: Duration = Duration::from_secs(10);

const SIGNALS: &str = include_str!("signals.txt");

/// `ok`, the name of an error, of the signal that ended the child, `exit N`, or `no-return`.
pub fn outcome(action: Action) -> String {
    match run(action) {
        Ok(outcome) => outcome,
        Err(error) => format!("not tried: {}", errno::name(&error)),
    }
}

fn run(action: Action) -> io::Result<String> {
    let (mut answer, mut report) = io::pipe()?;
    let child = sys::in_child(|| {
        let own_id = std::process::id();
        let told = match action() {
            Ok(()) => "ok".to_owned(),
            Err(error) => errno::name(&error),
        };
        // The action may have been a fork: one of the two tells.
        if std::process::id() == own_id {
            // The parent reads what there is; it can't be told more.
            let _ = report.write_all(told.as_bytes());
        }
        0
    })?;
    drop(report);
    let Some(status) = wait(child)? else { return Ok("no-return".to_owned()) };
    let mut told = String::new();
    answer.read_to_string(&mut told)?;
    Ok(if told.is_empty() { end(status) } else { told })
}

/// The wait status of a child; one that goes on for too long is killed.
fn wait(child: isize) -> io::Result<Option<i32>> {
    const SIGKILL: isize = 9;
    let started = Instant::now();
    loop {
        if let Some(status) = sys::try_wait(child)? {
            return Ok(Some(status));
        }
        if started.elapsed() > LIMIT {
            sys::call("kill", &[child, SIGKILL])?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The words for a wait status, as wait(2) puts it together.
fn end(status: i32) -> String {
    match (status & 0x7f, status >> 8 & 0xff) {
        (0, 0) => "ok".to_owned(),
        (0, code) => format!("exit {code}"),
        (signal, _) => {
            let name = usize::try_from(signal).ok().and_then(|number| SIGNALS.lines().nth(number.wrapping_sub(1)));
            name.map_or_else(|| format!("signal {signal}"), str::to_owned)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_status_has_words() {
        assert_eq!(end(0), "ok");
        assert_eq!(end(126 << 8), "exit 126");
        assert_eq!(end(31), "SIGSYS");
        assert_eq!(end(0x80 | 9), "SIGKILL");
        assert_eq!(end(64), "signal 64");
    }
}

//! `eat memory MIB`, `eat cpu SECONDS`: how far a limit lets a process go.

use std::time::{Duration, Instant};

use crate::{Done, Trouble, errno, number, output, serve, sys};

const MIB: usize = 1024 * 1024;
const CLOCK_PROCESS_CPUTIME_ID: isize = 2;

pub fn run(arguments: &[&str]) -> Done {
    match arguments {
        ["memory", mib] => memory(number(mib)?),
        ["cpu", seconds] => cpu(number(seconds)?),
        _ => Err(Trouble::Usage("`eat` takes `memory MIB` or `cpu SECONDS`".to_owned())),
    }
}

fn memory(mib: usize) -> Done {
    sys::end_at_signals();
    let mut held = Vec::new();
    for count in 1..=mib {
        let mut block: Vec<u8> = Vec::new();
        block.try_reserve_exact(MIB).map_err(|_| Trouble::Failed(format!("ENOMEM after {} MiB", count - 1)))?;
        // Writes every byte, so every page is there.
        block.resize(MIB, 1);
        held.push(block);
        if count % 16 == 0 {
            output::line(format_args!("{count} MiB"));
        }
    }
    output::line(format_args!("holding {mib} MiB"));
    serve::wait_for_ever()
}

fn cpu(seconds: u32) -> Done {
    sys::end_at_signals();
    // Without what starting the program cost.
    let before = cpu_milliseconds()?;
    let (started, limit) = (Instant::now(), Duration::from_secs(seconds.into()));
    while started.elapsed() < limit {
        std::hint::spin_loop();
    }
    let used = cpu_milliseconds()? - before;
    output::line(format_args!("{}.{:03} s of CPU time in {seconds} s", used / 1000, used % 1000));
    Ok(())
}

fn cpu_milliseconds() -> Result<i64, Trouble> {
    let [seconds, nanoseconds] = sys::clock(CLOCK_PROCESS_CPUTIME_ID)
        .map_err(|error| Trouble::Failed(format!("clock_gettime: {}", errno::name(&error))))?;
    Ok(seconds * 1000 + nanoseconds / 1_000_000)
}

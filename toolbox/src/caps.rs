//! `caps [PID]`: what a process may do, as the kernel says it.

use crate::status::{Status, all_capabilities};
use crate::{Done, Trouble, errno, number, output};

pub fn run(arguments: &[&str]) -> Done {
    let pid = match arguments {
        [] => "self".to_owned(),
        [pid] => number::<u32>(pid)?.to_string(),
        _ => return Err(Trouble::Usage("`caps` takes one process id".to_owned())),
    };
    let status = Status::of(&pid).map_err(|error| Trouble::Failed(format!("/proc/{pid}: {}", errno::name(&error))))?;
    for line in lines(&status) {
        output::line(line);
    }
    Ok(())
}

fn lines(status: &Status) -> Vec<String> {
    let all = all_capabilities();
    let mut lines: Vec<_> = status.sets.iter().map(|(name, set)| format!("{name}: {}", set.named(all))).collect();
    lines.push(format!("NoNewPrivs: {}", if status.no_new_privs { "yes" } else { "no" }));
    lines.push(format!("Seccomp: {}", status.seccomp));
    lines.push(format!("Uid: {}", status.uid));
    lines.push(format!("UidMap: {}", status.uid_map.join(", ")));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fact_is_one_line() {
        let mut status = Status { uid: "0".to_owned(), seccomp: "filter".to_owned(), ..Status::default() };
        status.uid_map = vec!["0 1000 1".to_owned(), "1 100000 65536".to_owned()];
        assert_eq!(
            lines(&status)[5..],
            ["NoNewPrivs: no", "Seccomp: filter", "Uid: 0", "UidMap: 0 1000 1, 1 100000 65536"]
        );
    }
}

//! The five sets of a thread, and what else `/proc/PID/status` tells of what it may do:
//! <https://man7.org/linux/man-pages/man5/proc_pid_status.5.html>.

use serde::Serialize;

use super::Set;
use crate::error::Diagnose;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ThreadSets {
    /// What it may take into its effective set.
    pub permitted: Set,
    /// What a file with the same inheritable capability may have after execve.
    pub inheritable: Set,
    /// What the kernel asks for.
    pub effective: Set,
    /// Beyond it no execve leads.
    pub bounding: Set,
    /// What an ordinary program has after execve.
    pub ambient: Set,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    pub name: String,
    pub real_uid: u32,
    pub effective_uid: u32,
    pub sets: ThreadSets,
    pub no_new_privs: bool,
    /// 0 is off, 1 strict, 2 a filter.
    pub seccomp: u32,
    /// How many filters; unknown before Linux 5.9.
    pub seccomp_filters: Option<u32>,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the process's status has no `{field}` that can be read")]
pub struct UnreadableStatus {
    pub field: &'static str,
}

impl Diagnose for UnreadableStatus {}

impl Status {
    /// From the text of the file.
    pub fn parse(text: &str) -> Result<Self, UnreadableStatus> {
        let optional =
            |field: &str| text.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':').map(str::trim));
        let value = |field: &'static str| optional(field).ok_or(UnreadableStatus { field });
        let set = |field: &'static str| Set::from_hex(value(field)?).ok_or(UnreadableStatus { field });
        let number = |field: &'static str, column: usize| {
            let word = value(field)?.split_whitespace().nth(column);
            word.and_then(|word| word.parse::<u32>().ok()).ok_or(UnreadableStatus { field })
        };
        Ok(Self {
            name: value("Name")?.to_owned(),
            real_uid: number("Uid", 0)?,
            effective_uid: number("Uid", 1)?,
            sets: ThreadSets {
                permitted: set("CapPrm")?,
                inheritable: set("CapInh")?,
                effective: set("CapEff")?,
                bounding: set("CapBnd")?,
                ambient: set("CapAmb")?,
            },
            no_new_privs: number("NoNewPrivs", 0)? != 0,
            seccomp: number("Seccomp", 0)?,
            seccomp_filters: optional("Seccomp_filters").and_then(|count| count.parse().ok()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATUS: &str = "Name:\tsleep\nUmask:\t0022\nUid:\t1000\t0\t0\t0\nCapInh:\t0000000000000000\n\
        CapPrm:\t00000000a80425fb\nCapEff:\t0000000000000400\nCapBnd:\t000001ffffffffff\nCapAmb:\t0000000000000000\n\
        NoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t3\n";

    #[test]
    fn what_a_process_may_do_is_read_from_its_status() {
        let status = Status::parse(STATUS).unwrap();
        assert_eq!((status.real_uid, status.effective_uid, status.no_new_privs), (1000, 0, true));
        assert_eq!((status.seccomp, status.seccomp_filters), (2, Some(3)));
        assert_eq!((status.sets.effective.to_string().as_str(), status.sets.bounding), ("NET_BIND_SERVICE", Set::ALL));
        let older = STATUS.replace("Seccomp_filters", "Other");
        assert_eq!(Status::parse(&older).unwrap().seccomp_filters, None);
        assert_eq!(Status::parse(&STATUS.replace("CapAmb", "x")), Err(UnreadableStatus { field: "CapAmb" }));
    }
}

//! What `/proc/PID/status` and `/proc/PID/uid_map` say of a process: see `proc(5)`.

use std::fs;
use std::io;

use crate::capability::Set;

#[derive(Debug, Default, PartialEq)]
pub struct Status {
    /// Inheritable, permitted, effective, bounding and ambient set.
    pub sets: [(&'static str, Set); 5],
    pub no_new_privs: bool,
    pub seccomp: String,
    /// The effective user.
    pub uid: String,
    /// Each row: first id inside, first id outside, how many.
    pub uid_map: Vec<String>,
}

impl Status {
    /// Of a process id, or of `self`.
    pub fn of(pid: &str) -> io::Result<Self> {
        let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
        let uid_map = fs::read_to_string(format!("/proc/{pid}/uid_map"))?;
        Ok(Self::parse(&status, &uid_map))
    }

    fn parse(status: &str, uid_map: &str) -> Self {
        let field = |key: &str| {
            let value = status.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
            value.unwrap_or_default().trim()
        };
        let set = |key| Set::from_hex(field(key)).unwrap_or_default();
        Self {
            sets: [
                ("Inheritable", set("CapInh")),
                ("Permitted", set("CapPrm")),
                ("Effective", set("CapEff")),
                ("Bounding", set("CapBnd")),
                ("Ambient", set("CapAmb")),
            ],
            no_new_privs: field("NoNewPrivs") == "1",
            seccomp: seccomp_mode(field("Seccomp")).to_owned(),
            uid: field("Uid").split_whitespace().nth(1).unwrap_or_default().to_owned(),
            uid_map: uid_map.lines().map(|row| row.split_whitespace().collect::<Vec<_>>().join(" ")).collect(),
        }
    }
}

fn seccomp_mode(number: &str) -> &str {
    match number {
        "0" => "disabled",
        "1" => "strict",
        "2" => "filter",
        other => other,
    }
}

/// All capabilities of the running kernel.
pub fn all_capabilities() -> Set {
    let last = fs::read_to_string("/proc/sys/kernel/cap_last_cap").ok().and_then(|text| text.trim().parse().ok());
    // CAP_CHECKPOINT_RESTORE, the last one since Linux 5.9.
    Set::up_to(last.unwrap_or(40))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_from_its_fields() {
        let status = "Name:\ta\nUid:\t0\t1000\t0\t0\nCapInh:\t0000000000000000\nCapPrm:\t0000000000000400\n\
            CapEff:\t0000000000000000\nCapBnd:\t00000000a80425fb\nCapAmb:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2\n";
        let read = Status::parse(status, "         0       1000          1\n         1     100000      65536\n");
        assert_eq!(read.sets[1], ("Permitted", Set(0x400)));
        assert_eq!(read.sets[3].1.to_string().split(',').count(), 14);
        assert!(read.no_new_privs);
        assert_eq!((read.seccomp.as_str(), read.uid.as_str()), ("filter", "1000"));
        assert_eq!(read.uid_map, ["0 1000 1", "1 100000 65536"]);
    }
}

//! What the kernel noted of a process under a profile that logs, and the profile that allows just this.
//! The records: <https://github.com/linux-audit/audit-documentation/wiki>, type 1326.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};

use super::architecture::FAMILIES;
use super::syscalls::name_of;

/// One record: `PID ARCHITECTURE NUMBER CODE`, as the node cuts it out of its kernel's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub pid: u32,
    /// `AUDIT_ARCH_*`, hexadecimal.
    pub architecture: String,
    pub number: u32,
    /// The action, hexadecimal: `0x7ffc0000` for LOG.
    pub code: String,
}

const LOG: &str = "0x7ffc0000";
/// <https://github.com/torvalds/linux/blob/master/include/uapi/linux/audit.h>
const ARCHITECTURES: [(&str, &str); 2] = [("c000003e", "SCMP_ARCH_X86_64"), ("c00000b7", "SCMP_ARCH_AARCH64")];

/// Nobody sees these of a process that still runs.
const AT_THE_END: [&str; 3] = ["exit", "exit_group", "rt_sigreturn"];

/// What a process did, by names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Recording {
    pub architecture: Option<&'static str>,
    pub calls: BTreeSet<String>,
    /// Calls of another architecture than the node's, or without a name.
    pub unnamed: BTreeSet<String>,
}

impl Record {
    pub fn parse(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let (pid, architecture) = (words.next()?.parse().ok()?, words.next()?.to_owned());
        Some(Self { pid, architecture, number: words.next()?.parse().ok()?, code: words.next()?.to_owned() })
    }

    /// Whether the call was let through and noted; otherwise it was denied.
    pub fn is_logged(&self) -> bool {
        self.code == LOG
    }

    /// `NAME`, or `NUMBER of ARCHITECTURE`.
    pub fn call(&self) -> Result<(&'static str, &'static str), String> {
        let known = ARCHITECTURES.iter().find(|(code, _)| *code == self.architecture);
        let named = known.and_then(|(_, name)| Some((*name, name_of(name, self.number)?)));
        named.ok_or_else(|| format!("{} of {}", self.number, self.architecture))
    }
}

impl Recording {
    pub fn of<'a>(records: impl IntoIterator<Item = &'a Record>) -> Self {
        let mut recording = Self::default();
        for record in records {
            match record.call() {
                Ok((architecture, call)) => {
                    recording.architecture = Some(architecture);
                    recording.calls.insert(call.to_owned());
                }
                Err(unnamed) => {
                    recording.unnamed.insert(unnamed);
                }
            }
        }
        recording
    }

    /// The smallest profile that lets all of it through, and lets it end.
    pub fn profile(&self) -> Value {
        let calls: BTreeSet<&str> = self.calls.iter().map(String::as_str).chain(AT_THE_END).collect();
        let own = self.architecture.iter().copied();
        let kin = FAMILIES.iter().filter(|(main, _)| Some(*main) == self.architecture).flat_map(|(_, kin)| *kin);
        json!({
            "defaultAction": "SCMP_ACT_ERRNO",
            "defaultErrnoRet": 1,
            "architectures": own.chain(kin.copied()).collect::<Vec<_>>(),
            "syscalls": [{ "names": calls, "action": "SCMP_ACT_ALLOW" }],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [&str; 4] =
        ["7 c000003e 257 0x7ffc0000", "7 c000003e 0 0x7ffc0000", "8 c000003e 110 0x50000", "7 40000003 5 0x7ffc0000"];

    fn records() -> Vec<Record> {
        LINES.iter().map(|line| Record::parse(line).unwrap()).collect()
    }

    #[test]
    fn calls_are_named_sorted_and_said_once() {
        let mut twice = records();
        twice.extend(records());
        let recording = Recording::of(twice.iter().filter(|record| record.is_logged()));
        assert_eq!(recording.calls.iter().collect::<Vec<_>>(), ["openat", "read"]);
        assert_eq!(recording.unnamed.iter().collect::<Vec<_>>(), ["5 of 40000003"]);
        assert_eq!(recording, Recording::of(records().iter().rev().filter(|record| record.is_logged())));
    }

    #[test]
    fn the_profile_is_one_that_the_lint_takes() {
        let text = Recording::of(&records()).profile().to_string();
        let errors: Vec<_> = super::super::lint(&text)
            .into_iter()
            .filter(|finding| finding.severity == super::super::Severity::Error)
            .collect();
        assert_eq!(errors, []);
    }

    #[test]
    fn what_is_no_record_is_none() {
        for line in ["", "x c000003e 0 0x7ffc0000", "7 c000003e 0"] {
            assert_eq!(Record::parse(line), None, "{line}");
        }
    }
}

//! Names that no kernel knows, or not the kernels that the profile is for.

use crate::policy::seccomp::syscalls::{Table, architectures_with, known};
use crate::policy::seccomp::{Finding, Placed, Profile};
use crate::suggestion::{closest, did_you_mean};

pub(super) fn lint(profile: &Profile) -> Vec<Finding> {
    let tables: Vec<_> = profile.architectures.iter().map(|architecture| architecture.value.table()).collect();
    // With an architecture whose calls are not known here nothing can be said to be missing there.
    let tables: Option<Vec<&Table>> = tables.into_iter().collect();
    let names = profile.rules.iter().flat_map(|rule| &rule.names);
    names.filter_map(|name| judge(profile, name, tables.as_deref())).collect()
}

fn judge(profile: &Profile, name: &Placed<String>, tables: Option<&[&Table]>) -> Option<Finding> {
    let Placed { value: name, at } = name;
    let at = *at;
    let elsewhere = architectures_with(name);
    if elsewhere.is_empty() {
        let message = format!("unknown system call `{name}`{}", did_you_mean(closest(name, known())));
        let why = if profile.is_deny_list() { UNKNOWN_DENIED } else { UNKNOWN_ALLOWED };
        return Some(Finding::error(at, "unknown-syscall", message, why));
    }
    let (here, on) = match tables {
        Some([]) => (Table::of_nodes().iter().any(|table| table.has(name)), "x86_64 and aarch64".to_owned()),
        Some(tables) => (tables.iter().any(|table| table.has(name)), "the profile's architectures".to_owned()),
        None => (true, String::new()),
    };
    if here {
        return None;
    }
    let message = format!("`{name}` does not exist on {on}, only on {}", elsewhere.join(", ").to_lowercase());
    Some(Finding::warning(at, "syscall-of-another-architecture", message, ELSEWHERE))
}

const UNKNOWN_DENIED: &str = "runtimes pass over names that they don't know: the call that was meant stays allowed";
const UNKNOWN_ALLOWED: &str = "runtimes pass over names that they don't know: the call that was meant stays forbidden";
const ELSEWHERE: &str = "the rule has no effect there";

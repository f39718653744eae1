//! Calls without which no container starts.

use crate::policy::seccomp::{Finding, Profile};

/// What the last steps of runc and crun, the dynamic loader and the end of every program need. What else a program
/// needs only running it can tell.
const NEEDED: [&str; 10] =
    ["execve", "exit_group", "brk", "mmap", "mprotect", "munmap", "openat", "read", "write", "close"];

pub(super) fn lint(profile: &Profile) -> Vec<Finding> {
    if profile.is_deny_list() {
        return Vec::new();
    }
    // A call that is allowed for some arguments only may be enough.
    let allowing = profile.rules.iter().filter(|rule| rule.outcome.value.action.lets_through());
    let allowed: Vec<&str> = allowing.flat_map(|rule| &rule.names).map(|name| name.value.as_str()).collect();
    let missing: Vec<&str> = NEEDED.into_iter().filter(|call| !allowed.contains(call)).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let message = format!("the profile does not allow {}", super::twins::quoted(&missing));
    vec![Finding::warning(profile.default.at, "container-can-not-start", message, WHY)]
}

const WHY: &str = "the runtime puts the filter on before it starts the program: it or the program's loader fails";

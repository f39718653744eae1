//! Calls with which a denied call can be gone round.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::policy::seccomp::syscalls::Table;
use crate::policy::seccomp::{Finding, Placed, Profile};

/// Calls that do the same thing: to deny one is to deny none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    what: String,
    calls: Vec<String>,
    /// Calls with which the thing can be done as well, and with more; to deny one of these says nothing of the others.
    #[serde(default)]
    also: Vec<String>,
}

static FAMILIES: LazyLock<Vec<Family>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the table is embedded, and a test reads it")]
    serde_saphyr::from_str(include_str!("twins.yaml")).expect("the table of twins can be read")
});

pub(super) fn lint(profile: &Profile) -> Vec<Finding> {
    if !profile.is_deny_list() {
        return Vec::new();
    }
    let denied: BTreeSet<&str> = denying(profile).map(|name| name.value.as_str()).collect();
    FAMILIES.iter().filter_map(|family| judge(profile, family, &denied)).collect()
}

/// The names that some rule denies, be it for some arguments only.
fn denying(profile: &Profile) -> impl Iterator<Item = &Placed<String>> {
    let rules = profile.rules.iter().filter(|rule| !rule.outcome.value.action.lets_through());
    rules.flat_map(|rule| &rule.names)
}

fn judge(profile: &Profile, family: &Family, denied: &BTreeSet<&str>) -> Option<Finding> {
    let first = denying(profile).find(|name| family.calls.contains(&name.value))?;
    let open = family.calls.iter().chain(&family.also).map(String::as_str);
    let open: Vec<&str> = open.filter(|call| !denied.contains(call) && exists(profile, call)).collect();
    if open.is_empty() {
        return None;
    }
    let message = format!("`{}` is denied, but not {}", first.value, quoted(&open));
    let why = format!("{} goes on by the other way", family.what);
    Some(Finding::warning(first.at, "twin-not-denied", message, why))
}

/// Whether a kernel that the profile is for has the call.
fn exists(profile: &Profile, call: &str) -> bool {
    let tables: Vec<&Table> = profile.architectures.iter().filter_map(|listed| listed.value.table()).collect();
    if tables.is_empty() {
        return Table::of_nodes().iter().any(|table| table.has(call));
    }
    tables.iter().any(|table| table.has(call))
}

pub(super) fn quoted(calls: &[&str]) -> String {
    let quoted: Vec<String> = calls.iter().map(|call| format!("`{call}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_of_the_table_exists() {
        for call in FAMILIES.iter().flat_map(|family| family.calls.iter().chain(&family.also)) {
            assert!(Table::of_nodes().iter().any(|table| table.has(call)), "{call}");
        }
    }
}

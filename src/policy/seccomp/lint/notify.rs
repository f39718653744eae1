//! Calls that are left to a supervisor: <https://man7.org/linux/man-pages/man2/seccomp_unotify.2.html>.

use crate::policy::seccomp::{Action, Finding, Profile};

pub(super) fn lint(profile: &Profile) -> Vec<Finding> {
    let is_notify = |action| action == Action::Notify;
    let mut findings = Vec::new();
    let default = &profile.default;
    if is_notify(default.value.action) {
        let message = "SCMP_ACT_NOTIFY as default action";
        findings.push(Finding::error(default.at, "notify-as-default", message, STUCK));
    }
    let rules: Vec<_> = profile.rules.iter().filter(|rule| is_notify(rule.outcome.value.action)).collect();
    for name in rules.iter().flat_map(|rule| &rule.names).filter(|name| name.value == "write") {
        let message = "SCMP_ACT_NOTIFY on `write`";
        findings.push(Finding::error(name.at, "notify-on-write", message, STUCK));
    }
    let first = rules.first().map(|rule| rule.outcome.at);
    let first = first.or_else(|| is_notify(default.value.action).then_some(default.at));
    if let (Some(at), None) = (first, &profile.listener_path) {
        let message = "SCMP_ACT_NOTIFY without `listenerPath`";
        findings.push(Finding::error(at, "notify-without-listener", message, NOBODY));
    }
    findings
}

const STUCK: &str = "the runtime must write the filter's descriptor to its parent after the filter is on: it would wait for ever, so it refuses";
const NOBODY: &str = "nobody is there to decide: the runtime does not start the container";

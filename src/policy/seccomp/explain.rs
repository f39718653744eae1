//! What a profile lets through, in plain words.

use std::collections::BTreeMap;

use serde::Serialize;

use super::decide::{Decision, Openness, decide};
use super::group::{Group, groups};
use super::{Outcome, Profile};

#[derive(Debug, Serialize)]
pub struct Explanation {
    /// `deny-list` or `allow-list`.
    pub form: &'static str,
    /// What becomes of a call that no rule covers.
    pub default: String,
    pub architectures: Vec<&'static str>,
    /// What rules do beside the default, and to how many of the known calls.
    pub outcomes: BTreeMap<String, usize>,
    pub groups: Vec<GroupOpenness>,
}

/// The calls of a group, by what becomes of them.
#[derive(Debug, Serialize)]
pub struct GroupOpenness {
    pub name: &'static str,
    pub what: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gain: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<&'static str>,
    pub open: Vec<&'static str>,
    /// Calls for which it depends on the arguments, and how.
    pub partly: Vec<Ruled>,
    pub closed: Vec<&'static str>,
}

impl GroupOpenness {
    /// Whether none of its calls gets through, whatever the arguments are.
    pub fn is_closed(&self) -> bool {
        self.open.is_empty() && self.partly.is_empty()
    }
}

/// A call and what becomes of it.
#[derive(Debug, Serialize)]
pub struct Ruled {
    pub call: &'static str,
    pub decision: String,
}

pub fn explain(profile: &Profile) -> Explanation {
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    let groups: Vec<GroupOpenness> =
        groups().iter().map(|group| group_openness(profile, group, &mut outcomes)).collect();
    Explanation {
        form: if profile.is_deny_list() { "deny-list" } else { "allow-list" },
        default: profile.default.value.to_string(),
        architectures: profile.architectures.iter().map(|listed| listed.value.as_str()).collect(),
        outcomes,
        groups,
    }
}

fn group_openness(profile: &Profile, group: &'static Group, outcomes: &mut BTreeMap<String, usize>) -> GroupOpenness {
    let mut found = GroupOpenness {
        name: &group.name,
        what: &group.what,
        gain: group.gain.as_deref(),
        needs: group.needs.as_deref(),
        open: Vec::new(),
        partly: Vec::new(),
        closed: Vec::new(),
    };
    for call in &group.calls {
        let decision = decide(profile, call);
        for outcome in ruled(&decision, profile.default.value) {
            *outcomes.entry(outcome.to_string()).or_default() += 1;
        }
        match decision.openness() {
            Openness::Open => found.open.push(call),
            Openness::Closed => found.closed.push(call),
            Openness::Partly => found.partly.push(Ruled { call, decision: decision.to_string() }),
        }
    }
    found
}

/// The outcomes that rules bring, each once.
fn ruled(decision: &Decision, default: Outcome) -> Vec<Outcome> {
    let all = decision.conditions.iter().map(|condition| condition.outcome).chain([decision.otherwise]);
    all.filter(|outcome| !outcome.is_same_as(default)).fold(Vec::new(), |mut once, outcome| {
        if !once.iter().any(|known: &Outcome| known.is_same_as(outcome)) {
            once.push(outcome);
        }
        once
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::seccomp::parse;

    #[test]
    fn a_group_is_open_by_what_its_calls_are() {
        let text = r#"{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
            {"names": ["unshare"], "action": "SCMP_ACT_ERRNO"},
            {"names": ["setns"], "action": "SCMP_ACT_KILL", "args": [{"index": 1, "value": 0, "op": "SCMP_CMP_EQ"}]}]}"#;
        let explained = explain(&parse(text).unwrap());
        let group = explained.groups.iter().find(|group| group.name == "namespaces").unwrap();
        assert_eq!((group.open.len(), &group.closed[..], group.partly[0].call), (0, &["unshare"][..], "setns"));
        assert_eq!(group.partly[0].decision, "kills the calling thread when argument 1 == 0x0; else is allowed");
        let expected = [("fails with EPERM".to_owned(), 1), ("kills the calling thread".to_owned(), 1)];
        assert_eq!(explained.outcomes, BTreeMap::from(expected));
    }
}

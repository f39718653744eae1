//! Rules that say nothing, and rules that say two things.

use std::collections::BTreeMap;

use crate::policy::seccomp::{Finding, Outcome, Position, Profile, Rule};

pub(super) fn lint(profile: &Profile) -> Vec<Finding> {
    let default = profile.default.value;
    let idle = profile.rules.iter().filter(|rule| rule.outcome.value.is_same_as(default));
    let mut findings: Vec<Finding> = idle.map(|rule| without_effect(profile, rule)).collect();
    // What was said first about each name without arguments, and about each with.
    let mut always: BTreeMap<&str, (Outcome, Position)> = BTreeMap::new();
    let mut sometimes: BTreeMap<&str, (Outcome, Position)> = BTreeMap::new();
    for rule in profile.effective_rules() {
        for name in &rule.names {
            let said = (rule.outcome.value, name.at);
            let (earlier_always, earlier_sometimes) =
                (always.get(name.value.as_str()), sometimes.get(name.value.as_str()));
            let clash = |earlier: Option<&(Outcome, Position)>| {
                earlier.filter(|earlier| !earlier.0.is_same_as(said.0)).map(|earlier| earlier.1)
            };
            let conditional = !rule.arguments.is_empty();
            let (other, why) = match (conditional, clash(earlier_always), clash(earlier_sometimes)) {
                (false, Some(other), _) => (Some(other), FIRST_WINS),
                (true, Some(other), _) | (false, None, Some(other)) => (Some(other), PLAIN_WINS),
                (true, None, Some(other)) => (Some(other), ORDER_UNKNOWN),
                (_, None, None) => (None, ""),
            };
            if let Some(other) = other {
                let message = format!("`{}` has another action in line {}", name.value, other.line);
                findings.push(Finding::warning(name.at, "conflicting-rules", message, why));
            }
            let kept = if conditional { &mut sometimes } else { &mut always };
            kept.entry(&name.value).or_insert(said);
        }
    }
    findings
}

fn without_effect(profile: &Profile, rule: &Rule) -> Finding {
    let mut message = format!("the rule's action is the default action: {}", profile.default.value.action.as_str());
    let mut why = IDLE;
    if profile.rules.iter().any(|other| !std::ptr::eq(other, rule) && shares_a_name(rule, other)) {
        message += ", while another rule covers some of its calls";
        why = IDLE_EXCEPTION;
    }
    Finding::warning(rule.outcome.at, "rule-without-effect", message, why)
}

fn shares_a_name(one: &Rule, other: &Rule) -> bool {
    let names_of_other = |name: &str| other.names.iter().any(|theirs| theirs.value == name);
    !one.outcome.value.is_same_as(other.outcome.value) && one.names.iter().any(|name| names_of_other(&name.value))
}

const IDLE: &str = "runtimes skip it: the calls would be treated so without it";
const IDLE_EXCEPTION: &str = "runtimes skip it, so it makes no exception from the other rule";
const FIRST_WINS: &str = "of two rules without arguments libseccomp keeps the first; this one is dropped";
const PLAIN_WINS: &str = "a rule without arguments covers the call whole; libseccomp drops the rule with arguments";
const ORDER_UNKNOWN: &str =
    "where the arguments fit both rules, it is libseccomp that chooses, not the profile's order";

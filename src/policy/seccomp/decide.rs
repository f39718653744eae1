//! What becomes of one system call under a profile.

use std::fmt;

use super::{Argument, Outcome, Profile, Rule};

/// A rule's comparisons and what it does when all hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub arguments: Vec<Argument>,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// In the profile's order, which libseccomp need not keep.
    pub conditions: Vec<Condition>,
    /// When no condition holds.
    pub otherwise: Outcome,
}

/// How much of a call gets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Openness {
    Closed,
    /// It depends on the arguments.
    Partly,
    Open,
}

/// As runc and crun give the rules to libseccomp, and libseccomp keeps them: a rule with the default's outcome is
/// skipped; a rule without arguments covers the call whole, and of two such the first stays.
pub fn decide(profile: &Profile, call: &str) -> Decision {
    let default = profile.default.value;
    let rules: Vec<&Rule> =
        profile.effective_rules().filter(|rule| rule.names.iter().any(|name| name.value == call)).collect();
    if let Some(whole) = rules.iter().find(|rule| rule.arguments.is_empty()) {
        return Decision { conditions: Vec::new(), otherwise: whole.outcome.value };
    }
    Decision { conditions: rules.into_iter().flat_map(conditions).collect(), otherwise: default }
}

/// Comparisons of one argument twice are alternatives: each becomes a rule of its own.
fn conditions(rule: &Rule) -> Vec<Condition> {
    let outcome = rule.outcome.value;
    let repeated = |one: &Argument| rule.arguments.iter().filter(|other| other.index == one.index).count() > 1;
    if rule.arguments.iter().any(repeated) {
        let alone = |argument: &Argument| Condition { arguments: vec![*argument], outcome };
        return rule.arguments.iter().map(alone).collect();
    }
    vec![Condition { arguments: rule.arguments.clone(), outcome }]
}

impl Decision {
    pub fn openness(&self) -> Openness {
        let otherwise = self.otherwise.action.lets_through();
        if self.conditions.iter().any(|condition| condition.outcome.action.lets_through() != otherwise) {
            return Openness::Partly;
        }
        if otherwise { Openness::Open } else { Openness::Closed }
    }

    /// Whether the kernel does the same for both, whatever the arguments are; the order of conditions does not matter.
    pub fn is_same_as(&self, other: &Self) -> bool {
        let same = |one: &Condition, two: &Condition| {
            one.outcome.is_same_as(two.outcome)
                && one.arguments.len() == two.arguments.len()
                && one.arguments.iter().all(|argument| two.arguments.contains(argument))
        };
        let all_in =
            |some: &[Condition], others: &[Condition]| some.iter().all(|one| others.iter().any(|two| same(one, two)));
        self.otherwise.is_same_as(other.otherwise)
            && all_in(&self.conditions, &other.conditions)
            && all_in(&other.conditions, &self.conditions)
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Condition { arguments, outcome } in &self.conditions {
            let all: Vec<String> = arguments.iter().map(ToString::to_string).collect();
            write!(f, "{outcome} when {}; ", all.join(" and "))?;
        }
        if self.conditions.is_empty() { write!(f, "{}", self.otherwise) } else { write!(f, "else {}", self.otherwise) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::seccomp::parse;

    fn decision(rules: &str) -> Decision {
        let text = format!("{{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [{rules}]}}");
        decide(&parse(&text).unwrap(), "socket")
    }

    fn rule(action: &str, arguments: &str) -> String {
        format!(r#"{{"names": ["bpf", "socket"], "action": "SCMP_ACT_{action}", "args": [{arguments}]}}"#)
    }

    const INET: &str = r#"{"index": 0, "value": 2, "op": "SCMP_CMP_EQ"}"#;
    const UNIX: &str = r#"{"index": 0, "value": 1, "op": "SCMP_CMP_EQ"}"#;

    #[test]
    fn rules_add_up_as_libseccomp_adds_them() {
        for (rules, openness, shown) in [
            (vec![], Openness::Closed, "fails with EPERM"),
            (vec![rule("ERRNO", "")], Openness::Closed, "fails with EPERM"),
            (vec![rule("ALLOW", INET)], Openness::Partly, "is allowed when argument 0 == 0x2; else fails with EPERM"),
            (vec![rule("ALLOW", INET), rule("ALLOW", "")], Openness::Open, "is allowed"),
            (vec![rule("LOG", ""), rule("KILL", INET)], Openness::Open, "is allowed and logged"),
            (vec![rule("TRAP", ""), rule("ALLOW", "")], Openness::Closed, "raises SIGSYS"),
            (
                vec![rule("KILL_PROCESS", INET)],
                Openness::Closed,
                "kills the process when argument 0 == 0x2; else fails with EPERM",
            ),
            (
                vec![rule("ALLOW", &format!("{INET}, {UNIX}"))],
                Openness::Partly,
                "is allowed when argument 0 == 0x2; is allowed when argument 0 == 0x1; else fails with EPERM",
            ),
        ] {
            let decision = decision(&rules.join(","));
            assert_eq!((decision.openness(), decision.to_string().as_str()), (openness, shown));
        }
    }

    #[test]
    fn the_order_of_conditions_makes_no_difference() {
        let (inet, unix) = (rule("ALLOW", INET), rule("ALLOW", UNIX));
        let forth = decision(&format!("{inet},{unix}"));
        assert!(forth.is_same_as(&decision(&format!("{unix},{inet}"))));
        assert!(!forth.is_same_as(&decision(&inet)));
    }
}

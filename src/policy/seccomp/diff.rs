//! What one profile lets through and another does not.

use serde::Serialize;

use super::Profile;
use super::decide::{Openness, decide};
use super::group::groups;

/// Calls that two profiles treat differently.
#[derive(Debug, Serialize)]
pub struct Difference {
    /// The first lets more of it through.
    pub more_in_first: Vec<GroupDifference>,
    pub more_in_second: Vec<GroupDifference>,
    /// Both look at the arguments, each in its own way.
    pub by_arguments: Vec<GroupDifference>,
    /// Neither lets it through, or both do; how they do it differs.
    pub otherwise: Vec<GroupDifference>,
}

#[derive(Debug, Serialize)]
pub struct GroupDifference {
    pub name: &'static str,
    /// What an attacker has of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gain: Option<&'static str>,
    pub calls: Vec<CallDifference>,
}

/// What becomes of a call under each profile.
#[derive(Debug, Serialize)]
pub struct CallDifference {
    pub call: &'static str,
    pub first: String,
    pub second: String,
}

pub fn diff(first: &Profile, second: &Profile) -> Difference {
    let mut difference = Difference {
        more_in_first: Vec::new(),
        more_in_second: Vec::new(),
        by_arguments: Vec::new(),
        otherwise: Vec::new(),
    };
    for group in groups() {
        for call in &group.calls {
            let (one, two) = (decide(first, call), decide(second, call));
            if one.is_same_as(&two) {
                continue;
            }
            let list = match one.openness().cmp(&two.openness()) {
                std::cmp::Ordering::Greater => &mut difference.more_in_first,
                std::cmp::Ordering::Less => &mut difference.more_in_second,
                std::cmp::Ordering::Equal if one.conditions.is_empty() && two.conditions.is_empty() => {
                    &mut difference.otherwise
                }
                std::cmp::Ordering::Equal => &mut difference.by_arguments,
            };
            let call = CallDifference { call, first: one.to_string(), second: two.to_string() };
            match list.last_mut() {
                Some(same) if same.name == group.name => same.calls.push(call),
                _ => {
                    // How a call is refused gives an attacker nothing.
                    let gain = if one.openness() == Openness::Closed && two.openness() == Openness::Closed {
                        None
                    } else {
                        group.gain.as_deref()
                    };
                    list.push(GroupDifference { name: &group.name, gain, calls: vec![call] });
                }
            }
        }
    }
    difference
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        [&self.more_in_first, &self.more_in_second, &self.by_arguments, &self.otherwise]
            .iter()
            .all(|list| list.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::seccomp::parse;

    fn profile(rules: &str) -> Profile {
        parse(&format!("{{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{rules}]}}")).unwrap()
    }

    fn calls(list: &[GroupDifference]) -> Vec<&'static str> {
        list.iter().flat_map(|group| &group.calls).map(|call| call.call).collect()
    }

    #[test]
    fn a_difference_is_seen_from_both_sides() {
        let bpf = r#"{"names": ["bpf", "acct"], "action": "SCMP_ACT_ERRNO"}"#;
        let keys =
            r#"{"names": ["keyctl"], "action": "SCMP_ACT_ERRNO"}, {"names": ["acct"], "action": "SCMP_ACT_KILL"}"#;
        let (one, two) = (profile(bpf), profile(keys));
        let forth = diff(&one, &two);
        assert_eq!((calls(&forth.more_in_first), calls(&forth.more_in_second)), (vec!["keyctl"], vec!["bpf"]));
        assert_eq!(calls(&forth.otherwise), ["acct"]);
        let back = diff(&two, &one);
        assert_eq!((calls(&back.more_in_first), calls(&back.more_in_second)), (vec!["bpf"], vec!["keyctl"]));
        assert!(diff(&one, &one).is_empty() && !forth.is_empty());
    }

    #[test]
    fn rules_by_argument_are_compared() {
        let by = |value: u64| {
            format!(
                r#"{{"names": ["socket"], "action": "SCMP_ACT_ERRNO", "args": [{{"index": 0, "value": {value}, "op": "SCMP_CMP_EQ"}}]}}"#
            )
        };
        let found = diff(&profile(&by(16)), &profile(&by(17)));
        assert_eq!(calls(&found.by_arguments), ["socket"]);
        let one = &found.by_arguments[0].calls[0];
        assert_eq!(one.first, "fails with EPERM when argument 0 == 0x10; else is allowed");
        assert_eq!(calls(&diff(&profile(&by(16)), &profile("")).more_in_second), ["socket"]);
    }
}

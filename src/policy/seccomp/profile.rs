//! A profile, as a runtime understands it, with the places of what can be wrong.

use super::{Architecture, Argument, Outcome, Position};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<T> {
    pub value: T,
    pub at: Position,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// For every call that no rule covers.
    pub default: Placed<Outcome>,
    /// Beside the node's own, which the runtime adds in any case.
    pub architectures: Vec<Placed<Architecture>>,
    pub flags: Vec<Placed<String>>,
    /// Where a supervisor listens, for `SCMP_ACT_NOTIFY`.
    pub listener_path: Option<String>,
    pub rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub names: Vec<Placed<String>>,
    pub outcome: Placed<Outcome>,
    /// Empty: the rule holds whatever the arguments are.
    pub arguments: Vec<Argument>,
}

impl Profile {
    /// Whether it names what is forbidden and lets all else through.
    pub fn is_deny_list(&self) -> bool {
        self.default.value.action.lets_through()
    }

    /// The rules that a runtime does not skip: those with the default's own outcome have no effect.
    pub fn effective_rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(|rule| !rule.outcome.value.is_same_as(self.default.value))
    }
}

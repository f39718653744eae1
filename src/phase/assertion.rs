//! A property that must hold live on a node, tried actively. What to ask is data; judging is pure.

use serde::Serialize;

use crate::policy::capabilities::Set;
use crate::runtime::kubernetes::Query;

#[derive(Clone, Debug)]
pub struct Assertion {
    /// `PHASE.WHAT`
    pub id: String,
    pub phase: &'static str,
    /// What holds when it passes: "a write is denied under seclab-deny-write".
    pub title: String,
    pub ask: Ask,
    pub expected: Expected,
}

/// How an answer is got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Runs as root on the node; what it prints is judged.
    Script(String),
    /// Asked of the node's Kubernetes, from this host.
    Cluster(Query),
}

impl From<String> for Ask {
    fn from(body: String) -> Self {
        Self::Script(body)
    }
}

impl From<Query> for Ask {
    fn from(query: Query) -> Self {
        Self::Cluster(query)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Exactly this text.
    Text(String),
    /// All of these words, others too.
    Words(Vec<String>),
    /// This text somewhere in it.
    Containing(String),
    /// These sets by name, as `/proc/PID/status` prints them, in this order.
    Capabilities(Vec<(&'static str, Set)>),
    /// A word `0:N` with N of at least this many.
    IdsMapped(u64),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    pub id: String,
    pub phase: &'static str,
    pub title: String,
    pub passed: bool,
    pub expected: String,
    pub actual: String,
}

/// Differs where another thing is asked or expected.
pub fn digest(assertions: &[Assertion]) -> String {
    crate::digest::sha256(format!("{assertions:?}").as_bytes())
}

impl Assertion {
    pub fn new(
        phase: &'static str,
        what: &str,
        title: impl Into<String>,
        ask: impl Into<Ask>,
        expected: Expected,
    ) -> Self {
        Self { id: format!("{phase}.{what}"), phase, title: title.into(), ask: ask.into(), expected }
    }

    /// `None` where the node gave no answer to this one: that is not a pass.
    pub fn judge(&self, actual: Option<&str>) -> Verdict {
        let said = actual.map(str::trim);
        Verdict {
            id: self.id.clone(),
            phase: self.phase,
            title: self.title.clone(),
            passed: said.is_some_and(|text| self.expected.holds(text)),
            expected: self.expected.to_string(),
            actual: said.map_or_else(|| "no answer".to_owned(), |text| self.expected.shown(text)),
        }
    }
}

impl Expected {
    pub fn holds(&self, actual: &str) -> bool {
        match self {
            Self::Text(text) => actual == text,
            Self::Containing(text) => actual.contains(text.as_str()),
            Self::Capabilities(sets) => {
                let found = actual.split_whitespace().map(Set::from_hex);
                found.eq(sets.iter().map(|(_, set)| Some(*set)))
            }
            Self::Words(words) => words.iter().all(|word| actual.split_whitespace().any(|one| one == word)),
            Self::IdsMapped(least) => {
                let counts = actual.split_whitespace().filter_map(|map| map.split_once(':')?.1.parse::<u64>().ok());
                counts.sum::<u64>() >= *least
            }
        }
    }
}

impl Expected {
    /// What came back, as a person reads it.
    pub fn shown(&self, actual: &str) -> String {
        let Self::Capabilities(sets) = self else { return actual.to_owned() };
        let found: Option<Vec<_>> = actual.split_whitespace().map(Set::from_hex).collect();
        match found.filter(|found| found.len() == sets.len()) {
            Some(found) => named(sets.iter().zip(found).map(|((name, _), set)| (*name, set))),
            None => actual.to_owned(),
        }
    }
}

fn named(sets: impl Iterator<Item = (&'static str, Set)>) -> String {
    sets.map(|(name, set)| format!("{name} {set}")).collect::<Vec<_>>().join("; ")
}

impl std::fmt::Display for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Containing(text) => write!(f, "a text with `{text}` in it"),
            Self::Capabilities(sets) => f.write_str(&named(sets.iter().map(|(name, set)| (*name, *set)))),
            Self::Words(words) => write!(f, "{} among others", words.join(" ")),
            Self::IdsMapped(least) => write!(f, "at least {least} ids"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(expected: Expected, actual: Option<&str>) -> bool {
        Assertion::new("p", "w", "t", String::new(), expected).judge(actual).passed
    }

    #[test]
    fn no_answer_is_never_a_pass() {
        assert!(!passes(Expected::Text(String::new()), None));
        assert!(!passes(Expected::Words(vec![]), None));
        assert!(!passes(Expected::IdsMapped(0), None));
    }

    #[test]
    fn words_are_whole_words() {
        let wanted = || Expected::Words(vec!["cpu".into(), "io".into()]);
        assert!(passes(wanted(), Some("cpuset cpu io\n")));
        assert!(!passes(wanted(), Some("cpuset io")));
    }

    #[test]
    fn mapped_ids_are_summed() {
        assert!(passes(Expected::IdsMapped(65_537), Some("0:1 1:65536 ")));
        assert!(!passes(Expected::IdsMapped(65_537), Some("unshare: failed")));
    }
}

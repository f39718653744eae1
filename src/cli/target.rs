//! What a command works on: `INSTANCE[/NODE]`.

use std::str::FromStr;

use crate::spec::name::{BadName, Name};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub instance: Name,
    pub node: Option<Name>,
}

impl FromStr for Target {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let (instance, node) = match text.split_once('/') {
            Some((instance, node)) => (instance, Some(node.parse()?)),
            None => (text, None),
        };
        Ok(Self { instance: instance.parse()?, node })
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.node {
            Some(node) => write!(f, "{}/{node}", self.instance),
            None => self.instance.fmt(f),
        }
    }
}

/// Nodes, and the name of a save of theirs.
#[derive(Debug, clap::Args)]
pub struct SaveOf {
    #[arg(value_name = "INSTANCE[/NODE]")]
    pub target: Target,
    /// The name of the save
    #[arg(default_value = "saved")]
    pub save: Name,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_named_after_a_slash() {
        let target: Target = "cks/worker".parse().unwrap();
        assert_eq!((target.instance.as_str(), target.node.as_ref().unwrap().as_str()), ("cks", "worker"));
        assert_eq!(target.to_string(), "cks/worker");
        assert!("cks/".parse::<Target>().is_err() && "/x".parse::<Target>().is_err());
    }
}

//! Names of labs, instances and nodes.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A name that is also a valid host name, Multipass name and folder name:
/// lower-case letters, digits and `-`, a letter first, no `-` last, 32 characters at most.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", extend("pattern" = "^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$"))]
pub struct Name(Cow<'static, str>);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a name: use 1 to 32 lower-case letters, digits and `-`, a letter first, no `-` last")]
pub struct BadName(String);

impl Name {
    /// For names that stand in the source.
    pub const fn from_static(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let starts = text.starts_with(|c: char| c.is_ascii_lowercase());
        let inside = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if starts && inside && !text.ends_with('-') && text.len() <= 32 {
            Ok(Self(Cow::Owned(text.to_owned())))
        } else {
            Err(BadName(text.to_owned()))
        }
    }
}

impl TryFrom<String> for Name {
    type Error = BadName;

    fn try_from(text: String) -> Result<Self, BadName> {
        text.parse()
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0.into_owned()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<std::path::Path> for Name {
    fn as_ref(&self) -> &std::path::Path {
        self.as_str().as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_fit_for_a_host_name() {
        for good in ["a", "node", "cks-2", "a23456789012345678901234567890ab"] {
            assert!(good.parse::<Name>().is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "A", "a_b", "1a", "a b", "../a", "a234567890123456789012345678901bc"] {
            assert!(bad.parse::<Name>().is_err(), "{bad}");
        }
    }
}

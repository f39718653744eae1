//! Sizes of memory and disk.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A number of bytes, written like `512M` or `2G`; the suffixes count in 1024s, as Multipass' do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", extend("pattern" = "^[1-9][0-9]{0,6}[KMGT]$"))]
pub struct Bytes(pub u64);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a size: write a whole number with K, M, G or T, like 2G")]
pub struct BadSize(String);

const SUFFIXES: [(char, u64); 4] = [('T', 1 << 40), ('G', 1 << 30), ('M', 1 << 20), ('K', 1 << 10)];

impl Bytes {
    pub const fn mebibytes(count: u64) -> Self {
        Self(count << 20)
    }

    pub const fn gibibytes(count: u64) -> Self {
        Self(count << 30)
    }

    pub const fn as_mebibytes(self) -> u64 {
        self.0 >> 20
    }

    /// For people: `657M`, `21.1G`.
    pub fn rounded(self) -> String {
        let tenths = |unit: u64| {
            let tenths = u128::from(self.0) * 10 / u128::from(unit);
            if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
        };
        match self.0 {
            large if large >= 1 << 40 => format!("{}T", tenths(1 << 40)),
            large if large >= 1 << 30 => format!("{}G", tenths(1 << 30)),
            small => format!("{}M", small >> 20),
        }
    }
}

impl FromStr for Bytes {
    type Err = BadSize;

    fn from_str(text: &str) -> Result<Self, BadSize> {
        let bad = || BadSize(text.to_owned());
        let (_, unit) = SUFFIXES.into_iter().find(|(s, _)| text.ends_with(*s)).ok_or_else(bad)?;
        let digits = &text[..text.len() - 1];
        if digits.is_empty()
            || digits.len() > 7
            || !digits.bytes().all(|b| b.is_ascii_digit())
            || digits.starts_with('0')
        {
            return Err(bad());
        }
        let count: u64 = digits.parse().map_err(|_| bad())?;
        Ok(Self(count * unit))
    }
}

impl TryFrom<String> for Bytes {
    type Error = BadSize;

    fn try_from(text: String) -> Result<Self, BadSize> {
        text.parse()
    }
}

impl From<Bytes> for String {
    fn from(size: Bytes) -> Self {
        size.to_string()
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exact = SUFFIXES.into_iter().find(|(_, unit)| self.0 >= *unit && self.0.is_multiple_of(*unit));
        match exact {
            Some((suffix, unit)) => f.pad(&format!("{}{suffix}", self.0 / unit)),
            None => f.pad(&self.0.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_sizes_are_never_more_than_there_is() {
        for (bytes, text) in
            [(0, "0M"), ((1 << 30) - 1, "1023M"), (2 << 30, "2G"), ((3 << 30) - 1, "2.9G"), (5 << 39, "2.5T")]
        {
            assert_eq!(Bytes(bytes).rounded(), text);
        }
    }

    #[test]
    fn sizes_are_read_and_written_in_1024s() {
        for (text, bytes) in [("512M", 512 << 20), ("2G", 2 << 30), ("1T", 1 << 40), ("7K", 7 << 10)] {
            assert_eq!(text.parse(), Ok(Bytes(bytes)));
            assert_eq!(Bytes(bytes).to_string(), text);
        }
        for bad in ["", "G", "0G", "2", "2g", "-1G", "1.5G", "99999999G"] {
            assert!(bad.parse::<Bytes>().is_err(), "{bad}");
        }
    }
}

//! A set of capabilities, as the kernel keeps it.

use std::fmt;
use std::ops::{BitAnd, BitOr, Not};
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::table::table;
use crate::error::{Diagnose, Kind};
use crate::suggestion::{closest, did_you_mean};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Set(u64);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is no capability{}", did_you_mean(*nearest))]
pub struct UnknownCapability {
    pub word: String,
    pub nearest: Option<&'static str>,
}

impl Diagnose for UnknownCapability {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }
}

impl Set {
    pub const NONE: Self = Self(0);
    /// The 41 of Linux 5.9 and later.
    pub const ALL: Self = Self((1 << 41) - 1);

    pub fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    pub fn bits(self) -> u64 {
        self.0
    }

    /// As `/proc/PID/status` writes it.
    pub fn from_hex(text: &str) -> Option<Self> {
        u64::from_str_radix(text, 16).ok().map(Self)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The numbers, from the lowest.
    pub fn numbers(self) -> impl Iterator<Item = u32> {
        (0..u64::BITS).filter(move |number| self.0 >> number & 1 == 1)
    }

    /// As capability.h names them, without `CAP_`; of newer kernels the number.
    pub fn names(self) -> Vec<String> {
        let name = |number: u32| match table().get(number as usize) {
            Some(capability) => capability.name.clone(),
            None => number.to_string(),
        };
        self.numbers().map(name).collect()
    }

    fn named(word: &str) -> Result<Self, UnknownCapability> {
        let name = word.to_ascii_uppercase();
        let name = name.strip_prefix("CAP_").unwrap_or(&name);
        if let Some(number) = table().iter().position(|capability| capability.name == name) {
            return Ok(Self(1 << number));
        }
        let nearest = closest(name, table().iter().map(|capability| capability.name.as_str()));
        Err(UnknownCapability { word: word.to_owned(), nearest })
    }
}

/// Names with or without `CAP_`, in either case, with commas or spaces between them; `all`, `none`; or `0x…`.
impl FromStr for Set {
    type Err = UnknownCapability;

    fn from_str(text: &str) -> Result<Self, UnknownCapability> {
        if let Some(set) = text.trim().strip_prefix("0x").and_then(Self::from_hex) {
            return Ok(set);
        }
        let words = text.split([',', ' ', '\n']).filter(|word| !word.is_empty());
        words
            .map(|word| match word.to_ascii_lowercase().as_str() {
                "all" => Ok(Self::ALL),
                "none" => Ok(Self::NONE),
                _ => Self::named(word),
            })
            .try_fold(Self::NONE, |all, one| Ok(all | one?))
    }
}

/// Few that are missing from all are named instead of the many that are there.
impl fmt::Display for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let missing = Self::ALL.without(*self);
        if self.is_empty() {
            return f.write_str("none");
        }
        if !Self::ALL.contains(*self) || missing.0.count_ones() > FEW {
            return f.write_str(&self.names().join(","));
        }
        f.write_str("all")?;
        if missing.is_empty() { Ok(()) } else { write!(f, " but {}", missing.names().join(",")) }
    }
}

const FEW: u32 = 8;

impl Serialize for Set {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.names())
    }
}

impl BitAnd for Set {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for Set {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Not for Set {
    type Output = Self;

    /// Of those known.
    fn not(self) -> Self {
        Self::ALL.without(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_read_and_shown_in_every_form() {
        for (text, shown) in [
            ("none", "none"),
            ("", "none"),
            ("all", "all"),
            ("0x1ffffffffff", "all"),
            ("0x3fffffffff", "all but PERFMON,BPF,CHECKPOINT_RESTORE"),
            ("cap_net_raw,CHOWN chown", "CHOWN,NET_RAW"),
            ("0x20000000001", "CHOWN,41"),
        ] {
            assert_eq!(text.parse::<Set>().unwrap().to_string(), shown, "{text}");
        }
        assert_eq!(Set::from_hex("00000000a80425fb").unwrap().names().len(), 14);
        assert_eq!(
            "net_rwa".parse::<Set>().unwrap_err().to_string(),
            "`net_rwa` is no capability; did you mean `NET_RAW`?"
        );
        assert_eq!("x".parse::<Set>().unwrap_err().to_string(), "`x` is no capability");
    }
}

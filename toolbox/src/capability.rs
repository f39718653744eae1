//! Capabilities and sets of them, as capabilities(7) names them, without the prefix `CAP_`.

use std::fmt;

/// By number: <https://github.com/torvalds/linux/blob/master/include/uapi/linux/capability.h>
const NAMES: &str = include_str!("capabilities.txt");

pub const NET_BIND_SERVICE: u32 = 10;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Set(pub u64);

impl Set {
    /// From two 32-bit words, the way capget(2) gives them.
    pub fn from_words(low: u32, high: u32) -> Self {
        Self(u64::from(high) << 32 | u64::from(low))
    }

    /// From the hexadecimal digits of `/proc/PID/status`.
    pub fn from_hex(text: &str) -> Option<Self> {
        u64::from_str_radix(text, 16).ok().map(Self)
    }

    /// Every capability up to the last that the kernel knows.
    pub fn up_to(last: u32) -> Self {
        Self(u64::MAX >> (63 - last.min(63)))
    }

    /// Its low and its high 32 bits.
    pub fn words(self) -> (u32, u32) {
        let [low, high] =
            [self.0 & u64::from(u32::MAX), self.0 >> 32].map(|word| u32::try_from(word).unwrap_or(u32::MAX));
        (low, high)
    }

    pub fn has(self, number: u32) -> bool {
        self.0 >> number & 1 == 1
    }

    pub fn numbers(self) -> impl Iterator<Item = u32> {
        (0..64).filter(move |number| self.has(*number))
    }

    /// `none`, `all` where it equals the kernel's, or the names in alphabetical order.
    pub fn named(self, all: Self) -> String {
        if self == all { "all".to_owned() } else { self.to_string() }
    }
}

impl fmt::Display for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("none");
        }
        let known: Vec<&str> = NAMES.lines().collect();
        let of = |number: usize| known.get(number).map_or_else(|| number.to_string(), |name| (*name).to_owned());
        let mut names: Vec<String> = (0..64).filter(|number| self.0 >> number & 1 == 1).map(of).collect();
        names.sort();
        f.write_str(&names.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_shown_by_sorted_names() {
        assert_eq!(Set(0).to_string(), "none");
        assert_eq!(Set(1 << NET_BIND_SERVICE | 1).to_string(), "CHOWN,NET_BIND_SERVICE");
        assert_eq!(Set(1 << 40 | 1 << 63).to_string(), "63,CHECKPOINT_RESTORE");
    }

    #[test]
    fn all_is_what_the_kernel_has() {
        let all = Set::from_hex("000001ffffffffff").unwrap();
        assert_eq!(Set::up_to(40), all);
        assert_eq!(all.named(Set::up_to(40)), "all");
        assert_eq!(Set::up_to(63), Set(u64::MAX));
        assert_ne!(Set(1).named(all), "all");
    }
}

//! Comparisons of a system call's arguments.

use std::fmt;

use serde::{Serialize, Serializer};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    NotEqual,
    Less,
    LessOrEqual,
    Equal,
    GreaterOrEqual,
    Greater,
    MaskedEqual,
}

impl Operator {
    pub const ALL: [Self; 7] = [
        Self::NotEqual,
        Self::Less,
        Self::LessOrEqual,
        Self::Equal,
        Self::GreaterOrEqual,
        Self::Greater,
        Self::MaskedEqual,
    ];

    /// The name in a profile.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotEqual => "SCMP_CMP_NE",
            Self::Less => "SCMP_CMP_LT",
            Self::LessOrEqual => "SCMP_CMP_LE",
            Self::Equal => "SCMP_CMP_EQ",
            Self::GreaterOrEqual => "SCMP_CMP_GE",
            Self::Greater => "SCMP_CMP_GT",
            Self::MaskedEqual => "SCMP_CMP_MASKED_EQ",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.as_str() == name)
    }
}

impl Serialize for Operator {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One comparison. All of a rule must hold, unless two of them are of the same argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Argument {
    /// 0 to 5.
    pub index: u32,
    /// The mask, for `MaskedEqual`.
    pub value: u64,
    /// What the masked argument is compared with.
    pub value_two: u64,
    pub op: Operator,
}

/// A system call has six: syscall(2), <https://man7.org/linux/man-pages/man2/syscall.2.html>.
pub const LAST_INDEX: u32 = 5;

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { index, value, value_two, op } = self;
        let sign = match op {
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Equal => "==",
            Operator::GreaterOrEqual => ">=",
            Operator::Greater => ">",
            Operator::MaskedEqual => return write!(f, "argument {index} & {value:#x} == {value_two:#x}"),
        };
        write!(f, "argument {index} {sign} {value:#x}")
    }
}

//! What happens to a system call.

use std::fmt;

use serde::{Serialize, Serializer};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    Kill,
    KillProcess,
    KillThread,
    Trap,
    Errno,
    Trace,
    Allow,
    Log,
    Notify,
}

impl Action {
    pub const ALL: [Self; 9] = [
        Self::Kill,
        Self::KillProcess,
        Self::KillThread,
        Self::Trap,
        Self::Errno,
        Self::Trace,
        Self::Allow,
        Self::Log,
        Self::Notify,
    ];

    /// The name in a profile.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kill => "SCMP_ACT_KILL",
            Self::KillProcess => "SCMP_ACT_KILL_PROCESS",
            Self::KillThread => "SCMP_ACT_KILL_THREAD",
            Self::Trap => "SCMP_ACT_TRAP",
            Self::Errno => "SCMP_ACT_ERRNO",
            Self::Trace => "SCMP_ACT_TRACE",
            Self::Allow => "SCMP_ACT_ALLOW",
            Self::Log => "SCMP_ACT_LOG",
            Self::Notify => "SCMP_ACT_NOTIFY",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == name)
    }

    /// Whether the call is carried out as if there were no profile.
    pub fn lets_through(self) -> bool {
        matches!(self, Self::Allow | Self::Log)
    }

    /// Whether `errnoRet` means something with it; with others the runtime must fail.
    pub fn has_errno(self) -> bool {
        matches!(self, Self::Errno | Self::Trace)
    }
}

impl Serialize for Action {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// An action with the number that goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    pub action: Action,
    /// `None` stands for EPERM where the action has an error number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errno: Option<u32>,
}

/// EPERM, <https://man7.org/linux/man-pages/man3/errno.3.html>.
const DEFAULT_ERRNO: u32 = 1;
/// ENOSYS.
const NO_SUCH_CALL: u32 = 38;

impl Outcome {
    /// Whether the kernel does the same for both: `KILL` is `KILL_THREAD`, and no number is EPERM.
    pub fn is_same_as(self, other: Self) -> bool {
        let plain = |action| if action == Action::Kill { Action::KillThread } else { action };
        let errno = |of: Self| of.action.has_errno().then(|| of.errno.unwrap_or(DEFAULT_ERRNO));
        plain(self.action) == plain(other.action) && errno(self) == errno(other)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.action {
            Action::Kill | Action::KillThread => f.write_str("kills the calling thread"),
            Action::KillProcess => f.write_str("kills the process"),
            Action::Trap => f.write_str("raises SIGSYS"),
            Action::Allow => f.write_str("is allowed"),
            Action::Log => f.write_str("is allowed and logged"),
            Action::Notify => f.write_str("is left to a supervisor"),
            Action::Trace => f.write_str("is left to a tracer, or fails without one"),
            Action::Errno => match self.errno.unwrap_or(DEFAULT_ERRNO) {
                DEFAULT_ERRNO => f.write_str("fails with EPERM"),
                // glibc takes it for an older kernel and falls back to another call.
                NO_SUCH_CALL => f.write_str("fails with ENOSYS, as on a kernel without it"),
                number => write!(f, "fails with error number {number}"),
            },
        }
    }
}

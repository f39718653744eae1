//! What execve does beside the formula. From capabilities(7) and, where it says less, the kernel's
//! `cap_bprm_creds_from_file` and `bprm_fill_uid`.

use std::fmt;

use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpecialRule {
    NosuidMount,
    ForeignRootid,
    SetuidIgnored,
    SetuidRoot,
    CapabilityDumb,
    Root,
    RealRoot,
    NoRoot,
    SetuidRootWithFileCapabilities,
    PrivilegedFile,
    NoNewPrivs,
}

impl fmt::Display for SpecialRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NosuidMount => "the file system is mounted nosuid: the file's capabilities and set-user-ID bit are ignored",
            Self::ForeignRootid => "the file's capabilities are for another user namespace, so they are ignored",
            Self::SetuidIgnored => "no_new_privs is set: the set-user-ID bit is ignored",
            Self::SetuidRoot => "the file is set-user-ID root: the effective user becomes 0",
            Self::CapabilityDumb => {
                "the file's effective bit is set, but it would not get all of its permitted capabilities: execve fails with EPERM, as the program can't tell that it has less"
            }
            Self::Root => "the effective user is 0: F(permitted) and F(inheritable) count as all, F(effective) as 1",
            Self::RealRoot => "the real user is 0: F(permitted) and F(inheritable) count as all",
            Self::NoRoot => "the securebit NOROOT is set: user 0 gets nothing for being 0",
            Self::SetuidRootWithFileCapabilities => {
                "the file is set-user-ID root and has capabilities: it gets its own capabilities instead of all"
            }
            Self::PrivilegedFile => "the file has capabilities or changes the user: the ambient set is cleared",
            Self::NoNewPrivs => {
                "no_new_privs is set and the file would give more: P'(permitted) is cut down to P(permitted)"
            }
        })
    }
}

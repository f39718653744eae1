//! Capabilities of files: the extended attribute `security.capability`, `struct vfs_cap_data` and `vfs_ns_cap_data`
//! of include/uapi/linux/capability.h.

use serde::Serialize;

use super::Set;
use crate::error::Diagnose;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileCapabilities {
    pub permitted: Set,
    pub inheritable: Set,
    /// One bit for all: what is permitted after execve is effective, too.
    pub effective: bool,
    /// The root user whose namespace they are for, as a user id of the initial namespace; absent in revision 2.
    pub rootid: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("file capabilities can't be read: {text}")]
pub struct UnreadableFileCapabilities {
    text: String,
}

impl Diagnose for UnreadableFileCapabilities {}

const REVISION_2: u32 = 0x0200_0000;
const REVISION_3: u32 = 0x0300_0000;

impl FileCapabilities {
    /// From the form that `getcap -n` prints, without the file's name: clauses of names, `=`, `+` or `-`, and flags.
    /// `cap_to_text(3)`, <https://man7.org/linux/man-pages/man3/cap_to_text.3.html>
    pub fn from_text(text: &str) -> Result<Self, UnreadableFileCapabilities> {
        let unreadable = || UnreadableFileCapabilities { text: text.to_owned() };
        let mut rootid = None;
        let mut flags = [('e', Set::NONE), ('p', Set::NONE), ('i', Set::NONE)];
        for clause in text.split_whitespace() {
            if let Some(id) = clause.strip_prefix("[rootid=").and_then(|rest| rest.strip_suffix(']')) {
                rootid = Some(id.parse().map_err(|_| unreadable())?);
                continue;
            }
            let (names, actions) = clause.split_at(clause.find(['=', '+', '-']).ok_or_else(unreadable)?);
            let names: Set = if names.is_empty() { Set::ALL } else { names.parse().map_err(|_| unreadable())? };
            let mut operator = '=';
            for character in actions.chars() {
                if let '=' | '+' | '-' = character {
                    operator = character;
                    if operator == '=' {
                        for (_, set) in &mut flags {
                            *set = set.without(names);
                        }
                    }
                    continue;
                }
                let (_, set) = flags.iter_mut().find(|(flag, _)| *flag == character).ok_or_else(unreadable)?;
                *set = if operator == '-' { set.without(names) } else { *set | names };
            }
        }
        let [(_, effective), (_, permitted), (_, inheritable)] = flags;
        Ok(Self { permitted, inheritable, effective: !effective.is_empty(), rootid })
    }

    /// The attribute's bytes.
    pub fn encode(&self) -> Vec<u8> {
        let revision = if self.rootid.is_some() { REVISION_3 } else { REVISION_2 };
        let (permitted, inheritable) = (self.permitted.bits(), self.inheritable.bits());
        #[expect(clippy::cast_possible_truncation, reason = "the halves of 64 bits are meant")]
        let halves = [permitted as u32, inheritable as u32, (permitted >> 32) as u32, (inheritable >> 32) as u32];
        let words = [revision | u32::from(self.effective)].into_iter().chain(halves).chain(self.rootid);
        words.flat_map(u32::to_le_bytes).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_setcap_writes_is_written() {
        let file = |text: &str| FileCapabilities::from_text(text).unwrap().encode();
        // From `setcap … FILE` and `getfattr -e hex`.
        let bound = file("cap_net_bind_service=ep");
        assert_eq!(bound, [1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let of_a_namespace = file("cap_syslog=p [rootid=1000]");
        assert_eq!(of_a_namespace, [0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 232, 3, 0, 0]);
    }

    #[test]
    fn what_getcap_prints_is_read() {
        let read = |text: &str| {
            let file = FileCapabilities::from_text(text).unwrap();
            format!("{} {} {} {:?}", file.permitted, file.inheritable, file.effective, file.rootid)
        };
        assert_eq!(read("cap_net_raw=ep"), "NET_RAW none true None");
        assert_eq!(read("= cap_net_raw+ep"), "NET_RAW none true None");
        assert_eq!(read("=ep cap_kill-p [rootid=1000]"), "all but KILL none true Some(1000)");
        assert_eq!(read("cap_chown,cap_kill=p cap_chown+i"), "CHOWN,KILL CHOWN false None");
        for text in ["cap_x=p", "cap_kill", "cap_kill=x", "[rootid=x]"] {
            assert!(FileCapabilities::from_text(text).is_err(), "{text}");
        }
    }
}

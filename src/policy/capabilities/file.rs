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
pub enum UnreadableFileCapabilities {
    #[error("file capabilities of the unknown revision {revision:#x}")]
    Revision { revision: u32 },
    #[error("file capabilities of {length} bytes, where {expected} belong to their revision")]
    Length { length: usize, expected: usize },
    #[error("file capabilities are not in hexadecimal")]
    NotHex,
    #[error("file capabilities can't be read: {text}")]
    Text { text: String },
}

impl Diagnose for UnreadableFileCapabilities {}

const REVISION_MASK: u32 = 0xff00_0000;
const REVISION_2: u32 = 0x0200_0000;
const REVISION_3: u32 = 0x0300_0000;
const EFFECTIVE: u32 = 1;

impl FileCapabilities {
    /// From the attribute's bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, UnreadableFileCapabilities> {
        let words: Vec<u32> =
            bytes.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect();
        let magic = words.first().copied().unwrap_or_default();
        let expected = match magic & REVISION_MASK {
            REVISION_2 => 20,
            REVISION_3 => 24,
            revision => return Err(UnreadableFileCapabilities::Revision { revision }),
        };
        if bytes.len() != expected {
            return Err(UnreadableFileCapabilities::Length { length: bytes.len(), expected });
        }
        // Low and high halves: permitted, inheritable, permitted, inheritable.
        let set = |low: usize| Set::from_bits(u64::from(words[low]) | u64::from(words[low + 2]) << 32);
        Ok(Self {
            permitted: set(1),
            inheritable: set(2),
            effective: magic & EFFECTIVE != 0,
            rootid: words.get(5).copied(),
        })
    }

    /// From the bytes in hexadecimal, as `getfattr -e hex` and shells show them.
    pub fn from_hex(text: &str) -> Result<Self, UnreadableFileCapabilities> {
        let digits = text.trim();
        let digits = digits.strip_prefix("0x").unwrap_or(digits);
        let byte = |at: usize| digits.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let bytes: Option<Vec<u8>> = (0..digits.len()).step_by(2).map(byte).collect();
        Self::decode(&bytes.ok_or(UnreadableFileCapabilities::NotHex)?)
    }

    /// From the form that `getcap -n` prints, without the file's name: clauses of names, `=`, `+` or `-`, and flags.
    /// `cap_to_text(3)`, <https://man7.org/linux/man-pages/man3/cap_to_text.3.html>
    pub fn from_text(text: &str) -> Result<Self, UnreadableFileCapabilities> {
        let unreadable = || UnreadableFileCapabilities::Text { text: text.to_owned() };
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
    fn what_setcap_writes_is_read() {
        // From `setcap cap_net_bind_service=+ep FILE` and `getfattr -e hex`.
        let ping = FileCapabilities::from_hex("0x0100000200040000000000000000000000000000").unwrap();
        assert_eq!(
            (ping.permitted.to_string().as_str(), ping.effective, ping.rootid),
            ("NET_BIND_SERVICE", true, None)
        );
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

    #[test]
    fn both_revisions_are_written_and_read_back() {
        for rootid in [None, Some(0), Some(100_000)] {
            let capabilities = FileCapabilities {
                permitted: Set::ALL,
                inheritable: "bpf,chown".parse().unwrap(),
                effective: rootid.is_none(),
                rootid,
            };
            assert_eq!(FileCapabilities::decode(&capabilities.encode()), Ok(capabilities));
        }
    }

    #[test]
    fn other_bytes_are_refused() {
        use UnreadableFileCapabilities::{Length, NotHex, Revision};
        assert_eq!(FileCapabilities::decode(&[]), Err(Revision { revision: 0 }));
        assert_eq!(FileCapabilities::from_hex("00000002"), Err(Length { length: 4, expected: 20 }));
        assert_eq!(FileCapabilities::from_hex("0"), Err(NotHex));
    }
}

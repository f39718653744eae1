//! A case as it travels: one line of words, the sets in hexadecimal.

use std::str::FromStr;

/// Who executes what. The words of the line have this order.
pub struct Case {
    pub permitted: u64,
    pub inheritable: u64,
    pub effective: u64,
    pub bounding: u64,
    pub ambient: u64,
    pub real_uid: u32,
    pub effective_uid: u32,
    /// 0 or 1, like all that is yes or no.
    pub no_new_privs: bool,
    pub no_root: bool,
    pub nosuid: bool,
    /// The owner of a set-user-ID file, or `-`.
    pub setuid: Option<u32>,
    /// The bytes of `security.capability` in hexadecimal, or `-`.
    pub file: Option<Vec<u8>>,
}

impl FromStr for Case {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let words: Vec<&str> = line.split(' ').collect();
        let bad = || format!("bad case: {line}");
        let [permitted, inheritable, effective, bounding, ambient, real, euid, nnp, noroot, nosuid, setuid, file] =
            words[..]
        else {
            return Err(bad());
        };
        let set = |word: &str| u64::from_str_radix(word, 16).map_err(|_| bad());
        let number = |word: &str| word.parse::<u32>().map_err(|_| bad());
        let byte = |at: usize| file.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).ok_or_else(bad);
        Ok(Self {
            permitted: set(permitted)?,
            inheritable: set(inheritable)?,
            effective: set(effective)?,
            bounding: set(bounding)?,
            ambient: set(ambient)?,
            real_uid: number(real)?,
            effective_uid: number(euid)?,
            no_new_privs: nnp == "1",
            no_root: noroot == "1",
            nosuid: nosuid == "1",
            setuid: if setuid == "-" { None } else { Some(number(setuid)?) },
            file: if file == "-" {
                None
            } else {
                Some((0..file.len()).step_by(2).map(byte).collect::<Result<_, _>>()?)
            },
        })
    }
}

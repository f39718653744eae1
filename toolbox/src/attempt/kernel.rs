//! Actions that ask the kernel itself.

use std::io;

use super::action::number;
use crate::{sys, syscalls};

const CLOCK_REALTIME: isize = 0;

/// A call by name or number with whole numbers. An error other than the profile's shows that it was let through.
pub fn call(name: &str, arguments: &[isize]) -> io::Result<()> {
    sys::call(name, arguments).map(drop)
}

/// `NAME[:NUMBER]...`: a call that this architecture lacks is known by its name nevertheless.
pub fn parse_call(text: &str) -> Option<(String, Vec<isize>)> {
    let mut parts = text.split(':');
    let name = parts.next().filter(|name| syscalls::is_known(name))?;
    let arguments: Vec<isize> = parts.map(number).collect::<Option<_>>()?;
    (arguments.len() <= 6).then(|| (name.to_owned(), arguments))
}

/// Sets the clock to the time it has.
pub fn set_clock() -> io::Result<()> {
    sys::set_clock(CLOCK_REALTIME, &sys::clock(CLOCK_REALTIME)?)
}

pub fn mount() -> io::Result<()> {
    sys::mount_tmpfs("/tmp")?;
    sys::unmount("/tmp")
}

/// Asks for the number of the session's keyring.
pub fn keyctl() -> io::Result<()> {
    const GET_KEYRING_ID: isize = 0;
    const SESSION_KEYRING: isize = -3;
    call("keyctl", &[GET_KEYRING_ID, SESSION_KEYRING, 0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_has_a_known_name_and_up_to_six_numbers() {
        assert_eq!(parse_call("unshare:0x10000000"), Some(("unshare".to_owned(), vec![0x1000_0000])));
        assert_eq!(parse_call("101"), Some(("101".to_owned(), vec![])));
        assert_eq!(parse_call("arch_prctl"), Some(("arch_prctl".to_owned(), vec![])));
        assert_eq!(parse_call("no_such_call"), None);
        assert_eq!(parse_call("bpf:1:2:3:4:5:6:7"), None);
        assert_eq!(parse_call("bpf:x"), None);
    }
}

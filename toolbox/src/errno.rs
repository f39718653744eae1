//! The symbolic names of errors.

use std::io;

const NAMES: &str = include_str!("errnos.txt");

/// `EPERM`, or `errno 999` for a number without a name.
pub fn name(error: &io::Error) -> String {
    match (error.raw_os_error(), error.kind()) {
        (Some(number), _) => of_number(number),
        // std gives these without a number.
        (None, io::ErrorKind::TimedOut) => "ETIMEDOUT".to_owned(),
        (None, _) => "EINVAL".to_owned(),
    }
}

fn of_number(number: i32) -> String {
    let text = number.to_string();
    let known = NAMES.lines().filter_map(|line| line.split_once(' ')).find(|(key, _)| *key == text);
    known.map_or_else(|| format!("errno {number}"), |(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_their_symbolic_names() {
        assert_eq!(name(&io::Error::from_raw_os_error(1)), "EPERM");
        assert_eq!(name(&io::Error::from_raw_os_error(110)), "ETIMEDOUT");
        assert_eq!(name(&io::Error::from_raw_os_error(999)), "errno 999");
        assert_eq!(name(&io::Error::from(io::ErrorKind::TimedOut)), "ETIMEDOUT");
    }
}

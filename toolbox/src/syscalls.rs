//! The numbers of system calls on the machine this program was made for.

use std::io;

const TABLE: &str = include_str!("syscalls.txt");

/// A call by its name, or by its number in decimal. None: it has neither here.
pub fn number(name: &str) -> Option<isize> {
    if let Ok(number) = name.parse() {
        return Some(number);
    }
    row(name)?.split(' ').nth(if cfg!(target_arch = "x86_64") { 1 } else { 2 })?.parse().ok()
}

/// Whether it is a number, or a name of some architecture.
pub fn is_known(name: &str) -> bool {
    number(name).is_some() || row(name).is_some()
}

fn row(name: &str) -> Option<&'static str> {
    TABLE.lines().skip(1).find(|row| row.split(' ').next() == Some(name))
}

/// What a kernel answers where a call does not exist.
pub fn not_implemented() -> io::Error {
    const ENOSYS: i32 = 38;
    io::Error::from_raw_os_error(ENOSYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_name_and_two_numbers() {
        let rows: Vec<Vec<&str>> = TABLE.lines().skip(1).map(|row| row.split(' ').collect()).collect();
        assert!(rows.len() > 100);
        for row in &rows {
            assert!(row.len() == 3 && row[1..].iter().all(|n| *n == "-" || n.parse::<u16>().is_ok()), "{row:?}");
        }
        assert!(rows.is_sorted());
    }

    #[test]
    fn a_call_has_a_name_or_a_number() {
        assert_eq!(number("unshare"), Some(if cfg!(target_arch = "x86_64") { 272 } else { 97 }));
        assert_eq!(number("1000"), Some(1000));
        assert_eq!(number("no_such_call"), None);
        assert_eq!(number("#"), None);
    }
}

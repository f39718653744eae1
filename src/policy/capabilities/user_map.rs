//! The users of a user namespace: `/proc/PID/uid_map`,
//! <https://man7.org/linux/man-pages/man7/user_namespaces.7.html>.

use serde::Serialize;

/// Ranges of user ids inside, and where they begin outside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UserMap(Vec<Range>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Range {
    inside: u32,
    outside: u32,
    length: u32,
}

impl UserMap {
    /// From the text of the file; lines that are none of its are left out.
    pub fn parse(text: &str) -> Self {
        let range = |line: &str| {
            let mut numbers = line.split_whitespace().map(|word| word.parse().ok());
            Some(Range { inside: numbers.next()??, outside: numbers.next()??, length: numbers.next()?? })
        };
        Self(text.lines().filter_map(range).collect())
    }

    /// Who a user of the outside is inside.
    pub fn inside(&self, outside: u32) -> Option<u32> {
        let holds = |range: &&Range| outside.checked_sub(range.outside).is_some_and(|offset| offset < range.length);
        self.0.iter().find(holds).map(|range| range.inside + (outside - range.outside))
    }

    /// Who the namespace's root is outside.
    pub fn root(&self) -> Option<u32> {
        self.0.iter().find(|range| range.inside == 0 && range.length > 0).map(|range| range.outside)
    }

    /// Whether users are the same inside and outside.
    pub fn is_identity(&self) -> bool {
        self.0.iter().all(|range| range.inside == range.outside)
    }

    /// A range per line, in words.
    pub fn lines(&self) -> Vec<String> {
        let last = |first: u32, range: &Range| u64::from(first) + u64::from(range.length.max(1)) - 1;
        let line = |range: &Range| {
            let (inside, outside) = (last(range.inside, range), last(range.outside, range));
            format!("{}-{inside} inside are {}-{outside} outside", range.inside, range.outside)
        };
        self.0.iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::UserMap;

    #[test]
    fn users_are_found_on_both_sides() {
        let map = UserMap::parse("         0       1000          1\n         1     100000      65536\n");
        assert_eq!(
            (map.inside(1000), map.inside(100_005), map.inside(0), map.root()),
            (Some(0), Some(6), None, Some(1000))
        );
        assert_eq!(map.lines(), ["0-0 inside are 1000-1000 outside", "1-65536 inside are 100000-165535 outside"]);
        assert!(!map.is_identity());
        let initial = UserMap::parse("         0          0 4294967295");
        assert!(initial.is_identity());
        assert_eq!((initial.inside(1000), initial.root()), (Some(1000), Some(0)));
    }
}

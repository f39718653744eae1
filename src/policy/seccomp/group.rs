//! What system calls are for, and what they give an attacker.

use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub name: String,
    /// What programs use it for.
    pub what: String,
    /// What an attacker has of it; `None` for what is of no use without more.
    #[serde(default)]
    pub gain: Option<String>,
    /// What the kernel asks for beside.
    #[serde(default)]
    pub needs: Option<String>,
    pub calls: Vec<String>,
}

/// All groups, those first that give most.
pub fn groups() -> &'static [Group] {
    static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "the table is embedded, and a test reads it")]
        serde_saphyr::from_str(include_str!("groups.yaml")).expect("the table of groups can be read")
    });
    &GROUPS
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::groups;
    use crate::policy::seccomp::syscalls::known;

    #[test]
    fn every_call_stands_in_one_group() {
        let mut count: BTreeMap<&str, usize> = known().map(|call| (call, 0)).collect();
        for call in groups().iter().flat_map(|group| &group.calls) {
            *count.entry(call).or_insert(10) += 1;
        }
        let wrong: Vec<_> = count.into_iter().filter(|(_, groups)| *groups != 1).collect();
        assert_eq!(wrong, []);
    }
}

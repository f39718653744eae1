//! What a K3s that can't run says, and what helps.
//! <https://docs.k3s.io/advanced#running-rootless-servers-experimental>, and K3s' own issues.

use std::sync::LazyLock;

use serde::Deserialize;

const TABLE: &str = include_str!("symptoms.yaml");

/// A line of the journal that is known.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Symptom {
    /// A part of the line.
    says: String,
    pub cause: String,
    /// What to do about it.
    pub fix: String,
}

static SYMPTOMS: LazyLock<Vec<Symptom>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the table is embedded, and a test reads it")]
    serde_saphyr::from_str(TABLE).expect("symptoms.yaml is a list of symptoms")
});

/// The first known line of a journal, and what it means.
pub fn recognise(journal: &str) -> Option<(&str, &'static Symptom)> {
    journal.lines().find_map(|line| {
        let known = SYMPTOMS.iter().find(|symptom| line.contains(&symptom.says))?;
        Some((line.trim(), known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_line_is_found_in_a_journal_and_tells_what_helps() {
        let journal = "level=info msg=\"Starting k3s\"\n\
                       time=\"x\" level=fatal msg=\"failed to find cpuset cgroup (v2)\"\nMain process exited\n";
        let (line, symptom) = recognise(journal).unwrap();
        assert!(line.contains("cpuset cgroup (v2)"), "{line}");
        assert!(symptom.fix.ends_with("seclab up INSTANCE"), "{}", symptom.fix);
        assert_eq!(recognise("all is well\n"), None);
    }

    #[test]
    fn each_symptom_is_told_apart_from_the_others() {
        for symptom in SYMPTOMS.iter() {
            assert_eq!(recognise(&symptom.says).unwrap().1, symptom);
        }
    }
}

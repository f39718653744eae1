//! What an exercise says in another language than English: `exercise.es.yaml` beside `exercise.yaml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::format::Spec;
use crate::spec::name::Name;
use crate::spec::validate::{Finding, Findings};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Translation {
    title: String,
    /// Why each check matters, by its name.
    why: BTreeMap<Name, String>,
    hints: Vec<String>,
}

impl Translation {
    /// What it lacks, or has too much.
    pub fn problems(&self, spec: &Spec) -> Vec<Finding> {
        let mut findings = Findings::default();
        for check in spec.checks.iter().filter(|check| !self.why.contains_key(&check.name)) {
            findings.add("why", format!("the check `{}` is missing", check.name));
        }
        for name in self.why.keys().filter(|name| spec.checks.iter().all(|check| check.name != **name)) {
            findings.add(&format!("why.{name}"), format!("no check is called `{name}`"));
        }
        if self.hints.len() != spec.hints.len() {
            findings.add("hints", format!("there are {} here, and {} in English", self.hints.len(), spec.hints.len()));
        }
        findings.into_list()
    }

    pub fn apply(mut self, spec: &mut Spec) {
        spec.title = self.title;
        spec.hints = self.hints;
        for check in &mut spec.checks {
            if let Some(why) = self.why.remove(&check.name) {
                check.why = why;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{Language, by_path};

    #[test]
    fn what_is_translated_takes_the_place_of_the_english() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("labs/rootless/exercises/port-offset");
        let english = by_path(&folder).unwrap();
        let spanish = by_path(&folder).unwrap().in_language(Language::Es).unwrap();
        assert_ne!(english.spec.title, spanish.spec.title);
        let pairs = english.spec.checks.iter().zip(&spanish.spec.checks);
        assert!(pairs.clone().all(|(english, spanish)| english.name == spanish.name && english.why != spanish.why));
        assert!(english.spec.hints.iter().zip(&spanish.spec.hints).all(|(english, spanish)| english != spanish));
    }
}

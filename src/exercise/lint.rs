//! What is wrong with an exercise: what makes it invalid, and what makes it a poor one.

use std::collections::BTreeSet;

use super::check::{Asked, Kind};
use super::folder::{Exercise, Language, Part};
use crate::spec::name::Name;
use crate::spec::validate::{Finding, Findings};

/// What every task says, in this order, in each language.
const SECTIONS: [[&str; 4]; 2] = [
    ["## Goal", "## Given", "## What will be checked", "## Time"],
    ["## Objetivo", "## Qué hay", "## Qué se comprobará", "## Tiempo"],
];

/// What makes it invalid. `folder` is what it must be called.
pub(super) fn problems(exercise: &Exercise, folder: &str) -> Vec<Finding> {
    let spec = &exercise.spec;
    let mut findings = Findings::default();
    if spec.name.as_str() != folder {
        findings.add("name", format!("the exercise lies in a folder called `{folder}`"));
    }
    findings.twice("checks", "", spec.checks.iter().map(|check| check.name.as_str()));
    for (index, check) in spec.checks.iter().enumerate() {
        let at = format!("checks.{index}");
        if let Some(why) = check.misfit() {
            findings.add(&at, why);
        }
        if let Some(file) = files_of(&check.kind) {
            missing(exercise, file, &at, &mut findings);
        }
    }
    let known: BTreeSet<&Name> = spec.checks.iter().map(|check| &check.name).collect();
    let mut stated = |path: &str, names: &[Name]| {
        if names.is_empty() {
            findings.add(path, "at least one check must fail here, or the exercise proves nothing");
        }
        for (index, name) in names.iter().enumerate().filter(|(_, name)| !known.contains(name)) {
            findings.add(&format!("{path}.{index}"), format!("no check is called `{name}`"));
        }
    };
    stated("open", &spec.open);
    for (name, fails) in &spec.wrong {
        stated(&format!("wrong.{name}"), fails);
    }
    for language in [Language::En, Language::Es] {
        missing(exercise, language.task_file(), "name", &mut findings);
    }
    let parts = spec.wrong.keys().map(|name| (Part::Wrong(name.clone()), format!("wrong.{name}")));
    for (part, at) in parts.chain([(Part::Solution, "name".to_owned())]) {
        if exercise.part(&part).is_ok_and(|texts| texts.manifest.is_none() && texts.script.is_none()) {
            let path = part.path();
            findings.add(&at, format!("there is neither {path}.sh nor {path}.yaml beside this file"));
        }
    }
    findings.into_list()
}

fn files_of(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Asked(Asked::Admitted(admitted)) => Some(&admitted.manifest),
        Kind::Asked(Asked::NotAdmitted(refused)) => Some(&refused.manifest),
        Kind::Asked(Asked::Script(script)) => Some(&script.file),
        _ => None,
    }
}

fn missing(exercise: &Exercise, file: &str, at: &str, findings: &mut Findings) {
    if !exercise.files.text(file).is_ok_and(|text| text.is_some()) {
        findings.add(at, format!("there is no file `{file}` beside this one"));
    }
}

/// What a good exercise has besides: one sentence each.
pub fn lint(exercise: &Exercise) -> Vec<String> {
    let spec = &exercise.spec;
    let mut found = Vec::new();
    for (language, sections) in [Language::En, Language::Es].into_iter().zip(SECTIONS) {
        let text = exercise.task(language).unwrap_or_default();
        let mut rest = text.as_str();
        for section in sections {
            match rest.split_once(&format!("{section}\n")) {
                Some((_, after)) => rest = after,
                None => found.push(format!("{} lacks `{section}`, or has it in another place", language.task_file())),
            }
        }
    }
    if !exercise.is_translated() {
        found.push("there is no `exercise.es.yaml`: its hints and reasons are in English only".to_owned());
    }
    if spec.hints.len() < 2 {
        found.push("one hint is no ladder: give a push first, and more later".to_owned());
    }
    let solution = exercise.part(&Part::Solution).unwrap_or_default();
    let texts = [&solution.manifest, &solution.script].into_iter().flatten();
    let told = |hint: &str| texts.clone().any(|text| text.lines().any(|line| gives_away(line, hint)));
    for (index, hint) in spec.hints.iter().enumerate().filter(|(_, hint)| told(hint)) {
        found.push(format!("hint {} has a whole line of the solution in it: {hint}", index + 1));
    }
    if !texts.clone().any(|text| text.lines().any(|line| line.trim_start().starts_with("# "))) {
        found.push("the solution does not say why: add comments".to_owned());
    }
    for link in spec.references.iter().filter(|link| !link.starts_with("https://")) {
        found.push(format!("a reference is no https address: {link}"));
    }
    found
}

/// Short lines, like `spec:`, tell nothing.
fn gives_away(line: &str, hint: &str) -> bool {
    let line = line.trim();
    line.len() > 20 && !line.starts_with('#') && hint.contains(line)
}

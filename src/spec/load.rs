//! Reads `lab.yaml` strictly: what is not in the format is refused, with its line and column.

use std::path::Path;

use serde_saphyr::Error as YamlError;

use super::files::LabFiles;
use super::lab::Lab;
use super::position::{Tree, position};
use super::problem::{Problem, SpecError, UnreadableSpec};
use super::validate;
use super::validate::{Finding, Review};
use crate::error::Result;
use crate::suggestion;

/// No lab comes near it; an anchor bomb does.
const LARGEST_SPEC: u64 = 256 << 10;

/// Reads a spec's text from disk.
pub fn read(path: &Path) -> Result<String, UnreadableSpec> {
    let unreadable = |source| UnreadableSpec::File { path: path.to_owned(), source };
    if path.metadata().map_err(unreadable)?.len() > LARGEST_SPEC {
        return Err(UnreadableSpec::TooLarge { path: path.to_owned(), limit: LARGEST_SPEC });
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|_| UnreadableSpec::NotText { path: path.to_owned() })
}

/// Parses and validates. `file` is how messages call it; nothing is changed anywhere.
pub fn parse(file: &str, text: &str, files: &LabFiles, review: Review) -> Result<Lab, SpecError> {
    let lab: Lab = strict(file, text)?;
    let findings = validate::validate(&lab, files, review);
    located(file, text, findings)?;
    Ok(lab)
}

/// Findings about a YAML text, with their places in it; no error where there are none.
pub fn located(file: &str, text: &str, findings: Vec<Finding>) -> Result<(), SpecError> {
    if findings.is_empty() {
        return Ok(());
    }
    let places = serde_saphyr::from_str_with_options::<Tree>(text, options()).ok();
    let located = findings.into_iter().map(|finding| Problem {
        position: places.as_ref().and_then(|tree| tree.find(&finding.path)),
        message: finding.message,
        hint: finding.hint,
    });
    let mut problems: Vec<Problem> = located.collect();
    problems.sort_by_key(|p| p.position.map(|at| (at.line, at.column)));
    Err(SpecError { file: file.to_owned(), text: text.to_owned(), problems })
}

/// Parses any of the project's YAML formats.
pub fn strict<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, SpecError> {
    serde_saphyr::from_str_with_options(text, options()).map_err(|error| refused(&error, file, text))
}

/// Reads each document of a file. Keys that the type does not have are let through.
pub(super) fn documents<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<Vec<T>, SpecError> {
    serde_saphyr::from_multiple_with_options(text, options()).map_err(|error| refused(&error, file, text))
}

fn refused(error: &YamlError, file: &str, text: &str) -> SpecError {
    SpecError { file: file.to_owned(), text: text.to_owned(), problems: vec![problem(error, file)] }
}

fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        strict_booleans: true,
        legacy_octal_numbers: false,
        duplicate_keys: serde_saphyr::DuplicateKeyPolicy::Error,
        merge_keys: serde_saphyr::MergeKeyPolicy::Error,
        reject_unsupported_tags: true,
        with_snippet: false,
    }
}

/// The parser's error in the project's words.
fn problem(error: &YamlError, file: &str) -> Problem {
    let error = error.without_snippet();
    let mut position = error.location().and_then(position);
    let mut hint = None;
    let message = match error {
        YamlError::SerdeUnknownField { field, expected, .. } => {
            if let Some(at) = &mut position {
                at.length = field.chars().count();
            }
            hint = suggest(field, expected, file);
            format!("unknown key `{field}`; here may stand {}", listed(expected))
        }
        YamlError::SerdeUnknownVariant { variant, expected, .. } => {
            hint = suggest(variant, expected, file);
            format!("unknown value `{variant}`; it may be {}", listed(expected))
        }
        YamlError::SerdeMissingField { field, .. } => format!("the key `{field}` is missing here"),
        YamlError::SerdeInvalidType { unexpected, expected, .. }
        | YamlError::SerdeInvalidValue { unexpected, expected, .. } => {
            format!("expected {expected}, found {unexpected}")
        }
        YamlError::DuplicateMappingKey { key: Some(key), .. } => format!("the key `{key}` stands here twice"),
        YamlError::InvalidScalar { ty, .. } if ty.starts_with(['u', 'i']) => "expected a whole number".to_owned(),
        YamlError::InvalidBooleanStrict { .. } => "expected `true` or `false`".to_owned(),
        YamlError::Unexpected { expected, .. } if expected.contains("sequence") => "expected a list".to_owned(),
        YamlError::Unexpected { expected, .. } if expected.contains("mapping") => {
            "expected keys with values".to_owned()
        }
        YamlError::Unexpected { expected, .. } if expected.contains("scalar") => "expected a single value".to_owned(),
        YamlError::Eof { .. } => "the file ends too early".to_owned(),
        YamlError::MergeKeyNotAllowed { .. } => "`<<` is not part of the format".to_owned(),
        YamlError::Message { msg, .. } => msg.clone(),
        other => plain(other),
    };
    Problem { position, message, hint }
}

/// The parser's own sentence without the place, which is shown apart.
fn plain(error: &YamlError) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

fn suggest(word: &str, expected: &[&'static str], file: &str) -> Option<String> {
    let better = suggestion::closest(word, expected.iter().copied())?;
    Some(format!("in {file}, write `{better}` instead of `{word}`"))
}

fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        None => "nothing".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

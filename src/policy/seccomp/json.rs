//! JSON with the place of every value, and the findings that reading it brings.
//! Strict where runtimes' readers are lenient: they pass over unknown keys and take the last of two equal ones.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::ParseError;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::{Finding, Placed, Position};
use crate::suggestion::{closest, did_you_mean};

pub(super) struct Reader<'a> {
    text: &'a str,
    /// The byte at which each line begins.
    lines: Vec<usize>,
    pub findings: Vec<Finding>,
    /// False when something had to be left out of what was read.
    pub whole: bool,
}

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// A key that is no part of the format, though some program knows it, and what that leads to.
pub(super) struct Foreign {
    pub key: &'static str,
    pub is_error: bool,
    pub why: &'static str,
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a str) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, lines, findings: Vec::new(), whole: true }
    }

    /// The value of the whole text.
    pub fn root(&mut self) -> Option<Value<'a>> {
        match parse_to_ast(self.text, &CollectOptions::default(), &STRICT) {
            Ok(parsed) if parsed.value.is_some() => parsed.value,
            Ok(_) => self.unreadable(Position { line: 1, column: 1 }, "the file is empty".to_owned()),
            Err(error) => self.unreadable(self.position(&error.range()), lowered(&error)),
        }
    }

    fn unreadable<T>(&mut self, at: Position, message: String) -> Option<T> {
        self.whole = false;
        self.findings.push(Finding::error(at, "not-json", message, NOT_JSON));
        None
    }

    pub fn position(&self, range: &impl Ranged) -> Position {
        let at = range.start().min(self.text.len());
        let line = self.lines.partition_point(|start| *start <= at);
        // `lines` begins with 0, so there is a line before every byte.
        let before = self.text.get(self.lines[line - 1]..at).unwrap_or_default();
        Position { line, column: before.chars().count() + 1 }
    }

    /// A finding because of which a part of the profile is left out.
    pub fn refuse<T>(&mut self, at: Position, rule: &'static str, message: impl Into<String>, why: &str) -> Option<T> {
        self.whole = false;
        self.findings.push(Finding::error(at, rule, message, why));
        None
    }

    /// An object whose keys are all known.
    pub fn object<'v>(
        &mut self,
        value: &'v Value<'a>,
        what: &str,
        keys: &[&'static str],
        foreign: &[Foreign],
    ) -> Option<&'v Object<'a>> {
        let Some(object) = value.as_object() else { return self.wrong_type(value, &format!("{what}, an object")) };
        let mut seen: Vec<&str> = Vec::new();
        for property in &object.properties {
            let (key, at) = (property.name.as_str(), self.position(&property.range));
            if seen.contains(&key) {
                let message = format!("the key `{key}` stands here twice");
                self.findings.push(Finding::error(at, "duplicate-key", message, DUPLICATE_KEY));
            } else if let Some(foreign) = foreign.iter().find(|foreign| foreign.key == key) {
                // Generators write them out empty, and then they say nothing anywhere.
                if !is_empty(&property.value) {
                    let message = format!("`{key}` is no key of the OCI format");
                    let finding = if foreign.is_error { Finding::error } else { Finding::warning };
                    self.findings.push(finding(at, "docker-only-key", message, foreign.why));
                }
            } else if !keys.contains(&key) {
                let nearest = closest(key, keys.iter().copied());
                let message = format!("unknown key `{key}` in {what}{}", did_you_mean(nearest));
                self.findings.push(Finding::error(at, "unknown-key", message, UNKNOWN_KEY));
            }
            seen.push(key);
        }
        Some(object)
    }

    /// The value of a key that must be there.
    pub fn required<'v>(&mut self, object: &'v Object<'a>, key: &str, why: &str) -> Option<&'v Value<'a>> {
        match self.optional(object, key) {
            None => self.refuse(self.position(object), "missing-key", format!("the key `{key}` is missing"), why),
            found => found,
        }
    }

    /// The value of a key, the last one as runtimes take it; null is as good as none.
    #[expect(clippy::unused_self, reason = "read like `required`")]
    pub fn optional<'v>(&self, object: &'v Object<'a>, key: &str) -> Option<&'v Value<'a>> {
        let found = object.properties.iter().rfind(|property| property.name.as_str() == key)?;
        found.value.as_null_keyword().is_none().then_some(&found.value)
    }

    pub fn string(&mut self, value: &Value<'a>) -> Option<Placed<String>> {
        match value.as_string_lit() {
            Some(string) => Some(Placed { value: string.value.to_string(), at: self.position(value) }),
            None => self.wrong_type(value, "a string"),
        }
    }

    pub fn list<'v>(&mut self, value: &'v Value<'a>) -> Option<&'v [Value<'a>]> {
        match value.as_array() {
            Some(array) => Some(&array.elements),
            None => self.wrong_type(value, "a list"),
        }
    }

    /// A whole number that fits.
    pub fn number<T: std::str::FromStr>(&mut self, value: &Value<'a>) -> Option<T> {
        let number = value.as_number_lit().and_then(|number| number.value.parse().ok());
        number.or_else(|| {
            let bits = 8 * size_of::<T>();
            self.wrong_type(value, &format!("a whole number of up to {bits} bits, without quotes"))
        })
    }

    fn wrong_type<T>(&mut self, value: &Value<'a>, expected: &str) -> Option<T> {
        let found = match value {
            Value::StringLit(_) => "a string",
            Value::NumberLit(number) => number.value,
            Value::BooleanLit(_) => "true or false",
            Value::Object(_) => "an object",
            Value::Array(_) => "a list",
            Value::NullKeyword(_) => "null",
        };
        self.refuse(self.position(value), "wrong-type", format!("expected {expected}, found {found}"), WRONG_TYPE)
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::StringLit(string) => string.value.is_empty(),
        Value::Object(object) => object.properties.is_empty(),
        Value::Array(array) => array.elements.is_empty(),
        Value::NullKeyword(_) => true,
        Value::NumberLit(_) | Value::BooleanLit(_) => false,
    }
}

/// The parser's own sentence as a fragment.
fn lowered(error: &ParseError) -> String {
    let sentence = error.kind().to_string();
    let mut characters = sentence.chars();
    characters.next().map(|first| first.to_ascii_lowercase().to_string() + characters.as_str()).unwrap_or_default()
}

const NOT_JSON: &str = "runtimes read profiles as JSON; a container with this one does not start";
const UNKNOWN_KEY: &str = "runtimes pass over unknown keys in silence: what stands under it is not applied";
const DUPLICATE_KEY: &str = "runtimes take the last one in silence: what stands under the first is not applied";
const WRONG_TYPE: &str = "runtimes can't read the profile; a container with it does not start";

//! The files of `templates/`, filled in. How a value is escaped follows from the template's name:
//!
//! | name | every text value is |
//! |---|---|
//! | `*.sh` | one word of a POSIX shell, quoted |
//! | `*.yaml` | a JSON string, which is also a YAML scalar |
//! | `*.service` | one word of a systemd command line, quoted |
//! | anything else | put in as it is; control characters are refused, so a value can't add a line |
//!
//! Numbers and booleans are put in bare. A list is for `{% for %}`: Tera doesn't escape one that is put in whole.
//! Nor does it escape `{{ a ~ b }}`: write `{% set c = a ~ b %}{{ c }}`. A test refuses `~` and `safe` in `{{ }}`.

use std::fmt::Write;
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};
use serde::Serialize;
use serde_json::Value;
use tera::Tera;

use crate::error::{Diagnose, Result};
use crate::shell;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    #[error("the template `{name}` could not be rendered")]
    NotRendered { name: String, source: tera::Error },
    #[error("a value for the template `{name}` holds the control character {character:?}: {value:?}")]
    ControlCharacter { name: String, character: char, value: String },
}

impl Diagnose for TemplateError {}

/// Fills in a template, named by its path below `templates/`. An undefined variable is an error.
pub fn render(name: &str, context: &impl Serialize) -> Result<String> {
    let values = match serde_json::to_value(context)? {
        // A template without values is rendered with `&()`.
        Value::Null => Value::Object(serde_json::Map::new()),
        values => values,
    };
    let family = Family::of(name);
    if let Some((character, value)) = first_refused(&values, family.refuses()) {
        let (name, value) = (name.to_owned(), value.to_owned());
        return Err(TemplateError::ControlCharacter { name, character, value }.into());
    }
    let context = tera::Context::from_value(values)?;
    let rendered = family.engine().render(name, &context);
    Ok(rendered.map_err(|source| TemplateError::NotRendered { name: name.to_owned(), source })?)
}

/// Templates that share an escape; Tera has one escape per engine.
#[derive(Clone, Copy)]
enum Family {
    Shell,
    Yaml,
    Unit,
    Plain,
}

impl Family {
    fn of(name: &str) -> Self {
        match name.rsplit_once('.') {
            Some((_, "sh")) => Self::Shell,
            Some((_, "yaml")) => Self::Yaml,
            Some((_, "service")) => Self::Unit,
            _ => Self::Plain,
        }
    }

    fn refuses(self) -> fn(char) -> bool {
        match self {
            Self::Shell => |c| c == '\0',
            Self::Yaml => |_| false,
            Self::Unit | Self::Plain => char::is_control,
        }
    }

    fn engine(self) -> &'static Tera {
        static SHELL: OnceLock<Tera> = OnceLock::new();
        static YAML: OnceLock<Tera> = OnceLock::new();
        static UNIT: OnceLock<Tera> = OnceLock::new();
        static PLAIN: OnceLock<Tera> = OnceLock::new();
        match self {
            Self::Shell => SHELL.get_or_init(|| self.load(Some(shell::word))),
            Self::Yaml => YAML.get_or_init(|| self.load(Some(json_string))),
            Self::Unit => UNIT.get_or_init(|| self.load(Some(systemd_word))),
            Self::Plain => PLAIN.get_or_init(|| self.load(None)),
        }
    }

    fn load(self, escape: Option<fn(&str) -> String>) -> Tera {
        let mut engine = Tera::default();
        engine.autoescape_on(escape.iter().map(|_| "").collect());
        if let Some(escape) = escape {
            engine.set_escape_fn(escape);
        }
        let mut sources = Vec::new();
        collect(&TEMPLATES, self, &mut sources);
        #[expect(clippy::expect_used, reason = "the templates are embedded, and a test loads them all")]
        engine.add_raw_templates(sources).expect("every embedded template can be parsed");
        engine
    }
}

fn collect(folder: &'static Dir<'_>, family: Family, into: &mut Vec<(&'static str, &'static str)>) {
    for file in folder.files() {
        if let (Some(name), Some(text)) = (file.path().to_str(), file.contents_utf8())
            && std::mem::discriminant(&Family::of(name)) == std::mem::discriminant(&family)
        {
            into.push((name, text));
        }
    }
    for inner in folder.dirs() {
        collect(inner, family, into);
    }
}

fn first_refused(value: &Value, refuses: fn(char) -> bool) -> Option<(char, &str)> {
    match value {
        Value::String(text) => text.chars().find(|c| refuses(*c)).map(|c| (c, text.as_str())),
        Value::Array(items) => items.iter().find_map(|item| first_refused(item, refuses)),
        Value::Object(fields) => fields.values().find_map(|field| first_refused(field, refuses)),
        _ => None,
    }
}

/// <https://www.freedesktop.org/software/systemd/man/252/systemd.service.html#Command%20lines>
fn systemd_word(text: &str) -> String {
    let escaped = text.replace('\\', r"\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$");
    format!("\"{escaped}\"")
}

/// Also escapes what JSON allows bare and YAML doesn't: <https://yaml.org/spec/1.2.2/#51-character-set>
fn json_string(text: &str) -> String {
    let encoded = Value::from(text).to_string();
    encoded.chars().fold(String::with_capacity(encoded.len()), |mut out, c| {
        if matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') {
            let _ = write!(out, "\\u{:04x}", c as u32);
        } else {
            out.push(c);
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn rendered(family: Family, source: &str, values: Value) -> tera::Result<String> {
        let mut engine = family.engine().clone();
        engine.add_raw_template("test", source)?;
        engine.render("test", &tera::Context::from_value(values)?)
    }

    fn files_in(folder: &Dir<'_>) -> usize {
        folder.files().count() + folder.dirs().map(files_in).sum::<usize>()
    }

    #[test]
    fn every_embedded_template_can_be_parsed() {
        let loaded: usize = [Family::Shell, Family::Yaml, Family::Unit, Family::Plain]
            .map(|f| f.engine().get_template_names().count())
            .iter()
            .sum();
        assert_eq!(loaded, files_in(&TEMPLATES));
    }

    #[test]
    fn no_embedded_template_goes_round_the_escape() {
        let mut sources = Vec::new();
        collect(&TEMPLATES, Family::Shell, &mut sources);
        collect(&TEMPLATES, Family::Yaml, &mut sources);
        collect(&TEMPLATES, Family::Unit, &mut sources);
        for (name, text) in sources {
            for expression in text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next()) {
                assert!(!expression.contains('~') && !expression.contains("safe"), "{name}: {{{{{expression}}}}}");
            }
        }
    }

    #[test]
    fn an_undefined_variable_is_an_error_that_names_it() {
        let error = render("cloud-init/marker", &json!({"instance": "a", "node": "b"})).unwrap_err();
        assert!(error.chain().join(": ").contains("`public_key` not found"), "{:?}", error.chain());
    }

    #[test]
    fn systemd_gets_back_each_word_as_it_was() {
        let text = rendered(Family::Unit, "ExecStart={{ v }}", json!({"v": r#"a "b" \c $HOME %n"#})).unwrap();
        assert_eq!(text, r#"ExecStart="a \"b\" \\c $$HOME %%n""#);
    }

    #[test]
    fn a_value_can_not_add_a_line_to_a_plain_file() {
        let context = json!({"instance": "a", "node": "b", "public_key": "k\nroot=yes"});
        let error = render("cloud-init/marker", &context).unwrap_err();
        assert_eq!(
            error.chain(),
            [r#"a value for the template `cloud-init/marker` holds the control character '\n': "k\nroot=yes""#]
        );
    }

    #[test]
    fn numbers_and_conditions_are_bare_and_text_is_escaped_once() {
        let source = "{% set b = a %}{{ a }} {{ b }} {% set c = a ~ n %}{{ c }} {{ n }} {{ yes }}{% if a == \"it's\" %} same{% endif %}";
        let values = json!({"a": "it's", "n": 3, "yes": true});
        let text = rendered(Family::Shell, source, values).unwrap();
        assert_eq!(text, r"'it'\''s' 'it'\''s' 'it'\''s3' 3 true same");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_shell_gets_back_each_value_as_it_was(
            values in proptest::collection::vec(
                prop_oneof![
                    "[^\0]{0,20}",
                    "-{0,2}[a-z$()`'\"\\\\\n ;&|<>*?~#!{}]{0,30}",
                    Just("$(echo no)".to_owned()),
                    Just(String::new()),
                ],
                1..8,
            )
        ) {
            let source = "for word in {% for v in values %}{{ v }} {% endfor %}; do printf '%s\\0' \"$word\"; done";
            let script = rendered(Family::Shell, source, json!({"values": values})).unwrap();
            let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
            let expected = values.join("\0") + "\0";
            prop_assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
            prop_assert!(output.status.success() && output.stderr.is_empty());
        }

        #[test]
        fn yaml_gets_back_each_value_as_it_was(value in any::<String>()) {
            let text = rendered(Family::Yaml, "a:\n  - {{ v }}\n", json!({"v": value})).unwrap();
            let back: Value = serde_saphyr::from_str(&text).unwrap();
            prop_assert_eq!(&back["a"][0], &Value::String(value));
        }
    }
}

//! `stored`: how the API server keeps an object in its datastore, read from the datastore's own files.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Setting;
use crate::error::Result;
use crate::phase::Expected;
use crate::phase::observation::Question;
use crate::template;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stored {
    /// Of the core group, as the API calls it: `secrets`.
    pub resource: String,
    pub namespace: String,
    pub name: String,
    pub is: Kept,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kept {
    Encrypted,
    Plain,
}

impl Stored {
    pub(super) fn question(&self, setting: &Setting) -> Result<Question> {
        let Self { resource, namespace, name, is } = self;
        let word = match is {
            Kept::Encrypted => "encrypted",
            Kept::Plain => "plain",
        };
        // Source: https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/
        let key = format!("/registry/{resource}/{namespace}/{name}");
        let body = template::render("exercise/stored.sh", &json!({ "student": setting.student, "key": key }))?;
        let title = format!("{namespace}/{name} of {resource} is {word} in the datastore");
        Ok(Question::new("stored", title, body, Expected::Text(word.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::path::Path;
    use std::process::{Command, Stdio};

    use super::*;

    /// What a program in Python says that reads `folder`.
    fn said(program: &str, folder: &Path) -> String {
        let mut python = Command::new("python3")
            .args(["-I", "-"])
            .arg(folder)
            .arg("/registry/secrets/shop/key")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        python.stdin.take().unwrap().write_all(program.as_bytes()).unwrap();
        String::from_utf8(python.wait_with_output().unwrap().stdout).unwrap().trim().to_owned()
    }

    #[test]
    fn what_was_stored_last_counts_in_the_table_of_k3s() {
        // The columns of https://github.com/k3s-io/kine.
        const TABLE: &str = "import sqlite3, sys
table = sqlite3.connect(sys.argv[1] + '/state.db')
table.execute('CREATE TABLE IF NOT EXISTS kine (id INTEGER PRIMARY KEY, name TEXT, deleted INTEGER, value BLOB)')
";
        const STORE: &str =
            "table.execute('INSERT INTO kine (name, deleted, value) VALUES (?, 0, ?)', [sys.argv[2], VALUE])
table.commit()
";
        let script = template::render("exercise/stored.sh", &json!({ "student": "student", "key": "x" })).unwrap();
        let reading = script.split_once("<<'program'\n").unwrap().1.trim_end().trim_end_matches("program");
        let folder = tempfile::tempdir().unwrap();
        for (value, word) in [("b'k8s\\0plain'", "plain"), ("b'k8s:enc:aescbc:v1:key:x'", "encrypted")] {
            assert_eq!(said(&format!("{TABLE}{}", STORE.replace("VALUE]", &format!("{value}]"))), folder.path()), "");
            assert_eq!(said(reading, folder.path()), word);
        }
    }
}

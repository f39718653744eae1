//! `reaches`: a TCP connection from one thing that runs to another, as the first one may make it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Of, Setting};
use crate::error::Result;
use crate::phase::Expected;
use crate::phase::observation::{PROGRAM, Question};
use crate::runtime::kubernetes;
use crate::template;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reaches {
    pub from: Of,
    pub to: Of,
    pub port: u16,
    pub result: Connection,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Connection {
    Accepted,
    /// Somebody answered with a refusal.
    Refused,
    /// Nobody answered.
    Dropped,
}

impl Reaches {
    pub(super) fn question(&self, setting: &Setting) -> Result<Question> {
        let (verb, word) = match self.result {
            Connection::Accepted => ("reaches", "ok"),
            Connection::Refused => ("is refused by", "ECONNREFUSED"),
            Connection::Dropped => ("gets no answer from", "ETIMEDOUT"),
        };
        let values = json!({
            "student": setting.student,
            "server": kubernetes::UNIT,
            "toolbox": PROGRAM,
            "from": self.from.subject(),
            "to": self.to.subject(),
            "port": self.port,
        });
        let body = template::render("exercise/reaches.sh", &values)?;
        let title = format!("{} {verb} {} on port {}", self.from.name(), self.to.name(), self.port);
        Ok(Question::new("reaches", title, body, Expected::Text(word.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phase::Ask;

    #[test]
    fn the_address_is_of_the_one_and_the_connection_of_the_other() {
        let (from, to) = (Of::Pod("a/one".into()), Of::Pod("b/two".into()));
        let reaches = Reaches { from, to, port: 80, result: Connection::Dropped };
        let name = "x".parse().unwrap();
        let setting = Setting { exercise: &name, student: "student", file: &|_| Ok(String::new()) };
        let question = reaches.question(&setting).unwrap();
        assert_eq!(question.title, "a/one gets no answer from b/two on port 80");
        assert_eq!(question.expected, Expected::Text("ETIMEDOUT".into()));
        let Ask::Script(script) = question.ask else { panic!() };
        let (two, one) = (script.find("'b' 'two'").unwrap(), script.find("'a' 'one'").unwrap());
        assert!(two < script.find("ip -4").unwrap() && script.find("ip -4").unwrap() < one, "{script}");
    }
}

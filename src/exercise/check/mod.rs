//! The kinds of checks. Each is a file with its keys in `exercise.yaml`, what it asks, and the answer it wants; what
//! can be observed of a lab's workload can be checked of anything that runs, in the same words.

mod admission;
mod audit_event;
mod can;
mod file;
mod kernel_log;
mod object;
mod reaches;
mod reading;
mod script;
mod stored;
mod unit;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::phase::observation::{About, Question};
use crate::runtime::{PodContainer, Subject};
use crate::spec::name::Name;
use crate::spec::workload::{Attempt, Observation};

/// One graded question. Its kind comes first and is the key.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    pub kind: Kind,
    /// Short, for `open` and `wrong`.
    pub name: Name,
    /// Of what it is asked.
    pub of: Option<Of>,
    /// Why it matters, for who did not pass.
    pub why: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Kind {
    /// What can be observed of something that runs.
    Observed(Observation),
    Asked(Asked),
}

/// What is asked of the cluster or the node as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Asked {
    Object(object::Object),
    Can(can::Can),
    Cannot(can::Can),
    Admitted(admission::Admitted),
    NotAdmitted(admission::NotAdmitted),
    Reaches(reaches::Reaches),
    File(file::File),
    Unit(unit::Unit),
    KernelLog(kernel_log::KernelLog),
    AuditEvent(audit_event::AuditEvent),
    Stored(stored::Stored),
    Script(script::Script),
}

/// Something that runs: by one of these keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
pub enum Of {
    /// A container of the student's rootless Podman.
    Container(String),
    /// A Pod, as `NAMESPACE/NAME`, or `NAMESPACE/NAME/CONTAINER`.
    Pod(String),
    /// A unit of the node's systemd.
    Unit(String),
}

/// What questions are asked with.
pub struct Setting<'a> {
    pub exercise: &'a Name,
    pub student: &'a str,
    /// The text of a file of the exercise's folder.
    pub file: &'a dyn Fn(&str) -> Result<String>,
}

impl Of {
    pub fn name(&self) -> &str {
        match self {
            Self::Container(name) | Self::Pod(name) | Self::Unit(name) => name,
        }
    }

    pub fn subject(&self) -> Subject {
        match self {
            Self::Container(name) => Subject::Container { name: name.clone() },
            Self::Unit(unit) => Subject::Unit {
                supervisor: crate::runtime::Supervisor::System,
                unit: unit.clone(),
                container: String::new(),
            },
            Self::Pod(path) => {
                let mut parts = path.splitn(3, '/').map(str::to_owned);
                let mut part = || parts.next().unwrap_or_default();
                Subject::Pod(PodContainer { namespace: part(), name: part(), container: part() })
            }
        }
    }
}

impl Check {
    /// `None` where the kind does not fit what it is asked of: `misfit` says so before.
    pub fn question(&self, setting: &Setting) -> Result<Option<Question>> {
        let observation = match &self.kind {
            Kind::Asked(asked) => return asked.question(setting).map(Some),
            Kind::Observed(observation) => observation,
        };
        // What the node answers is asked of nothing that runs.
        let nobody = || Subject::Container { name: String::new() };
        let subject = self.of.as_ref().map_or_else(nobody, Of::subject);
        let about = About { subject: &subject, student: setting.student, patient: false };
        match observation {
            Observation::Allowed(action) => about.attempts(&[Attempt::Allowed(action.clone())]),
            Observation::Denied(denial) => about.attempts(&[Attempt::Denied(denial.clone())]),
            other => about.question(other),
        }
    }

    /// What is wrong with it, without asking anybody.
    pub fn misfit(&self) -> Option<&'static str> {
        match (&self.kind, &self.of) {
            (Kind::Asked(_), Some(_)) => Some("this kind is asked of nothing that runs: leave out `of`"),
            (
                Kind::Asked(_) | Kind::Observed(Observation::NodeAnswers(_) | Observation::NodeDoesNotAnswer(_)),
                None,
            ) => None,
            (Kind::Observed(_), None) => Some("say `of` what: a `container`, a `pod` or a `unit`"),
            (Kind::Observed(Observation::NotAdmitted(_)), Some(_)) => Some("this is said of a manifest, without `of`"),
            (Kind::Observed(Observation::CannotStart(_) | Observation::Ends(_)), Some(of)) => {
                (!matches!(of, Of::Pod(_))).then_some("only the cluster says this, of a `pod`")
            }
            (Kind::Observed(_), Some(Of::Pod(path))) => {
                let parts = path.split('/').filter(|part| !part.is_empty()).count();
                (!(2..=3).contains(&parts)).then_some("a Pod is NAMESPACE/NAME, or NAMESPACE/NAME/CONTAINER")
            }
            (Kind::Observed(_), Some(_)) => None,
        }
    }
}

impl Asked {
    fn question(&self, setting: &Setting) -> Result<Question> {
        match self {
            Self::Object(object) => Ok(object.question()),
            Self::Can(can) => Ok(can.question(true)),
            Self::Cannot(can) => Ok(can.question(false)),
            Self::Admitted(admitted) => admitted.question(setting),
            Self::NotAdmitted(refused) => refused.question(setting),
            Self::Reaches(reaches) => reaches.question(setting),
            Self::File(file) => file.question(),
            Self::Unit(unit) => unit.question(setting),
            Self::KernelLog(log) => log.question(setting),
            Self::AuditEvent(event) => event.question(setting),
            Self::Stored(stored) => stored.question(setting),
            Self::Script(script) => script.question(setting),
        }
    }
}

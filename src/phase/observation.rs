//! What must be seen of something that runs, as questions: each asks the kernel or the cluster about it. The workloads
//! of a lab and the checks of exercises are asked about in the same way.

use serde_json::{Value, json};

pub use super::toolbox::PROGRAM;
use super::workloads::program_path;
use super::{Ask, Assertion, Expected, Target};
use crate::error::Result;
use crate::policy::capabilities::Set;
use crate::runtime::kubernetes::{self, Query};
use crate::runtime::{PodContainer, Subject};
use crate::spec::workload::{Attempt, CapabilitySets, Observation, RootIs, SeccompMode, Workload};
use crate::template;

/// What is asked about a subject, and the answer that is wanted.
#[derive(Clone, Debug)]
pub struct Question {
    /// One word for ids.
    pub what: String,
    /// What holds when the answer is the wanted one.
    pub title: String,
    pub ask: Ask,
    pub expected: Expected,
}

impl Question {
    pub fn new(what: &str, title: impl Into<String>, ask: impl Into<Ask>, expected: Expected) -> Self {
        Self { what: what.to_owned(), title: title.into(), ask: ask.into(), expected }
    }
}

/// The assertions of one workload.
pub(super) fn assertions(phase: &'static str, workload: &Workload, target: &Target) -> Result<Vec<Assertion>> {
    let subject = if target.lab.is_pod(workload) {
        Subject::Pod(PodContainer::of(&target.pod(workload)?))
    } else {
        Subject::unit(workload)
    };
    let about = About { subject: &subject, student: target.student(), patient: true };
    let mut questions = Vec::new();
    for observation in &workload.observe {
        questions.extend(match of_workload(observation, workload, target, &about)? {
            Some(question) => Some(question),
            None => about.question(observation)?,
        });
    }
    questions.extend(about.attempts(&workload.attempts())?);
    let name = &workload.name;
    let assertion = |Question { what, title, ask, expected }| {
        Assertion::new(phase, &format!("{name}.{what}"), format!("{name}: {title}"), ask, expected)
    };
    Ok(questions.into_iter().map(assertion).collect())
}

/// What can be said of a lab's workload only: how it is started is known.
fn of_workload(
    observation: &Observation,
    workload: &Workload,
    target: &Target,
    about: &About,
) -> Result<Option<Question>> {
    Ok(match observation {
        Observation::CannotStart(text) if !target.lab.is_pod(workload) => {
            let values = json!({ "program": program_path(workload) });
            let expected = Expected::Containing(text.clone());
            Some(about.judged("refused", "it is refused when it is started", "refused", values, expected)?)
        }
        Observation::NotAdmitted(text) => {
            let manifest = target.text(&workload.manifest.clone().unwrap_or_default())?.to_owned();
            let expected = Expected::Containing(text.clone());
            let query = Query::DryRun { manifest };
            Some(Question::new("not-admitted", "the API server does not admit it", query, expected))
        }
        _ => None,
    })
}

/// Who is asked about.
pub struct About<'a> {
    pub subject: &'a Subject,
    pub student: &'a str,
    /// Whether to wait for what may still be on its way: after `up` it may, and a student's work is done or not.
    pub patient: bool,
}

impl About<'_> {
    fn judged(&self, what: &str, title: &str, template: &str, values: Value, expected: Expected) -> Result<Question> {
        let mut context = json!({
            "student": self.student,
            "subject": self.subject,
            "server": kubernetes::UNIT,
            "toolbox": PROGRAM,
        });
        if let (Some(context), Value::Object(values)) = (context.as_object_mut(), values) {
            context.extend(values);
        }
        let body = template::render(&format!("workloads/assert-{template}.sh"), &context)?;
        Ok(Question::new(what, title, body, expected))
    }

    fn text(&self, what: &str, title: &str, template: &str, values: Value, expected: &str) -> Result<Question> {
        self.judged(what, title, template, values, Expected::Text(expected.to_owned()))
    }

    /// How long a node may take to answer.
    fn seconds(&self) -> u32 {
        if self.patient { 45 } else { 3 }
    }

    /// The Pod's namespace and name, for what only Kubernetes answers.
    fn pod(&self) -> (String, String) {
        match self.subject {
            Subject::Pod(pod) => (pod.namespace.clone(), pod.name.clone()),
            _ => Default::default(),
        }
    }

    /// What is tried goes as one question: who is asked about is entered once.
    pub fn attempts(&self, attempts: &[Attempt]) -> Result<Option<Question>> {
        if attempts.is_empty() {
            return Ok(None);
        }
        let actions: Vec<_> = attempts.iter().map(|attempt| attempt.parts().0).collect();
        let expected = attempts.iter().map(Attempt::parts).map(|(action, result)| format!("{action} {result};"));
        let title = match attempts {
            [Attempt::Allowed(action)] => format!("{action} is allowed"),
            [Attempt::Denied(denial)] => format!("{} is denied with {}", denial.action, denial.errno),
            _ => "what it tries is allowed and denied as stated".to_owned(),
        };
        let expected: String = expected.collect();
        self.text("tries", &title, "attempts", json!({ "actions": actions }), &expected).map(Some)
    }

    fn status(&self, what: &str, title: &str, key: &str, expected: &str) -> Result<Question> {
        self.text(what, title, "status", json!({ "keys": [key] }), expected)
    }

    /// `None` for what is tried, and for what can be said of a lab's workload only.
    pub fn question(&self, observation: &Observation) -> Result<Option<Question>> {
        Ok(Some(match observation {
            Observation::Capabilities(sets) => self.capabilities(sets)?,
            Observation::Seccomp(SeccompMode::Filter) => {
                self.status("seccomp", "a seccomp filter is on", "Seccomp", "2")?
            }
            Observation::Seccomp(SeccompMode::Disabled) => self.status("seccomp", "seccomp is off", "Seccomp", "0")?,
            Observation::NoNewPrivileges(true) => {
                self.status("no-new-privileges", "it can never gain privileges", "NoNewPrivs", "1")?
            }
            Observation::NoNewPrivileges(false) => {
                self.status("no-new-privileges", "it may gain privileges by a program", "NoNewPrivs", "0")?
            }
            Observation::User(uid) => {
                self.text("user", &format!("it runs as user {uid}"), "user", json!({}), &uid.to_string())?
            }
            Observation::RootIs(who) => {
                let (title, word) = match who {
                    RootIs::Student => ("its root is the student on the node", "student"),
                    RootIs::Subordinate => ("its root is an id on the node that nobody else has", "subordinate"),
                    RootIs::Root => ("its root is the node's root", "root"),
                };
                self.text("root-is", title, "root-is", json!({}), word)?
            }
            Observation::AppArmor(label) => {
                self.text("apparmor", &format!("its AppArmor label is {label}"), "apparmor", json!({}), label)?
            }
            Observation::Listens(port) => {
                let title = format!("it listens on port {port}");
                self.text("listens", &title, "listens", json!({ "port": port }), "yes")?
            }
            Observation::DoesNotListen(port) => {
                let title = format!("it does not listen on port {port}");
                self.text("does-not-listen", &title, "listens", json!({ "port": port }), "no")?
            }
            Observation::KilledAbove(limit) => {
                let mebibytes = limit.mebibytes().unwrap_or_default();
                let title = format!("what eats more than {} is killed", limit.0);
                self.text("killed", &title, "killed", json!({ "mebibytes": mebibytes + 32 }), "killed")?
            }
            Observation::CannotStart(text) => {
                let (namespace, pod) = self.pod();
                let expected = Expected::Containing(text.clone());
                let query = Query::Trouble { namespace, pod };
                Question::new("refused", "it is refused when it is started", query, expected)
            }
            Observation::Ends(reason) => {
                let title = format!("its container ends: {reason}");
                let (namespace, pod) = self.pod();
                Question::new(
                    "ends",
                    title,
                    Query::Ended { namespace, pod, patient: self.patient },
                    Expected::Text(reason.clone()),
                )
            }
            Observation::ThrottledTo(limit) => {
                let values = json!({ "thousandths": limit.thousandths() });
                let title = format!("the kernel holds it at {} of a processor", limit.0);
                self.text("throttled", &title, "throttled", values, "throttled")?
            }
            Observation::NodeAnswers(port) => {
                let title = format!("the node answers on port {port}");
                let values = json!({ "port": port, "expected": "yes", "seconds": self.seconds() });
                self.text(&format!("answers-{port}"), &title, "answers", values, "yes")?
            }
            Observation::NodeDoesNotAnswer(port) => {
                let title = format!("the node does not answer on port {port}");
                let values = json!({ "port": port, "expected": "no", "seconds": self.seconds() });
                self.text(&format!("no-answer-{port}"), &title, "answers", values, "no")?
            }
            Observation::Allowed(_) | Observation::Denied(_) | Observation::NotAdmitted(_) => return Ok(None),
        }))
    }

    fn capabilities(&self, sets: &CapabilitySets) -> Result<Question> {
        let keys: Vec<_> = sets.given().map(|(key, ..)| key).collect();
        let wanted = sets.given().map(|(_, name, words)| Ok((name, words.join(",").parse::<Set>()?)));
        let expected = Expected::Capabilities(wanted.collect::<Result<_>>()?);
        self.judged("capabilities", "its capabilities are the stated ones", "status", json!({ "keys": keys }), expected)
    }
}

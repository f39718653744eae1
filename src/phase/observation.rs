//! What a lab states of its workloads, as assertions: each asks the kernel about the running workload.

use serde_json::{Value, json};

use super::workloads::program_path;
use super::{Assertion, Expected, Target, pods};
use crate::error::Result;
use crate::policy::capabilities::Set;
use crate::runtime::{self, Service, kubernetes};
use crate::spec::pod::Pod;
use crate::spec::workload::{Attempt, CapabilitySets, Observation, RootIs, SeccompMode, Workload};
use crate::template;

/// The assertions of one workload. What is tried inside goes as one, because entering a container takes seconds.
pub(super) fn assertions(phase: &'static str, workload: &Workload, target: &Target) -> Result<Vec<Assertion>> {
    let pod = workload.manifest.is_some().then(|| target.pod(workload)).transpose()?;
    let asker = Asker { phase, workload, target, pod };
    let mut assertions = Vec::new();
    for observation in &workload.observe {
        assertions.extend(asker.assertion(observation)?);
    }
    let attempts = workload.attempts();
    if !attempts.is_empty() {
        let actions: Vec<_> = attempts.iter().map(|attempt| attempt.parts().0).collect();
        let expected = attempts.iter().map(Attempt::parts).map(|(action, result)| format!("{action} {result};"));
        let title = "what it tries is allowed and denied as stated";
        assertions.push(asker.ask("tries", title, "attempts", json!({ "actions": actions }), expected.collect())?);
    }
    Ok(assertions)
}

struct Asker<'a> {
    phase: &'static str,
    workload: &'a Workload,
    target: &'a Target,
    /// What its manifest says, where it has one.
    pod: Option<Pod>,
}

impl Asker<'_> {
    fn ask(&self, what: &str, title: &str, template: &str, values: Value, expected: String) -> Result<Assertion> {
        self.judged(what, title, template, values, Expected::Text(expected))
    }

    fn judged(&self, what: &str, title: &str, template: &str, values: Value, expected: Expected) -> Result<Assertion> {
        let service = Service::of(self.workload);
        let mut context = json!({
            "student": self.target.student(),
            "supervisor": service.supervisor,
            "unit": service.name,
            "enter": self.pod.as_ref().map(|pod| runtime::of(&self.target.lab).enter(self.workload, pod)),
            "program": program_path(self.workload),
            "pod": self.pod.as_ref().filter(|_| self.target.lab.is_pod(self.workload)).map(pods::identity),
            "server": kubernetes::UNIT,
            "kubectl": kubernetes::KUBECTL,
        });
        if let (Some(context), Value::Object(values)) = (context.as_object_mut(), values) {
            context.extend(values);
        }
        let body = template::render(&format!("workloads/assert-{template}.sh"), &context)?;
        let name = &self.workload.name;
        Ok(Assertion::new(self.phase, &format!("{name}.{what}"), format!("{name}: {title}"), body, expected))
    }

    fn status(&self, what: &str, title: &str, key: &str, expected: &str) -> Result<Assertion> {
        self.ask(what, title, "status", json!({ "keys": [key] }), expected.to_owned())
    }

    /// `None` for what is tried inside.
    fn assertion(&self, observation: &Observation) -> Result<Option<Assertion>> {
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
                self.ask("user", &format!("it runs as user {uid}"), "user", json!({}), uid.to_string())?
            }
            Observation::RootIs(who) => {
                let (title, word) = match who {
                    RootIs::Student => ("its root is the student on the node", "student"),
                    RootIs::Subordinate => ("its root is an id on the node that nobody else has", "subordinate"),
                    RootIs::Root => ("its root is the node's root", "root"),
                };
                self.ask("root-is", title, "root-is", json!({}), word.to_owned())?
            }
            Observation::AppArmor(label) => {
                self.ask("apparmor", &format!("its AppArmor label is {label}"), "apparmor", json!({}), label.clone())?
            }
            Observation::Listens(port) => self.ask(
                "listens",
                &format!("it listens on port {port}"),
                "listens",
                json!({ "port": port }),
                "yes".into(),
            )?,
            Observation::DoesNotListen(port) => {
                let title = format!("it does not listen on port {port}");
                self.ask("does-not-listen", &title, "listens", json!({ "port": port }), "no".into())?
            }
            Observation::KilledAbove(limit) => {
                let mebibytes = limit.mebibytes().unwrap_or_default();
                let title = format!("what eats more than {} is killed", limit.0);
                self.ask("killed", &title, "killed", json!({ "mebibytes": mebibytes + 32 }), "killed".into())?
            }
            Observation::CannotStart(text) => {
                let expected = Expected::Containing(text.clone());
                self.judged("refused", "it is refused when it is started", "refused", json!({}), expected)?
            }
            Observation::Ends(reason) => {
                let title = format!("its container ends: {reason}");
                self.ask("ends", &title, "ends", json!({}), reason.clone())?
            }
            Observation::NotAdmitted(text) => {
                let values = json!({ "path": pods::path(self.workload) });
                let expected = Expected::Containing(text.clone());
                self.judged("not-admitted", "the API server does not admit it", "not-admitted", values, expected)?
            }
            Observation::ThrottledTo(limit) => {
                let values = json!({ "thousandths": limit.thousandths() });
                let title = format!("the kernel holds it at {} of a processor", limit.0);
                self.ask("throttled", &title, "throttled", values, "throttled".into())?
            }
            Observation::NodeAnswers(port) => {
                let title = format!("the node answers on port {port}");
                let values = json!({ "port": port, "expected": "yes" });
                self.ask(&format!("answers-{port}"), &title, "answers", values, "yes".into())?
            }
            Observation::NodeDoesNotAnswer(port) => {
                let title = format!("the node does not answer on port {port}");
                let values = json!({ "port": port, "expected": "no" });
                self.ask(&format!("no-answer-{port}"), &title, "answers", values, "no".into())?
            }
            Observation::Allowed(_) | Observation::Denied(_) => return Ok(None),
        }))
    }

    fn capabilities(&self, sets: &CapabilitySets) -> Result<Assertion> {
        let keys: Vec<_> = sets.given().map(|(key, ..)| key).collect();
        let wanted = sets.given().map(|(_, name, words)| Ok((name, words.join(",").parse::<Set>()?)));
        let expected = Expected::Capabilities(wanted.collect::<Result<_>>()?);
        self.judged("capabilities", "its capabilities are the stated ones", "status", json!({ "keys": keys }), expected)
    }
}

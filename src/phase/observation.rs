//! What a lab states of its workloads, as assertions: each asks the kernel about the running workload.

use serde_json::{Value, json};

use super::workloads::program_path;
use super::{Ask, Assertion, Expected, Target, pods};
use crate::error::Result;
use crate::policy::capabilities::Set;
use crate::runtime::Service;
use crate::runtime::kubernetes::{self, Query};
use crate::spec::pod::Pod;
use crate::spec::workload::{Attempt, CapabilitySets, Observation, RootIs, SeccompMode, Workload};
use crate::template;

/// The assertions of one workload. What is tried inside goes as one, because entering a container takes seconds.
pub(super) fn assertions(phase: &'static str, workload: &Workload, target: &Target) -> Result<Vec<Assertion>> {
    let pod = target.lab.is_pod(workload).then(|| target.pod(workload)).transpose()?;
    let asker = Asker { phase, workload, target, pod };
    let mut assertions = Vec::new();
    for observation in &workload.observe {
        assertions.extend(asker.assertion(observation)?);
    }
    assertions.extend(asker.attempts()?);
    Ok(assertions)
}

struct Asker<'a> {
    phase: &'static str,
    workload: &'a Workload,
    target: &'a Target,
    /// What its manifest says, where Kubernetes runs it.
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
            "container": self.workload.name,
            "program": program_path(self.workload),
            "pod": self.pod.as_ref().map(pods::identity),
            "server": kubernetes::UNIT,
        });
        if let (Some(context), Value::Object(values)) = (context.as_object_mut(), values) {
            context.extend(values);
        }
        let body = template::render(&format!("workloads/assert-{template}.sh"), &context)?;
        Ok(self.named(what, title, body, expected))
    }

    fn named(&self, what: &str, title: &str, ask: impl Into<Ask>, expected: Expected) -> Assertion {
        let name = &self.workload.name;
        Assertion::new(self.phase, &format!("{name}.{what}"), format!("{name}: {title}"), ask, expected)
    }

    /// The Pod's namespace and name, for what only Kubernetes answers.
    fn place(&self) -> (String, String) {
        self.pod.iter().map(|pod| (pod.namespace().to_owned(), pod.metadata.name.clone())).next().unwrap_or_default()
    }

    fn attempts(&self) -> Result<Option<Assertion>> {
        let attempts = self.workload.attempts();
        if attempts.is_empty() {
            return Ok(None);
        }
        let actions: Vec<_> = attempts.iter().map(|attempt| attempt.parts().0).collect();
        let expected = attempts.iter().map(Attempt::parts).map(|(action, result)| format!("{action} {result};"));
        let title = "what it tries is allowed and denied as stated";
        let Some(pod) = &self.pod else {
            return self.ask("tries", title, "attempts", json!({ "actions": actions }), expected.collect()).map(Some);
        };
        let (namespace, name) = self.place();
        let command = ["toolbox", "try"].into_iter().chain(actions).map(str::to_owned).collect();
        let query = Query::Exec { namespace, pod: name, container: pod.container().to_owned(), command };
        Ok(Some(self.named("tries", title, query, Expected::Text(expected.collect()))))
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
                let (title, expected) = ("it is refused when it is started", Expected::Containing(text.clone()));
                if self.pod.is_some() {
                    let (namespace, pod) = self.place();
                    self.named("refused", title, Query::Trouble { namespace, pod }, expected)
                } else {
                    self.judged("refused", title, "refused", json!({}), expected)?
                }
            }
            Observation::Ends(reason) => {
                let title = format!("its container ends: {reason}");
                let (namespace, pod) = self.place();
                self.named("ends", &title, Query::Ended { namespace, pod }, Expected::Text(reason.clone()))
            }
            Observation::NotAdmitted(text) => {
                let manifest = self.target.text(&self.workload.manifest.clone().unwrap_or_default())?.to_owned();
                let expected = Expected::Containing(text.clone());
                self.named("not-admitted", "the API server does not admit it", Query::DryRun { manifest }, expected)
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

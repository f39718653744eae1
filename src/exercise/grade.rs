//! Grades an exercise: asks what its checks ask, in one round trip to the node, and beside it the cluster.

use super::check::Check;
use super::folder::{Exercise, ExerciseError};
use super::format::{Need, Spec};
use super::result::{Graded, Outcome, Report};
use crate::error::Result;
use crate::node::Node;
use crate::phase::observation::Question;
use crate::phase::{Ask, Expected};
use crate::reconcile::ask;
use crate::runtime::kubernetes::Query;
use crate::runtime::kubernetes::client::Cluster;
use crate::spec::Lab;
use crate::spec::kubernetes::Source;
use crate::template;

/// Where exercises are done.
pub struct Place {
    pub session: Node,
    /// Or why it can't be asked.
    pub cluster: Result<Cluster, String>,
    pub lab: Lab,
    /// Where the cluster's program came from, where there is a cluster.
    pub source: Option<Source>,
}

/// No check is called so: names have no blank.
const READY: &str = "is the cluster ready";
const APPARMOR: &str = "has the kernel AppArmor";

impl Place {
    /// For what is made there.
    pub fn cluster(&self) -> Result<&Cluster> {
        Ok(self.cluster.as_ref().map_err(|why| ExerciseError::NoCluster { why: why.clone() })?)
    }

    pub fn student(&self) -> &str {
        self.lab.student.as_ref().map_or("", |student| student.name.as_str())
    }

    /// What the exercise needs and the lab does not have.
    pub fn lacks(&self, spec: &Spec) -> Option<&'static str> {
        let lacking = |need: &Need| match need {
            Need::Podman => self.lab.podman.is_none().then_some("the lab has no Podman"),
            Need::Kubernetes => self.lab.kubernetes.is_none().then_some("the lab has no Kubernetes"),
            Need::PodAppArmor => (self.source != Some(Source::Upstream))
                .then_some("this Kubernetes has no AppArmor for Pods without root"),
            Need::AppArmor => None,
        };
        spec.needs.iter().find_map(lacking)
    }
}

/// Nothing is changed, on the node or in the cluster.
pub async fn grade(place: &Place, exercise: &Exercise) -> Result<Report> {
    let spec = &exercise.spec;
    if let Some(lack) = place.lacks(spec) {
        return Ok(report(spec, |check| skipped(check, lack)));
    }
    let file = |path: &str| exercise.text(path);
    let setting = exercise.setting(place.student(), &file);
    let mut questions = Vec::new();
    for check in &spec.checks {
        questions.push(check.question(&setting)?);
    }
    let ready = Ask::Cluster(Query::Ready);
    let apparmor = Ask::Script(template::render("exercise/apparmor.sh", &())?);
    let mut asked: Vec<_> = spec.checks.iter().zip(&questions).filter_map(asked).collect();
    if spec.needs_cluster() {
        asked.push((READY, &ready));
    }
    if spec.needs.iter().any(|need| matches!(need, Need::AppArmor | Need::PodAppArmor)) {
        asked.push((APPARMOR, &apparmor));
    }
    let answers = match ask(&place.session, &place.cluster, &asked).await {
        Ok(answers) => answers,
        Err(error) => {
            let why = error.chain().join(": ");
            return Ok(report(spec, |check| unanswered(check, &why)));
        }
    };
    if answers.get(APPARMOR).is_some_and(|said| said.as_ref().is_ok_and(|said| said.trim() != "Y")) {
        return Ok(report(spec, |check| skipped(check, "the node's kernel runs without AppArmor")));
    }
    let trouble = answers.get(READY).and_then(trouble);
    let mut graded = Vec::new();
    for (check, question) in spec.checks.iter().zip(&questions) {
        let Some(question) = question else { continue };
        let one = judge(check, question, answers.get(check.name.as_str()));
        // In a cluster that is not well, only what passes is known.
        graded.push(match &trouble {
            Some(why) if one.outcome == Outcome::Fail => unanswered(check, why),
            _ => one,
        });
    }
    Ok(Report::new(spec.name.clone(), spec.title.clone(), spec.points, graded))
}

fn asked<'a>((check, question): (&'a Check, &'a Option<Question>)) -> Option<(&'a str, &'a Ask)> {
    Some((check.name.as_str(), &question.as_ref()?.ask))
}

/// Why the cluster is not well.
fn trouble(said: &Result<String, String>) -> Option<String> {
    match said {
        Ok(said) if said == "ok Ready" => None,
        Ok(said) => Some(format!("the cluster is not well: {said}")),
        Err(why) => Some(why.clone()),
    }
}

fn judge(check: &Check, question: &Question, answer: Option<&Result<String, String>>) -> Graded {
    let (outcome, actual) = match answer {
        None => (Outcome::Error, "there was no answer in time".to_owned()),
        Some(Err(why)) => (Outcome::Error, why.clone()),
        Some(Ok(said)) => {
            let said = said.trim();
            let outcome = if question.expected.holds(said) { Outcome::Pass } else { Outcome::Fail };
            (outcome, question.expected.shown(said))
        }
    };
    let title = match &check.of {
        Some(of) => format!("{}: {}", of.name(), question.title),
        None => question.title.clone(),
    };
    Graded { title, outcome, actual, ..graded(check, &question.expected) }
}

fn graded(check: &Check, expected: &Expected) -> Graded {
    Graded {
        name: check.name.clone(),
        title: check.name.to_string(),
        outcome: Outcome::Error,
        expected: expected.to_string(),
        actual: String::new(),
        why: check.why.clone(),
    }
}

fn report(spec: &Spec, grade: impl Fn(&Check) -> Graded) -> Report {
    Report::new(spec.name.clone(), spec.title.clone(), spec.points, spec.checks.iter().map(grade).collect())
}

fn unanswered(check: &Check, why: &str) -> Graded {
    Graded { actual: why.to_owned(), ..graded(check, &Expected::Text(String::new())) }
}

fn skipped(check: &Check, why: &str) -> Graded {
    Graded { outcome: Outcome::Skipped, ..unanswered(check, why) }
}

//! Tries every assertion live, and judges what came back: what is asked of the node goes in one round trip, and
//! beside it the cluster is asked through its API.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use serde_json::json;

use super::observe::wanted;
use crate::error::{Diagnose, Kind, Result};
use crate::event::{EventKind, Events};
use crate::node::{Node, Script};
use crate::phase::{Ask, Assertion, Target, Verdict};
use crate::runtime::kubernetes::Unanswered;
use crate::runtime::kubernetes::client::Cluster;
use crate::template;

/// For each assertion; `templates/observe/assert.sh` gives up on it a little earlier.
const LIMIT: Duration = Duration::from_secs(70);
/// Questions that a cluster is asked at a time: each may start a process there.
const SIDE_BY_SIDE: usize = 3;

#[derive(Debug, thiserror::Error)]
#[error("the assertions could not be tried: code {code}, {said}")]
pub struct NotTried {
    code: i32,
    said: String,
}

impl Diagnose for NotTried {
    fn kind(&self) -> Kind {
        Kind::Unreachable
    }
}

/// Every assertion that the lab's phases make.
pub fn assertions(target: &Target) -> Result<Vec<Assertion>> {
    let mut all = Vec::new();
    for phase in wanted(target) {
        all.extend(phase.assertions(target).map_err(|error| error.in_phase(phase.id()))?);
    }
    Ok(all)
}

/// `cluster` is the node's Kubernetes, or why it can't be asked.
pub async fn verify(
    node: &Node,
    assertions: &[Assertion],
    cluster: &Result<Cluster, String>,
    events: &Events,
) -> Result<Vec<Verdict>> {
    events.waiting("the node's answers to the assertions");
    let asked: Vec<_> = assertions.iter().map(|one| (one.id.as_str(), &one.ask)).collect();
    let answers = ask(node, cluster, &asked).await?;
    // A cluster that does not answer fails what it was asked for: that is no fault of this host.
    let answer = |one: &Assertion| {
        answers.get(one.id.as_str()).map(|said| said.as_ref().map_or_else(|why| why.as_str(), String::as_str))
    };
    let verdicts: Vec<_> = assertions.iter().map(|one| one.judge(answer(one))).collect();
    for verdict in &verdicts {
        events.emit(EventKind::Asserted {
            phase: verdict.phase.to_owned(),
            assertion: verdict.title.clone(),
            outcome: if verdict.passed { "pass" } else { "fail" }.to_owned(),
            actual: verdict.actual.clone(),
        });
    }
    Ok(verdicts)
}

/// Answers by id, or why there is none. Nothing stands here for what the node said nothing to.
pub async fn ask<'a>(
    node: &Node,
    cluster: &Result<Cluster, String>,
    asked: &[(&'a str, &Ask)],
) -> Result<HashMap<&'a str, Result<String, String>>> {
    let (of_node, mut answers) = tokio::join!(ask_node(node, asked), ask_cluster(cluster, asked));
    let of_node = of_node?;
    let of_scripts = asked.iter().filter(|(_, ask)| matches!(ask, Ask::Script(_)));
    answers.extend(of_scripts.filter_map(|(id, _)| Some((*id, Ok(said(&of_node, id)?.to_owned())))));
    Ok(answers)
}

/// What the node says to all scripts.
async fn ask_node(node: &Node, asked: &[(&str, &Ask)]) -> Result<String> {
    let mut script = template::render("observe/prelude.sh", &())?;
    let mut count = 0;
    for (id, ask) in asked {
        if let Ask::Script(body) = ask {
            script += &template::render("observe/assert.sh", &json!({ "id": id, "body": body }))?;
            count += 1;
        }
    }
    if count == 0 {
        return Ok(String::new());
    }
    let answer = node.ask(&Script::root(script, LIMIT * count)).await?;
    match answer.code {
        0 => Ok(answer.stdout),
        code => Err(NotTried { code, said: answer.stderr.trim().to_owned() }.into()),
    }
}

async fn ask_cluster<'a>(
    cluster: &Result<Cluster, String>,
    asked: &[(&'a str, &Ask)],
) -> HashMap<&'a str, Result<String, String>> {
    let queries = asked.iter().filter_map(|(id, ask)| match ask {
        Ask::Cluster(query) => Some((*id, query)),
        Ask::Script(_) => None,
    });
    let silent = AtomicBool::new(false);
    let answers = queries.map(async |(id, query)| {
        let cluster = match cluster {
            Ok(cluster) => cluster,
            Err(why) => return (id, Err(why.clone())),
        };
        // A server that was silent for all that time is not waited for again.
        let answer =
            if silent.load(Ordering::Relaxed) { Err(Unanswered::Silence) } else { cluster.answer(query).await };
        silent.fetch_or(matches!(answer, Err(Unanswered::Silence)), Ordering::Relaxed);
        (id, answer.map_err(|why| why.to_string()))
    });
    stream::iter(answers).buffer_unordered(SIDE_BY_SIDE).collect().await
}

/// Answers are lines `assert.ID=TEXT`; the text is one line, so it can't forge another's.
fn said<'a>(answer: &'a str, id: &str) -> Option<&'a str> {
    answer.lines().find_map(|line| line.strip_prefix("assert.")?.strip_prefix(id)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::kubernetes::Query;
    use crate::runtime::kubernetes::kubeconfig::Kubeconfig;

    #[tokio::test(start_paused = true)]
    async fn a_silent_server_is_waited_for_once() {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let config = format!(
            "clusters: [{{name: c, cluster: {{server: 'http://{}'}}}}]\nusers: [{{name: u, user: {{}}}}]\n\
             contexts: [{{name: c, context: {{cluster: c, user: u}}}}]\ncurrent-context: c\n",
            listener.local_addr().unwrap()
        );
        let cluster = Ok(Cluster::of(&Kubeconfig::parse("it", &config).unwrap()).await.unwrap());
        let ready = Ask::Cluster(Query::Ready);
        let asked: Vec<_> = ["a", "b", "c", "d", "e", "f", "g"].iter().map(|id| (*id, &ready)).collect();
        let began = tokio::time::Instant::now();
        let answers = ask_cluster(&cluster, &asked).await;
        assert_eq!(answers.len(), asked.len());
        assert!(answers.values().all(|answer| answer.as_ref().is_err_and(|why| why.contains("no answer within"))));
        assert!(began.elapsed() < Duration::from_secs(100), "{:?}", began.elapsed());
    }

    #[test]
    fn an_answer_is_found_by_its_whole_id() {
        let answer = "assert.a.b=1\nassert.a.bc=2\n";
        assert_eq!((said(answer, "a.bc"), said(answer, "a.c")), (Some("2"), None));
    }
}

//! The Kubernetes of a node: whether it runs, and if not, what its journal says.

use std::time::Duration;

use serde_json::json;

use super::Finding;
use crate::error::{Result, placed};
use crate::node::{Node, Script};
use crate::runtime::kubernetes::UNIT;
use crate::runtime::kubernetes::symptom::recognise;
use crate::spec::name::Name;
use crate::template;

const LIMIT: Duration = Duration::from_secs(30);

pub(super) async fn kubernetes(session: &Node, instance: &Name, node: &Name, student: &str) -> Finding {
    match ask(session, student).await {
        Ok(said) => judge(instance, node, &said),
        Err(error) => Finding::problem(check(node), error.chain().join(": ")),
    }
}

fn check(node: &Name) -> String {
    format!("{node} kubernetes")
}

async fn ask(session: &Node, student: &str) -> Result<String> {
    let body = template::render("doctor/kubernetes.sh", &json!({ "student": student, "unit": UNIT }))?;
    Ok(session.ask(&Script::root(body, LIMIT)).await?.stdout)
}

/// The unit's state, and below it the newest lines of its journal, the newest first.
fn judge(instance: &Name, node: &Name, said: &str) -> Finding {
    let (state, journal) = said.split_once('\n').unwrap_or((said, ""));
    match (state.trim(), recognise(journal)) {
        ("active", _) => Finding::ok(check(node), "it runs"),
        (_, Some((line, symptom))) => Finding::problem(
            check(node),
            format!("{}; its journal says: {line}", symptom.cause),
        )
        .hinted(placed(&symptom.fix, instance.as_str(), Some(node.as_str()))),
        (state, None) => {
            let state = if state.is_empty() { "unknown" } else { state };
            Finding::problem(check(node), format!("it does not run; its unit is {state}"))
                .hinted(format!("seclab exec {instance}/{node} -- journalctl --user -u {UNIT} -n 30"))
                .hinted(format!("seclab up {instance}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    fn judged(said: &str) -> Finding {
        judge(&Name::from_static("cks"), &Name::from_static("node"), said)
    }

    #[test]
    fn what_runs_is_well_whatever_it_once_said() {
        assert_eq!(judged("active\nfailed to find cpuset cgroup (v2)\n").level, Level::Ok);
    }

    #[test]
    fn what_does_not_run_is_told_with_its_cause_where_it_is_known() {
        let known = judged("failed\nlevel=fatal msg=\"failed to find cpuset cgroup (v2)\"\nStarting k3s\n");
        assert!(known.found.starts_with("the cgroup controller cpuset is not delegated"), "{}", known.found);
        assert!(known.hints[0].ends_with("seclab up cks"), "{:?}", known.hints);
        let of_the_node = judged("failed\nwrite to uid_map failed: Operation not permitted\n");
        assert_eq!(of_the_node.hints, ["seclab exec --admin cks/node -- sudo apt-get install --reinstall uidmap"]);
        let unknown = judged("inactive\nStopped k3s\n");
        assert_eq!(unknown.found, "it does not run; its unit is inactive");
        assert_eq!(unknown.hints[0], "seclab exec cks/node -- journalctl --user -u k3s-rootless.service -n 30");
        assert_eq!(judged("").found, "it does not run; its unit is unknown");
    }
}

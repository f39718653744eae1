//! systemd hands cgroup controllers to the student's user manager; by default only memory and pids.
//! <https://rootlesscontaine.rs/getting-started/common/cgroup2/>

use serde_json::json;

use super::{Assertion, Change, Expected, Facts, ManagedFile, Phase, Planned, Target, Trigger};
use crate::error::Result;
use crate::spec::Lab;
use crate::spec::lab::Controller;
use crate::template;

const ID: &str = "delegation";
const FILE: &str = "/etc/systemd/system/user@.service.d/delegate.conf";

pub struct Delegation;

fn controllers(target: &Target) -> Vec<&'static str> {
    let wanted = target.lab.delegation.iter().flat_map(|delegation| &delegation.controllers);
    wanted.copied().map(Controller::as_str).collect()
}

/// Those that the student's user manager does not have.
fn missing(target: &Target, facts: &Facts) -> Vec<&'static str> {
    let live = facts.first(ID, "controllers").unwrap_or_default();
    let has = |one: &&str| live.split_whitespace().any(|have| have == *one);
    controllers(target).into_iter().filter(|one| !has(one)).collect()
}

/// Whether what is started now stays: the user manager is not about to be restarted.
pub(super) fn in_effect(target: &Target, facts: &Facts) -> bool {
    missing(target, facts).is_empty()
}

fn file(target: &Target) -> Result<ManagedFile> {
    let text = template::render("delegation/delegate.conf", &json!({ "controllers": controllers(target).join(" ") }))?;
    Ok(ManagedFile::of_root(FILE, text))
}

impl Phase for Delegation {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Delegate cgroup controllers"
    }

    fn wanted(&self, lab: &Lab) -> bool {
        lab.delegation.is_some() && lab.student.is_some()
    }

    fn observe(&self, target: &Target) -> Result<String> {
        template::render("delegation/observe.sh", &json!({ "name": target.student() }))
    }

    fn paths(&self, _target: &Target) -> Vec<String> {
        vec![FILE.to_owned()]
    }

    fn plan(&self, target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        let wanted = controllers(target);
        let mut plan = Vec::new();
        let written = file(target)?.plan(ID, facts)?;
        let rewritten = written.is_some();
        plan.extend(written.map(|change| Planned::Change(change.triggers(Trigger::DaemonReload))));
        if facts.first("student", "uid").is_none() {
            let summary = "restart the student's user manager".to_owned();
            plan.push(Planned::Later { phase: ID, summary, after: "student" });
            return Ok(plan);
        }
        let missing = missing(target, facts);
        if missing.is_empty() {
            return Ok(plan);
        }
        let list = missing.join(" ");
        let reason = format!("{list} not delegated to {}", target.student());
        let tried = format!("{} {}", facts.boot_id(), wanted.join(" "));
        let change = if facts.first(ID, "in_vain") == Some(&tried) && !rewritten {
            // A restart under this very boot did not bring them: something holds on to the old tree.
            Change::new(ID, "reboot", "reboot, so that delegation takes effect", reason).triggers(Trigger::Reboot)
        } else {
            let script = template::render(
                "delegation/restart.sh",
                &json!({ "name": target.student(), "controllers": wanted.join(" ") }),
            )?;
            let sessions = facts.all(ID, "session").len();
            let summary = match sessions {
                0 => "put the new delegation into effect".to_owned(),
                _ => {
                    format!("put the new delegation into effect; {sessions} open sessions of the student keep running")
                }
            };
            Change::new(ID, "live", summary, reason).triggers(Trigger::UserManagerRestart(script))
        };
        plan.push(Planned::Change(change));
        Ok(plan)
    }

    fn assertions(&self, target: &Target) -> Result<Vec<Assertion>> {
        let student = json!({ "name": target.student() });
        let words = controllers(target).into_iter().map(str::to_owned).collect();
        let title = "the student's user manager has the controllers";
        let body = template::render("delegation/assert-controllers.sh", &student)?;
        let mut assertions = vec![Assertion::new(ID, "controllers", title, body, Expected::Words(words))];
        if controllers(target).len() == 5 {
            let title = "limits set by the student reach the kernel";
            let body = template::render("delegation/assert-limit.sh", &student)?;
            let limits = Expected::Text("17;0;67108864;50000 100000;".to_owned());
            assertions.push(Assertion::new(ID, "limits", title, body, limits));
        }
        Ok(assertions)
    }
}

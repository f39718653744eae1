//! The lab's AppArmor profiles, in the kernel of every node.

use serde_json::json;

use super::facts::InventoryEntry;
use super::profile::{self, NodeProfile};
use super::{Assertion, Change, Expected, Facts, Phase, Planned, Target, toolbox};
use crate::error::{Diagnose, Result};
use crate::spec::Lab;
use crate::spec::lab::AppArmorProfile;
use crate::spec::workload::Attempt;
use crate::template;

const ID: &str = "apparmor";

pub struct AppArmor;

#[derive(Debug, thiserror::Error)]
pub enum AppArmorError {
    #[error("AppArmor is not enabled in the node's kernel")]
    NotEnabled,
}

impl Diagnose for AppArmorError {
    fn hints(&self) -> Vec<String> {
        match self {
            Self::NotEnabled => {
                vec!["boot the node with the kernel parameters apparmor=1 security=apparmor".to_owned()]
            }
        }
    }
}

fn wanted(target: &Target) -> impl Iterator<Item = &AppArmorProfile> {
    target.lab.profiles.iter().flat_map(|profiles| &profiles.apparmor)
}

/// What a process under the profile tries, as one assertion.
fn tries(profile: &AppArmorProfile) -> Result<Option<Assertion>> {
    if profile.observe.is_empty() {
        return Ok(None);
    }
    let actions: Vec<_> = profile.observe.iter().map(|attempt| attempt.parts().0).collect();
    let expected = profile.observe.iter().map(Attempt::parts).map(|(action, result)| format!("{action} {result};"));
    let values = json!({ "name": profile.name, "toolbox": toolbox::PROGRAM, "actions": actions });
    let body = template::render("apparmor/assert-attempts.sh", &values)?;
    let title = format!("what a process tries under {} is allowed and denied as stated", profile.name);
    let what = format!("{}.tries", profile.name);
    Ok(Some(Assertion::new(ID, &what, title, body, Expected::Text(expected.collect()))))
}

impl Phase for AppArmor {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Load AppArmor profiles"
    }

    fn wanted(&self, lab: &Lab) -> bool {
        lab.profiles.as_ref().is_some_and(|profiles| !profiles.apparmor.is_empty())
    }

    fn observe(&self, target: &Target) -> Result<String> {
        profile::observe(&wanted(target).map(|profile| profile.name.as_str()).collect::<Vec<_>>())
    }

    fn paths(&self, target: &Target) -> Vec<String> {
        wanted(target).map(|profile| format!("{}{}", profile::FOLDER, profile.name)).collect()
    }

    fn plan(&self, target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        if facts.first(ID, "enabled") != Some("Y") {
            return Err(AppArmorError::NotEnabled.into());
        }
        let mut plan = Vec::new();
        for profile in wanted(target) {
            let text = target.text(&profile.file)?.to_owned();
            let profile = NodeProfile { name: profile.name.clone(), text, mode: profile.mode.as_str() };
            plan.extend(profile.plan(ID, facts)?.map(Planned::Change));
        }
        Ok(plan)
    }

    fn prune(&self, entry: &InventoryEntry) -> Result<Option<Change>> {
        if entry.kind == "file" { profile::unload(ID, &entry.key) } else { Ok(None) }
    }

    fn assertions(&self, target: &Target) -> Result<Vec<Assertion>> {
        let ask = |profile: &AppArmorProfile| -> Result<Assertion> {
            let body = template::render("apparmor/assert-mode.sh", &json!({ "name": profile.name }))?;
            let title = format!("a process runs under {} in mode {}", profile.name, profile.mode.as_str());
            let label = Expected::Text(format!("{} ({})", profile.name, profile.mode.as_str()));
            Ok(Assertion::new(ID, &profile.name, title, body, label))
        };
        let mut assertions = Vec::new();
        for profile in wanted(target) {
            assertions.push(ask(profile)?);
            assertions.extend(tries(profile)?);
        }
        Ok(assertions)
    }
}

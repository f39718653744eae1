//! Ubuntu 24.04 restricts unprivileged user namespaces. The exact programs of the lab get a profile that allows them;
//! the protection itself is never switched off.
//! <https://ubuntu.com/blog/ubuntu-23-10-restricted-unprivileged-user-namespaces>

use std::path::Path;

use serde_json::json;

use super::profile::{self, NodeProfile};
use super::{Assertion, Facts, Phase, Planned, Target};
use crate::error::Result;
use crate::spec::Lab;
use crate::template;

const ID: &str = "userns";

pub struct UserNamespaces;

/// `/usr/local/bin/k3s` → `seclab-userns.usr.local.bin.k3s`
fn profile_name(program: &Path) -> String {
    let words: Vec<_> = program.iter().skip(1).map(|part| part.to_string_lossy()).collect();
    format!("seclab-userns.{}", words.join("."))
}

fn programs(target: &Target) -> impl Iterator<Item = &Path> {
    target.lab.userns.iter().flat_map(|userns| userns.allow.iter().map(std::path::PathBuf::as_path))
}

fn restricted(facts: &Facts) -> bool {
    facts.first(ID, "restricted") == Some("1") && facts.first(ID, "abi4").is_some()
}

impl Phase for UserNamespaces {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Allow user namespaces to the lab's programs"
    }

    fn wanted(&self, lab: &Lab) -> bool {
        lab.userns.is_some()
    }

    fn observe(&self, target: &Target) -> Result<String> {
        let names: Vec<_> = programs(target).map(profile_name).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        Ok(template::render("userns/observe.sh", &())? + &profile::observe(&names)?)
    }

    fn paths(&self, target: &Target) -> Vec<String> {
        programs(target).map(|program| format!("{}{}", profile::FOLDER, profile_name(program))).collect()
    }

    fn plan(&self, target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        if !restricted(facts) {
            return Ok(Vec::new());
        }
        let mut plan = Vec::new();
        for program in programs(target) {
            let name = profile_name(program);
            let text = template::render("userns/profile", &json!({ "name": name, "program": program }))?;
            plan.extend(NodeProfile { name, text, mode: "unconfined" }.plan(ID, facts)?.map(Planned::Change));
        }
        Ok(plan)
    }

    fn assertions(&self, _target: &Target) -> Result<Vec<Assertion>> {
        // The programs are not there yet; the phases that bring them prove that they can.
        Ok(Vec::new())
    }
}

//! The lab's seccomp profiles, where runtimes look for them. That they are enforced is asserted by the workloads.

use super::file::ManagedFile;
use super::{Assertion, Expected, Facts, Phase, Planned, Target};
use crate::error::Result;
use crate::runtime::{localhost_profile, seccomp_root};
use crate::spec::Lab;
use crate::template;

const ID: &str = "seccomp";

pub struct Seccomp;

/// Where a profile of the lab lies on a node.
fn path(lab: &Lab, name: &str) -> String {
    format!("{}/{}", seccomp_root(lab), localhost_profile(name))
}

fn files(target: &Target) -> Result<Vec<ManagedFile>> {
    let profiles = target.lab.profiles.iter().flat_map(|profiles| &profiles.seccomp);
    profiles
        .map(|profile| {
            Ok(ManagedFile::of_root(path(&target.lab, profile.name.as_str()), target.text(&profile.file)?.to_owned()))
        })
        .collect()
}

impl Phase for Seccomp {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Install seccomp profiles"
    }

    fn wanted(&self, lab: &Lab) -> bool {
        lab.profiles.as_ref().is_some_and(|profiles| !profiles.seccomp.is_empty())
    }

    fn observe(&self, _target: &Target) -> Result<String> {
        Ok(String::new())
    }

    fn paths(&self, target: &Target) -> Vec<String> {
        let profiles = target.lab.profiles.iter().flat_map(|profiles| &profiles.seccomp);
        profiles.map(|profile| path(&target.lab, profile.name.as_str())).collect()
    }

    fn plan(&self, target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        let mut plan = Vec::new();
        for file in files(target)? {
            plan.extend(file.plan(ID, facts)?.map(Planned::Change));
        }
        Ok(plan)
    }

    fn assertions(&self, _target: &Target) -> Result<Vec<Assertion>> {
        let body = template::render("seccomp/assert-actions.sh", &())?;
        let title = "the kernel knows the actions that profiles use";
        let words = ["kill_process", "errno", "log", "allow"].map(str::to_owned).to_vec();
        Ok(vec![Assertion::new(ID, "actions", title, body, Expected::Words(words))])
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;

    #[test]
    fn a_profile_is_written_where_a_manifest_finds_it() {
        let mut target = Target::of("minimal");
        let profile = json!({ "seccomp": [{ "name": "deny", "file": "profiles/seccomp/deny.json" }] });
        target.lab.profiles = Some(serde_json::from_value(profile).unwrap());
        target.files.insert(Path::new("profiles/seccomp/deny.json").to_owned(), "{}".to_owned());
        let plan = Seccomp.plan(&target, &Facts::parse("node.end=\n").unwrap()).unwrap();
        let [Planned::Change(change)] = plan.as_slice() else { panic!("{plan:?}") };
        assert_eq!(change.summary, "write /var/lib/kubelet/seccomp/profiles/deny.json");
    }
}

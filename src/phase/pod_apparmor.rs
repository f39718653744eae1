//! AppArmor for Pods of a rootless Kubernetes. The kernel enforces profiles on any process, but in a user namespace
//! neither securityfs nor the list of profiles can be seen, so runtimes believe that there is none. Root shows both,
//! once a boot, and loads the profile that Pods get when they name none. K3s does not look for it; seclab-k8s does.

use serde_json::json;

use super::file::ManagedFile;
use super::profile::{self, NodeProfile};
use super::{Assertion, Change, Facts, Phase, Planned, Target};
use crate::error::Result;
use crate::spec::Lab;
use crate::spec::kubernetes::Source;
use crate::template;

const ID: &str = "pod-apparmor";
/// The name that containerd gives to the profile of those that name none.
const DEFAULT_PROFILE: &str = "cri-containerd.apparmor.d";
const UNIT: &str = "seclab-apparmor-for-pods.service";
const UNIT_FILE: &str = "/etc/systemd/system/seclab-apparmor-for-pods.service";
const PROGRAM: &str = "/usr/local/lib/seclab/apparmor-for-pods";
const WANTED: &str = "/etc/systemd/system/multi-user.target.wants/seclab-apparmor-for-pods.service";

pub struct PodAppArmor;

fn files() -> Result<[ManagedFile; 2]> {
    Ok([
        ManagedFile::program(PROGRAM, template::render("pod-apparmor/show.sh", &())?),
        ManagedFile::of_root(UNIT_FILE, template::render("pod-apparmor/show.service", &json!({ "program": PROGRAM }))?),
    ])
}

impl Phase for PodAppArmor {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Let Pods have AppArmor"
    }

    fn wanted(&self, lab: &Lab) -> bool {
        let has_profiles = lab.profiles.as_ref().is_some_and(|profiles| !profiles.apparmor.is_empty());
        lab.kubernetes.is_some() && has_profiles
    }

    fn observe(&self, _target: &Target) -> Result<String> {
        let seen = template::render("pod-apparmor/observe.sh", &json!({ "link": WANTED }))?;
        Ok(profile::observe(&[DEFAULT_PROFILE])? + &seen)
    }

    fn paths(&self, _target: &Target) -> Vec<String> {
        [PROGRAM, UNIT_FILE]
            .map(str::to_owned)
            .into_iter()
            .chain([format!("{}{DEFAULT_PROFILE}", profile::FOLDER)])
            .collect()
    }

    fn plan(&self, target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        // Another server would not look.
        if target.kubernetes.as_ref().is_none_or(|distribution| distribution.source != Source::Upstream) {
            return Ok(Vec::new());
        }
        let text = template::render("pod-apparmor/profile", &json!({ "name": DEFAULT_PROFILE }))?;
        let default = NodeProfile { name: DEFAULT_PROFILE.to_owned(), text, mode: "enforce" };
        let mut plan: Vec<_> = default.plan(ID, facts)?.into_iter().collect();
        for file in files()? {
            plan.extend(file.plan(ID, facts)?);
        }
        let shown = facts.first(ID, "shown").is_some() && facts.first(ID, "linked").is_some();
        if !plan.is_empty() || !shown {
            let values = json!({ "unit": UNIT, "unit_path": UNIT_FILE, "link": WANTED });
            let script = template::render("pod-apparmor/start.sh", &values)?;
            let reason = "what is shown to them is not what the kernel has";
            plan.push(
                Change::new(ID, "show", "show the student's Kubernetes the AppArmor profiles", reason).script(script),
            );
        }
        Ok(plan.into_iter().map(Planned::Change).collect())
    }

    fn assertions(&self, _target: &Target) -> Result<Vec<Assertion>> {
        // Pods that name a profile say whether it holds.
        Ok(Vec::new())
    }
}

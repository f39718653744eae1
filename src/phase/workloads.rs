//! What runs on the lab's nodes: each workload a systemd unit, so that it is there again after a reboot.

use serde::Serialize;
use serde_json::{Value, json};

use super::facts::InventoryEntry;
use super::file::ManagedFile;
use super::{Assertion, Change, Facts, Phase, Planned, Target, container_images, delegation, observation};
use crate::digest::sha256;
use crate::error::Result;
use crate::runtime::podman::Podman;
use crate::runtime::{Runtime, Service, Supervisor};
use crate::spec::Lab;
use crate::spec::workload::Workload;
use crate::template;

const ID: &str = "workloads";
/// Programs that start workloads: for systemd, and for students to read and to run.
const FOLDER: &str = "/usr/local/lib/seclab/workloads";

pub struct Workloads;

/// The program that starts a workload.
pub(super) fn program_path(workload: &Workload) -> String {
    format!("{FOLDER}/{}", workload.name)
}

/// Everything that lies on a node for one workload.
#[derive(Serialize)]
struct Installed {
    files: Vec<ManagedFile>,
    /// Of all that the running workload was started from.
    hash: String,
}

impl Installed {
    fn of(workload: &Workload, target: &Target, facts: &Facts) -> Result<Self> {
        let mut files = Vec::new();
        let service = Service::of(workload);
        let mut parts = Vec::new();
        if let Some(process) = &workload.process {
            let unit = template::render("workloads/process.service", &json!({ "command": process.command }))?;
            files.push(ManagedFile::of_root(service.unit_path(), unit));
            if let Some(profile) = &process.app_armor_profile {
                let text = template::render("workloads/apparmor.conf", &json!({ "profile": profile }))?;
                files.push(ManagedFile::of_root(service.drop_in_path("apparmor"), text));
            }
        } else if let Some(manifest) = &workload.manifest {
            let pod = target.pod(workload)?;
            files.push(ManagedFile::program(program_path(workload), Podman.program(workload, &pod)?));
            if workload.refusal().is_none() {
                let uid: Option<u32> = facts.first("student", "uid").and_then(|uid| uid.parse().ok());
                let values = json!({
                    "name": workload.name,
                    "program": program_path(workload),
                    "uid": uid.filter(|_| service.supervisor == Supervisor::Student),
                });
                let unit = template::render("workloads/container.service", &values)?;
                files.push(ManagedFile::of_root(service.unit_path(), unit));
            }
            parts.push(target.text(manifest)?.to_owned());
            parts.extend(target.seccomp_text(&pod).map(str::to_owned));
            parts.extend(container_images::recipe(facts)?);
        }
        parts.extend(files.iter().map(|file| file.text.clone()));
        Ok(Self { files, hash: sha256(parts.join("\0")) })
    }
}

fn plan_one(workload: &Workload, target: &Target, facts: &Facts) -> Result<Option<Change>> {
    let installed = Installed::of(workload, target, facts)?;
    let name = workload.name.as_str();
    let different = installed.files.iter().find_map(|file| Some(format!("{}: {}", file.path, file.difference(facts)?)));
    if workload.refusal().is_some() {
        let Some(reason) = different else { return Ok(None) };
        let script = template::render("workloads/install.sh", &installed)?;
        let summary = format!("install {}, which can't start", program_path(workload));
        return Ok(Some(Change::new(ID, &format!("install:{name}"), summary, reason).script(script)));
    }
    let started = facts.all(ID, "started").iter().find_map(|line| line.strip_prefix(&format!("{name} ")));
    let reason = match (different, started) {
        (Some(difference), _) => difference,
        (None, _) if !facts.has(ID, "running", name) => "it is not running".to_owned(),
        (None, _) if !facts.has(ID, "linked", name) => "it would not run after a reboot".to_owned(),
        // After a reboot systemd started it from what lies there, and what lies there is right.
        (None, None) => return Ok(None),
        (None, Some(hash)) if hash != installed.hash => "it runs as it was before".to_owned(),
        _ => return Ok(None),
    };
    let service = Service::of(workload);
    let values = json!({
        "student": target.student(),
        "supervisor": service.supervisor,
        "unit": service.name,
        "unit_path": service.unit_path(),
        "link": service.wants_path(),
        "name": name,
        "files": installed.files,
        "hash": installed.hash,
    });
    let script = template::render("workloads/start.sh", &values)?;
    Ok(Some(Change::new(ID, &format!("start:{name}"), format!("start the workload {name}"), reason).script(script)))
}

/// What has to be there before a workload can start; `None` when it is.
fn waits_for(target: &Target, facts: &Facts) -> Result<Option<&'static str>> {
    if facts.first("student", "uid").is_none() {
        return Ok(Some("student"));
    }
    if !delegation::in_effect(target, facts) {
        return Ok(Some("delegation"));
    }
    let images = target.lab.podman.is_none() || container_images::loaded(target, facts)?;
    Ok((!images).then_some("container-images"))
}

impl Phase for Workloads {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Start workloads"
    }

    fn wanted(&self, lab: &Lab) -> bool {
        !lab.workloads.is_empty()
    }

    fn observe(&self, target: &Target) -> Result<String> {
        let started = target.lab.workloads.iter().filter(|workload| workload.refusal().is_none());
        let workloads: Vec<Value> = started
            .map(|workload| {
                let service = Service::of(workload);
                json!({
                    "name": workload.name,
                    "unit": service.name,
                    "supervisor": service.supervisor,
                    "link": service.wants_path(),
                })
            })
            .collect();
        template::render("workloads/observe.sh", &json!({ "student": target.student(), "workloads": workloads }))
    }

    fn paths(&self, target: &Target) -> Vec<String> {
        let of = |workload: &Workload| {
            let program = workload.manifest.is_some().then(|| program_path(workload));
            let service = Service::of(workload);
            let confined = workload.process.as_ref().is_some_and(|process| process.app_armor_profile.is_some());
            let drop_in = confined.then(|| service.drop_in_path("apparmor"));
            program.into_iter().chain(workload.refusal().is_none().then(|| service.unit_path())).chain(drop_in)
        };
        target.lab.workloads.iter().flat_map(of).collect()
    }

    fn plan(&self, target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        if let Some(after) = waits_for(target, facts)? {
            let summary = format!("start {} workloads", target.lab.workloads.len());
            return Ok(vec![Planned::Later { phase: ID, summary, after }]);
        }
        let mut plan = Vec::new();
        for workload in &target.lab.workloads {
            plan.extend(plan_one(workload, target, facts)?.map(Planned::Change));
        }
        Ok(plan)
    }

    fn prune(&self, entry: &InventoryEntry) -> Result<Option<Change>> {
        let Some(service) = Service::at(&entry.key) else { return Ok(None) };
        let name = service.name.trim_start_matches("seclab-").trim_end_matches(".service");
        let values = json!({
            "of_student": service.supervisor == Supervisor::Student,
            "unit": service.name,
            "link": service.wants_path(),
            "path": entry.key,
            "name": name,
        });
        let script = template::render("workloads/stop.sh", &values)?;
        let summary = format!("stop the workload {name}");
        Ok(Some(Change::new(ID, &format!("stop:{name}"), summary, "the lab no longer has it").script(script)))
    }

    fn assertions(&self, target: &Target) -> Result<Vec<Assertion>> {
        let mut assertions = Vec::new();
        for workload in &target.lab.workloads {
            assertions.extend(observation::assertions(ID, workload, target, &Podman)?);
        }
        Ok(assertions)
    }
}

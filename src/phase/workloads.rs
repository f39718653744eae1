//! What runs on the lab's nodes: each workload a systemd unit, so that it is there again after a reboot.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

use super::facts::InventoryEntry;
use super::file::ManagedFile;
use super::{Assertion, Change, Facts, Phase, Planned, Target, container_images, delegation, observation};
use crate::digest::sha256;
use crate::error::Result;
use crate::runtime::podman::Podman;
use crate::runtime::{Service, Supervisor};
use crate::spec::Lab;
use crate::spec::workload::Workload;
use crate::template;

const ID: &str = "workloads";
/// A room's worth of containers, on a guest in software emulation.
const LIMIT: Duration = Duration::from_mins(15);
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
            files.push(ManagedFile::program(program_path(workload), Podman::program(workload, &pod)?));
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

/// Why a workload must be installed and started; `None` when it runs as it should.
fn difference(workload: &Workload, installed: &Installed, facts: &Facts) -> Option<String> {
    let name = workload.name.as_str();
    let of_file = |file: &ManagedFile| Some(format!("{}: {}", file.path, file.difference(facts)?));
    let different = installed.files.iter().find_map(of_file);
    if different.is_some() || workload.refusal().is_some() {
        return different;
    }
    let started = facts.all(ID, "started").iter().find_map(|line| line.strip_prefix(&format!("{name} ")));
    match started {
        _ if !facts.has(ID, "running", name) => Some("it is not running".to_owned()),
        _ if !facts.has(ID, "linked", name) => Some("it would not run after a reboot".to_owned()),
        Some(hash) if hash != installed.hash => Some("it runs as it was before".to_owned()),
        // Without a mark systemd started it at boot, from what lies there, and what lies there is right.
        _ => None,
    }
}

/// One change starts all that must be: most of the time a container's start waits.
fn plan_start(target: &Target, facts: &Facts) -> Result<Option<Change>> {
    let (mut names, mut reasons, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let mut supervisors = BTreeSet::new();
    for workload in target.lab.units() {
        let installed = Installed::of(workload, target, facts)?;
        let Some(reason) = difference(workload, &installed, facts) else { continue };
        let service = Service::of(workload);
        names.push(workload.name.as_str());
        reasons.push(format!("{}: {reason}", workload.name));
        supervisors.insert(service.supervisor);
        values.push(json!({
            "name": workload.name,
            "supervisor": service.supervisor,
            "unit": service.name,
            "unit_path": service.unit_path(),
            // What can't start has none.
            "link": workload.refusal().is_none().then(|| service.wants_path()),
            "files": installed.files,
            "hash": installed.hash,
        }));
    }
    if names.is_empty() {
        return Ok(None);
    }
    let values = json!({ "student": target.student(), "supervisors": supervisors, "workloads": values });
    let script = template::render("workloads/start.sh", &values)?;
    let noun = if names.len() == 1 { "workload" } else { "workloads" };
    let summary = format!("start the {noun} {}", names.join(", "));
    Ok(Some(Change::new(ID, "start", summary, shortened(&reasons)).script(script).within(LIMIT)))
}

/// The first reasons, and how many more there are.
pub(super) fn shortened(reasons: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown = reasons.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("; ");
    match reasons.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown}; and {more} more"),
    }
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
        lab.units().next().is_some()
    }

    fn observe(&self, target: &Target) -> Result<String> {
        let started = target.lab.units().filter(|workload| workload.refusal().is_none());
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
        target.lab.units().flat_map(of).collect()
    }

    fn plan(&self, target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        if let Some(after) = waits_for(target, facts)? {
            let summary = format!("start {} workloads", target.lab.units().count());
            return Ok(vec![Planned::Later { phase: ID, summary, after }]);
        }
        Ok(plan_start(target, facts)?.map(Planned::Change).into_iter().collect())
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
        for workload in target.lab.units() {
            assertions.extend(observation::assertions(ID, workload, target)?);
        }
        Ok(assertions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: &str = "/etc/systemd/system/seclab-w.service";

    fn target() -> Target {
        let mut target = Target::of("minimal");
        let workload = json!({
            "name": "w",
            "title": "t",
            "process": { "command": ["/usr/bin/sleep", "100%"] },
            "observe": [{ "seccomp": "disabled" }],
        });
        target.lab.workloads = vec![serde_json::from_value(workload).unwrap()];
        target
    }

    fn installed() -> Installed {
        let target = target();
        Installed::of(&target.lab.workloads[0], &target, &Facts::default()).unwrap()
    }

    fn reason(lines: &str) -> Option<String> {
        let hash = sha256(&installed().files[0].text);
        let file = format!("node.file=644 root:root regular file|{UNIT}\nnode.sha256={hash}  {UNIT}\n");
        let answer = format!("student.uid=1001\n{}{lines}node.end=\n", if lines.is_empty() { "" } else { &file });
        let plan = Workloads.plan(&target(), &Facts::parse(&answer).unwrap()).unwrap();
        plan.into_iter().next().map(|step| match step {
            Planned::Change(change) => change.reason,
            Planned::Later { after, .. } => format!("after {after}"),
        })
    }

    #[test]
    fn a_workload_is_started_until_it_runs_as_the_lab_has_it() {
        let hash = installed().hash;
        let runs = "workloads.running=w\nworkloads.linked=w\n";
        assert_eq!(reason("").unwrap(), format!("w: {UNIT}: it is missing"));
        assert_eq!(reason("workloads.linked=w\n").unwrap(), "w: it is not running");
        assert_eq!(reason("workloads.running=w\n").unwrap(), "w: it would not run after a reboot");
        assert_eq!(reason(&format!("{runs}workloads.started=w starting\n")).unwrap(), "w: it runs as it was before");
        assert_eq!(reason(&format!("{runs}workloads.started=w {hash}\n")), None);
        assert_eq!(reason(runs), None, "systemd started it at boot");
    }

    #[test]
    fn words_of_a_process_reach_it_through_systemd_as_they_are() {
        assert!(installed().files[0].text.contains(r#"ExecStart= "/usr/bin/sleep" "100%%""#));
    }

    #[test]
    fn a_unit_that_the_lab_no_longer_has_is_stopped() {
        let entry = InventoryEntry { kind: "file".into(), key: UNIT.into(), before: "absent".into() };
        assert_eq!(Workloads.prune(&entry).unwrap().unwrap().summary, "stop the workload w");
    }

    #[test]
    fn many_reasons_are_shortened() {
        let reasons: Vec<_> = (1..=5).map(|number| number.to_string()).collect();
        assert_eq!(shortened(&reasons), "1; 2; 3; and 2 more");
        assert_eq!(shortened(&reasons[..1]), "1");
    }
}

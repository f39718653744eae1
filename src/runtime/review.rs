//! What a lab asks of its runtime that it would not get. Everything is found when the lab is loaded, before anything
//! is launched.

use std::collections::BTreeSet;
use std::path::Path;

use super::{kubernetes, localhost_profile};
use crate::policy::capabilities::Set;
use crate::policy::seccomp;
use crate::spec::kubernetes::Source;
use crate::spec::pod::{Pod, ProfileKind};
use crate::spec::validate::Findings;
use crate::spec::workload::{Observation, Process, Workload};
use crate::spec::{Lab, LabFiles};

pub fn review(lab: &Lab, files: &LabFiles, findings: &mut Findings) {
    seccomp_profiles(lab, files, findings);
    findings.twice("workloads", ".name", lab.workloads.iter().map(|workload| workload.name.as_str()));
    if lab.student.is_none() && lab.podman.is_some() {
        findings.add("podman", "there is nobody to run it").hinted("add the section `student: {}`");
    }
    kubernetes::review::review(lab, files, findings);
    for (index, workload) in lab.workloads.iter().enumerate() {
        Review { lab, workload, at: format!("workloads.{index}") }.workload(files, findings);
    }
}

fn seccomp_profiles(lab: &Lab, files: &LabFiles, findings: &mut Findings) {
    let profiles = lab.profiles.iter().flat_map(|profiles| &profiles.seccomp);
    findings.twice("profiles.seccomp", ".name", profiles.clone().map(|profile| profile.name.as_str()));
    for (index, profile) in profiles.enumerate() {
        let at = format!("profiles.seccomp.{index}.file");
        let text = match files.read(&profile.file) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) => {
                findings.add(&at, error.to_string());
                continue;
            }
        };
        for finding in seccomp::lint(&text).into_iter().filter(|finding| finding.severity == seccomp::Severity::Error) {
            let place = format!("{}:{}:{}", profile.file.display(), finding.line, finding.column);
            findings.add(&at, format!("{place}: {}: {}", finding.message, finding.why));
        }
    }
}

struct Review<'a> {
    lab: &'a Lab,
    workload: &'a Workload,
    at: String,
}

impl Review<'_> {
    fn at(&self, key: &str) -> String {
        format!("{}.{key}", self.at)
    }

    fn workload(&self, files: &LabFiles, findings: &mut Findings) {
        let workload = self.workload;
        match (&workload.manifest, &workload.process) {
            (Some(_), Some(_)) | (None, None) => {
                findings.add(&self.at("name"), "a workload has either a manifest or a process");
            }
            (Some(manifest), None) => self.manifest(manifest, files, findings),
            (None, Some(process)) => self.process(process, findings),
        }
        if !workload.sources.is_empty() && !self.lab.is_pod(workload) {
            findings.add(&self.at("sources"), "only Kubernetes has a source");
        }
        if workload.sources.contains(&Source::Auto) {
            findings.add(&self.at("sources"), "`auto` is none of the sources: it becomes `release` or `upstream`");
        }
        self.observations(findings);
    }

    fn manifest(&self, manifest: &Path, files: &LabFiles, findings: &mut Findings) {
        if self.lab.podman.is_none() && self.lab.kubernetes.is_none() {
            findings
                .add(&self.at("manifest"), "nothing runs containers here")
                .hinted("add the section `podman: {}` or `kubernetes: {}`");
        }
        let bytes = match files.read(manifest) {
            Ok(bytes) => bytes,
            Err(error) => {
                findings.add(&self.at("manifest"), error.to_string());
                return;
            }
        };
        let file = manifest.display().to_string();
        match Pod::parse(&file, &String::from_utf8_lossy(&bytes)) {
            Ok(pod) => self.pod(&pod, &file, findings),
            Err(error) => findings.add_problems(&self.at("manifest"), error),
        }
    }

    fn process(&self, process: &Process, findings: &mut Findings) {
        if !process.command.first().is_some_and(|program| program.starts_with('/')) {
            findings.add(&self.at("process.command"), "the program is named by its absolute path");
        }
        if let Some(profile) = &process.app_armor_profile {
            self.apparmor_profile(profile, "process.appArmorProfile", findings);
        }
    }

    fn pod(&self, pod: &Pod, file: &str, findings: &mut Findings) {
        for unsupported in super::of(self.lab).unsupported(self.workload, pod) {
            findings.add(&self.at("manifest"), format!("{file}: `{}`: {}", unsupported.key, unsupported.why));
        }
        if let Some(named) = pod.seccomp_profile() {
            let profiles = self.lab.profiles.iter().flat_map(|profiles| &profiles.seccomp);
            let names: BTreeSet<_> = profiles.map(|profile| localhost_profile(profile.name.as_str())).collect();
            if !names.contains(named) {
                let message = format!("{file}: the lab has no seccomp profile `{named}`");
                findings.add(&self.at("manifest"), message).hinted("name one of the lab as profiles/NAME.json");
            }
        }
        for container in &pod.spec.containers {
            let security = container.security_context.over(&pod.spec.security_context);
            let choice = security.app_armor_profile.filter(|choice| choice.kind == ProfileKind::Localhost);
            if let Some(profile) = choice.and_then(|choice| choice.localhost_profile) {
                self.apparmor_profile(&profile, "manifest", findings);
            }
            let capabilities = security.capabilities.unwrap_or_default();
            let names = capabilities.add.iter().chain(&capabilities.drop).filter(|name| *name != "ALL");
            self.capabilities(names, "manifest", findings);
        }
    }

    fn apparmor_profile(&self, name: &str, key: &str, findings: &mut Findings) {
        let mut profiles = self.lab.profiles.iter().flat_map(|profiles| &profiles.apparmor);
        if !profiles.any(|profile| profile.name == name) {
            findings.add(&self.at(key), format!("the lab has no AppArmor profile `{name}`"));
        }
    }

    fn capabilities<'a>(&self, names: impl Iterator<Item = &'a String>, key: &str, findings: &mut Findings) {
        for name in names.filter(|name| name.parse::<Set>().is_err()) {
            findings
                .add(&self.at(key), format!("no capability is called `{name}`"))
                .hinted("write it like NET_BIND_SERVICE");
        }
    }

    fn observations(&self, findings: &mut Findings) {
        let workload = self.workload;
        if workload.observe.is_empty() {
            findings.add(&self.at("observe"), "say what must be observed of it");
        }
        if !workload.stays() && workload.observe.len() > 1 {
            findings.add(&self.at("observe"), "what can't start or ends can't be observed otherwise");
        }
        for (index, observation) in workload.observe.iter().enumerate() {
            let key = format!("observe.{index}");
            match observation {
                Observation::Capabilities(sets) => {
                    self.capabilities(sets.given().flat_map(|(.., names)| names), &key, findings);
                }
                Observation::KilledAbove(limit) if limit.mebibytes().is_none() => {
                    findings.add(&self.at(&key), "write the limit like `32Mi`");
                }
                Observation::ThrottledTo(limit) if limit.thousandths().is_none() => {
                    findings.add(&self.at(&key), "write the part of a processor like `50m`");
                }
                Observation::Ends(_) if !self.lab.is_pod(workload) => {
                    findings.add(&self.at(&key), "only Kubernetes says for what reason a container ended");
                }
                Observation::NotAdmitted(_) if !self.lab.is_pod(workload) => {
                    findings.add(&self.at(&key), "only Kubernetes admits what it runs, or does not");
                }
                // It ends the whole container, which then has to start again.
                Observation::KilledAbove(_) if self.lab.is_pod(workload) => {
                    findings
                        .add(&self.at(&key), "Kubernetes ends the whole container, not the process that ate too much")
                        .hinted("let a Pod of its own eat, and write `ends: OOMKilled`");
                }
                Observation::Allowed(_) | Observation::Denied(_) | Observation::KilledAbove(_)
                    if workload.process.is_some() =>
                {
                    findings.add(&self.at(&key), "this is tried inside a container, and a process is in none");
                }
                _ => {}
            }
        }
    }
}

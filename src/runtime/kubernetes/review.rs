//! What a lab's section `kubernetes` can't mean. Found when the lab is loaded.

use crate::spec::kubernetes::{Kubernetes, Source};
use crate::spec::lab::Controller;
use crate::spec::manifest;
use crate::spec::validate::Findings;
use crate::spec::{Lab, LabFiles};

/// Releases of K3s that can't run rootless; <https://github.com/k3s-io/k3s/issues/13667>.
const BROKEN: [&str; 2] = ["v1.35.1+k3s1", "v1.34.4+k3s1"];
/// What K3s asks of its own systemd before it starts without root.
const NEEDED: [Controller; 4] = [Controller::Cpu, Controller::Cpuset, Controller::Memory, Controller::Pids];
/// Flags that are seclab's to set, and why.
const OURS: [(&str, &str); 3] = [
    ("rootless", "the unit has it"),
    ("snapshotter", "the unit has it"),
    ("data-dir", "exercises and checks look where K3s puts it by itself"),
];

pub(in crate::runtime) fn review(lab: &Lab, files: &LabFiles, findings: &mut Findings) {
    let Some(kubernetes) = &lab.kubernetes else { return };
    if lab.podman.is_some() {
        findings.add("kubernetes", "a lab has one runtime: `podman` or `kubernetes`");
    }
    if lab.student.is_none() {
        findings.add("kubernetes", "there is nobody to run it").hinted("add the section `student: {}`");
    }
    let delegated = lab.delegation.as_ref().map(|delegation| delegation.controllers.as_slice()).unwrap_or_default();
    let missing: Vec<_> = NEEDED.iter().filter(|one| !delegated.contains(one)).map(|one| one.as_str()).collect();
    if !missing.is_empty() {
        findings
            .add("kubernetes", format!("it needs cgroup controllers that are not delegated: {}", missing.join(", ")))
            .hinted("write `delegation: {}`, which delegates all");
    }
    if let Some(version) = &kubernetes.version {
        if !version.is_well_formed() {
            findings
                .add("kubernetes.version", format!("`{}` is not a K3s release: write it like v1.33.5+k3s1", version.0));
        }
        if BROKEN.contains(&version.0.as_str()) {
            let message = format!("{} can't run rootless: it fails to evacuate its control group", version.0);
            findings.add("kubernetes.version", message).hinted("take another release");
        }
        if matches!(kubernetes.source, Source::File | Source::Upstream) {
            findings.add("kubernetes.version", format!("the source `{}` has no version", kubernetes.source.as_str()));
        }
    }
    match (&kubernetes.file, kubernetes.source) {
        (None, Source::File) => {
            findings.add("kubernetes.source", "no file is named").hinted("add `file: {program: PATH}`");
        }
        (Some(_), Source::Auto | Source::Release | Source::Upstream) => {
            findings.add("kubernetes.file", format!("the source `{}` takes no file", kubernetes.source.as_str()));
        }
        (Some(named), Source::File) => {
            for file in named.images.iter().chain([&named.program]) {
                if !files.host_path(file).is_some_and(|path| path.is_file()) {
                    findings.add("kubernetes.file", format!("there is no file {}", file.display()));
                }
            }
            findings.twice(
                "kubernetes.file.images",
                "",
                named.images.iter().filter_map(|file| file.file_name()?.to_str()),
            );
        }
        (None, _) => {}
    }
    manifests(kubernetes, files, findings);
    for (flag, why) in OURS {
        if kubernetes.config.contains_key(flag) {
            findings.add(&format!("kubernetes.config.{flag}"), format!("`{flag}` is seclab's to set: {why}"));
        }
    }
}

fn manifests(kubernetes: &Kubernetes, files: &LabFiles, findings: &mut Findings) {
    let file_names = kubernetes.manifests.iter().filter_map(|file| file.file_name()?.to_str());
    findings.twice("kubernetes.manifests", "", file_names);
    for (index, file) in kubernetes.manifests.iter().enumerate() {
        let at = format!("kubernetes.manifests.{index}");
        let text = match files.read(file) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) => {
                findings.add(&at, error.to_string());
                continue;
            }
        };
        let shown = file.display().to_string();
        match manifest::heads(&shown, &text) {
            Err(error) => findings.add_problems(&at, error),
            Ok(heads) if heads.is_empty() => {
                findings.add(&at, format!("{shown} holds no object"));
            }
            Ok(heads) => {
                for head in heads.iter().filter(|head| head.kind == "Pod") {
                    let message = format!("{shown}: the Pod `{}` belongs under `workloads`", head.metadata.name);
                    findings.add(&at, message).hinted("give it a file of its own, and say what must be observed of it");
                }
            }
        }
    }
}

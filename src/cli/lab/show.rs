use std::fmt::Write;

use serde::Serialize;

use crate::catalog::{self, LoadedLab, Origin};
use crate::cli::Outcome;
use crate::error::Result;
use crate::spec::Lab;
use crate::spec::lab::Controller;
use crate::ui::table::Table;
use crate::ui::{Answer, Ui};

/// Show what a lab prepares
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A built-in lab, or the path of a lab's folder or file
    lab: String,
}

#[derive(Serialize)]
struct Shown {
    origin: Origin,
    lab: Lab,
}

impl Answer for Shown {
    fn table(&self) -> String {
        let Lab { metadata, nodes, .. } = &self.lab;
        let mut out = format!("{}: {}\n", metadata.name, metadata.title);
        if !metadata.summary.is_empty() {
            out = out + &metadata.summary + "\n";
        }
        let mut table = Table::new(["NODE", "IMAGE", "CPUS", "MEMORY", "DISK"]);
        for node in nodes {
            let image = node.image.as_deref().unwrap_or("chosen for the provider");
            let (name, cpus) = (node.name.to_string(), node.cpus.to_string());
            table.row([&name, image, &cpus, &node.memory.to_string(), &node.disk.to_string()]);
        }
        // Writing to a String can't fail.
        let _ = write!(out, "\n{table}\n");
        for (label, text) in self.sections() {
            let _ = writeln!(out, "{:<13} {text}", format!("{label}:"));
        }
        out
    }

    fn names(&self) -> Vec<String> {
        vec![self.lab.metadata.name.to_string()]
    }
}

impl Shown {
    /// One line for each section that the lab has.
    fn sections(&self) -> Vec<(&'static str, String)> {
        let lab = &self.lab;
        let mut sections = vec![("origin", self.origin.to_string())];
        if !lab.packages.is_empty() {
            sections.push(("packages", joined(lab.packages.iter().map(|package| package.0.clone()))));
        }
        if let Some(kernel) = &lab.kernel {
            sections.push(("modules", joined(kernel.modules.iter().cloned())));
            sections.push(("sysctls", joined(kernel.sysctls.iter().map(|(key, value)| format!("{key}={value}")))));
        }
        if let Some(student) = &lab.student {
            let rights = if student.sudo { " with sudo" } else { "" };
            sections.push(("student", format!("{}{rights}", student.name)));
        }
        if let Some(delegation) = &lab.delegation {
            let controllers = delegation.controllers.iter().copied().map(Controller::as_str);
            sections.push(("delegation", joined(controllers.map(str::to_owned))));
        }
        if let Some(userns) = &lab.userns {
            sections.push(("userns", joined(userns.allow.iter().map(|path| path.display().to_string()))));
        }
        if let Some(profiles) = &lab.profiles {
            let named = profiles.apparmor.iter().map(|p| format!("{} ({})", p.name, p.mode.as_str()));
            sections.push(("AppArmor", joined(named)));
            sections.push(("seccomp", joined(profiles.seccomp.iter().map(|profile| profile.name.to_string()))));
        }
        sections.push(("workloads", joined(lab.workloads.iter().map(|workload| workload.name.to_string()))));
        sections.push(("exercises", joined(lab.exercises.iter().map(ToString::to_string))));
        sections.retain(|(_, text)| !text.is_empty());
        sections
    }
}

fn joined(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

pub(super) fn run(ui: &Ui, args: &Args) -> Result<Outcome> {
    let LoadedLab { lab, origin, .. } = catalog::load(&args.lab)?;
    ui.answer(&Shown { origin, lab })?;
    Ok(Outcome::Done)
}

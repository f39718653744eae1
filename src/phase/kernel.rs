//! Kernel modules and sysctls, live and after a reboot. A rootless runtime can load no module itself.

use serde::Serialize;

use super::{Assertion, Change, Expected, Facts, ManagedFile, Phase, Planned, Target};
use crate::error::Result;
use crate::spec::{Lab, lab};
use crate::template;

const ID: &str = "kernel";
const MODULES_FILE: &str = "/etc/modules-load.d/seclab.conf";
const SYSCTLS_FILE: &str = "/etc/sysctl.d/99-seclab.conf";

pub struct Kernel;

#[derive(Serialize)]
struct Sysctl {
    name: String,
    path: String,
    value: String,
    before: String,
    assignment: String,
}

#[derive(Serialize)]
struct Look<'a> {
    modules: Vec<String>,
    sysctls: &'a [Sysctl],
}

/// The kernel knows `br-netfilter` as `br_netfilter`.
fn kernel_name(module: &str) -> String {
    module.replace('-', "_")
}

fn wanted(target: &Target) -> lab::Kernel {
    target.lab.kernel.clone().unwrap_or_default()
}

fn sysctls(wanted: &lab::Kernel, facts: Option<&Facts>) -> Vec<Sysctl> {
    let found = |path: &str| {
        let lines = facts.map_or(&[][..], |facts| facts.all(ID, "sysctl"));
        let value = lines.iter().find_map(|line| line.strip_prefix(path)?.strip_prefix(':'));
        value.unwrap_or_default().replace('\t', " ")
    };
    let sysctl = |(name, value): (&String, &String)| {
        let path = format!("/proc/sys/{}", name.replace('.', "/"));
        let (before, assignment) = (found(&path), format!("{name}={value}"));
        Sysctl { name: name.clone(), path, value: value.clone(), before, assignment }
    };
    wanted.sysctls.iter().map(sysctl).collect()
}

/// The kernel separates the numbers of one value by tabs; people write blanks.
fn same(found: &str, wanted: &str) -> bool {
    found.split_whitespace().eq(wanted.split_whitespace())
}

impl Phase for Kernel {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Load kernel modules and set sysctls"
    }

    fn wanted(&self, lab: &Lab) -> bool {
        lab.kernel.is_some()
    }

    fn observe(&self, target: &Target) -> Result<String> {
        let wanted = wanted(target);
        let modules = wanted.modules.iter().map(|module| kernel_name(module)).collect();
        template::render("kernel/observe.sh", &Look { modules, sysctls: &sysctls(&wanted, None) })
    }

    fn paths(&self, target: &Target) -> Vec<String> {
        named(&wanted(target)).map(|(path, _)| path.to_owned()).collect()
    }

    fn plan(&self, target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        let wanted = wanted(target);
        let mut plan = Vec::new();
        for file in files(target)? {
            plan.extend(file.plan(ID, facts)?);
        }
        let present = |module: &str| {
            let name = kernel_name(module);
            facts.has(ID, "loaded", &name) || facts.all(ID, "builtin").iter().any(|built| kernel_name(built) == name)
        };
        let missing: Vec<_> = wanted.modules.iter().filter(|module| !present(module)).cloned().collect();
        if !missing.is_empty() {
            let change = Change::new(ID, "modules", format!("load {}", missing.join(", ")), "not loaded");
            let script = template::render("kernel/modules.sh", &Look { modules: missing, sysctls: &[] })?;
            plan.push(change.script(script));
        }
        let mut differing = sysctls(&wanted, Some(facts));
        differing.retain(|sysctl| !same(&sysctl.before, &sysctl.value));
        if !differing.is_empty() {
            let list = |text: fn(&Sysctl) -> String| differing.iter().map(text).collect::<Vec<_>>().join(", ");
            let summary = format!("set {}", list(|s| s.assignment.clone()));
            let reason = list(|s| match s.before.as_str() {
                "" => format!("{} does not exist yet", s.name),
                before => format!("{} is {before}", s.name),
            });
            let script = template::render("kernel/sysctls.sh", &serde_json::json!({ "changes": differing }))?;
            plan.push(Change::new(ID, "sysctls", summary, reason).script(script));
        }
        Ok(plan.into_iter().map(Planned::Change).collect())
    }

    fn assertions(&self, target: &Target) -> Result<Vec<Assertion>> {
        let ask = |sysctl: Sysctl| {
            let body = template::render("kernel/assert-sysctl.sh", &sysctl)?;
            let title = format!("{} is {}", sysctl.name, sysctl.value);
            let value = sysctl.value.split_whitespace().collect::<Vec<_>>().join(" ");
            Ok(Assertion::new(ID, &sysctl.name, title, body, Expected::Text(value)))
        };
        sysctls(&wanted(target), None).into_iter().map(ask).collect()
    }
}

/// The files that the lab needs, each with its template.
fn named(wanted: &lab::Kernel) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
    let modules = (!wanted.modules.is_empty()).then_some((MODULES_FILE, "kernel/modules.conf"));
    let sysctls = (!wanted.sysctls.is_empty()).then_some((SYSCTLS_FILE, "kernel/sysctls.conf"));
    modules.into_iter().chain(sysctls)
}

fn files(target: &Target) -> Result<Vec<ManagedFile>> {
    let wanted = wanted(target);
    let values = Look { sysctls: &sysctls(&wanted, None), modules: wanted.modules.clone() };
    let file = |(path, source)| Ok(ManagedFile::of_root(path, template::render(source, &values)?));
    named(&wanted).map(file).collect()
}

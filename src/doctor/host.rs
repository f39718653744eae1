//! Whether labs can run on this host, and how well.

use super::tools::{self, Presence, Tool};
use super::{Finding, Level, acceleration, capacity, folders, leftovers};
use crate::error::Result;
use crate::event::Events;
use crate::host::proxy::Proxies;
use crate::image::debian;
use crate::image::resolve::{self, Choice, ImageRef};
use crate::image::store::Store;
use crate::image::ubuntu::Mirror;
use crate::lifecycle::{self, ProviderChoice};
use crate::paths::Paths;
use crate::provider::{ProviderKind, qemu};

/// Looks at everything. Takes a second or two, and a few more the first time.
pub async fn host(paths: &Paths, events: &Events) -> Result<Vec<Finding>> {
    events.waiting("the providers");
    let answers = lifecycle::probe_providers(paths).await;
    let chosen = answers.iter().find(|answer| answer.usable).map(|answer| answer.provider);
    let mut findings = providers(&answers);
    if chosen == Some(ProviderKind::Multipass) {
        findings.push(Finding::ok("image", "Multipass gets the images itself"));
    }
    let mut build_is_needed = false;
    if chosen != Some(ProviderKind::Multipass) {
        let (choice, stored) = image(paths, events).await?;
        build_is_needed = choice.image == ImageRef::Debian && !stored;
        findings.push(Finding::ok("image", image_text(&choice, stored)));
    }
    findings.extend(accelerated(paths, events).await);
    let arch = std::env::consts::ARCH;
    let mut looked: Vec<(Tool, Presence)> = Vec::new();
    for tool in tools::wanted(arch, chosen != Some(ProviderKind::Multipass), build_is_needed) {
        let presence = tools::look(&tool).await;
        looked.push((tool, presence));
    }
    let lacks = lacks(&looked);
    let packages: Vec<_> = lacks.iter().filter(|_| build_is_needed).map(|(_, package)| *package).collect();
    let tools = tools::judge(&looked, &packages);
    let told = tools.iter().any(|tool| !tool.hints.is_empty());
    findings.extend(tools);
    findings.push(build(&lacks, build_is_needed, told));
    findings.push(subordinate_ids(build_is_needed).await);
    findings.extend(capacity::findings(&lifecycle::supply(paths).await, &Proxies::from_environment()));
    findings.extend(folders::findings(paths));
    findings.extend(leftovers::findings(paths));
    Ok(findings)
}

/// Which provider makes the nodes, and what Multipass says for itself.
fn providers(answers: &[ProviderChoice]) -> Vec<Finding> {
    let first = match answers.iter().find(|answer| answer.usable) {
        Some(chosen) => {
            Finding::ok("provider", format!("{} makes the nodes: {}", chosen.provider.as_str(), chosen.reason))
        }
        None => Finding::problem("provider", "nothing can make VMs here: neither Multipass nor QEMU works"),
    };
    let mut findings = vec![first];
    for answer in answers.iter().filter(|answer| answer.provider == ProviderKind::Multipass) {
        let installed = which::which("multipass").is_ok() || std::env::var_os("SECLAB_MULTIPASS").is_some();
        let level = if installed && !answer.usable { Level::Warning } else { Level::Ok };
        let hints = if level == Level::Warning { answer.hints.clone() } else { Vec::new() };
        findings.push(Finding { hints, ..Finding::new("multipass", level, answer.reason.clone()) });
    }
    findings
}

/// The image that a node gets whose lab names none, and whether it is here already.
async fn image(paths: &Paths, events: &Events) -> Result<(Choice, bool)> {
    let stored = if paths.images().is_dir() { resolve::available(&Store::open(paths)?)? } else { Vec::new() };
    let reachable = match Mirror::from_environment() {
        Ok(mirror) if stored.is_empty() => {
            events.waiting("the publisher of images");
            mirror.reachable().await
        }
        _ => false,
    };
    let choice = resolve::choose(None, &stored, reachable);
    let is_stored = stored.contains(&choice.image);
    Ok((choice, is_stored))
}

fn image_text(choice: &Choice, stored: bool) -> String {
    let when = if stored { "" } else { ", which the first `up` gets" };
    format!("{}{when}: {}", choice.image, choice.reason)
}

/// Really tries, unless the answer under this kernel and this QEMU is remembered.
async fn accelerated(paths: &Paths, events: &Events) -> Option<Finding> {
    let arch = std::env::consts::ARCH;
    let program = qemu::program(arch).ok()?;
    let tried = async {
        let version = qemu::version(&program).await?;
        qemu::find_accelerator(&program, arch, &version, paths, events).await
    };
    Some(match tried.await {
        Ok(choice) => acceleration::judge(&choice, acceleration::kvm_device()),
        Err(error) => Finding::warning("acceleration", format!("could not be tried: {}", error.chain().join(": "))),
    })
}

/// What `seclab image build` lacks beside the tools that have lines of their own, as (what, package).
fn lacks(looked: &[(Tool, Presence)]) -> Vec<(&'static str, &'static str)> {
    let own_line = |what: &str| looked.iter().any(|(tool, _)| tool.program == what);
    debian::missing_tools().into_iter().filter(|(what, _)| !own_line(what)).collect()
}

/// `told`: the line that installs it stands at a tool already.
fn build(lacks: &[(&str, &str)], needed: bool, told: bool) -> Finding {
    if lacks.is_empty() {
        return Finding::ok("image build", "nothing else is missing for it");
    }
    let (names, packages): (Vec<_>, Vec<_>) = lacks.iter().copied().unzip();
    let hints = tools::install_line(&packages).filter(|_| needed && !told).into_iter().collect();
    Finding { hints, ..Finding::new("image build", level(needed), format!("lacks {}", names.join(", "))) }
}

async fn subordinate_ids(needed: bool) -> Finding {
    if rustix::process::geteuid().is_root() {
        return Finding::ok("subordinate ids", "not needed: this is root");
    }
    match debian::try_namespace().await {
        Ok(()) => Finding::ok("subordinate ids", "this user has some"),
        Err(error) => {
            let hints = if needed { error.hints.clone() } else { Vec::new() };
            Finding { hints, ..Finding::new("subordinate ids", level(needed), error.chain().join(": ")) }
        }
    }
}

fn level(needed: bool) -> Level {
    if needed { Level::Problem } else { Level::Ok }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(provider: ProviderKind, usable: bool, reason: &str) -> ProviderChoice {
        ProviderChoice { provider, usable, reason: reason.to_owned(), hints: vec!["do this".to_owned()] }
    }

    #[test]
    fn the_first_usable_provider_is_the_one_and_none_is_a_problem() {
        let absent = answer(ProviderKind::Multipass, false, "it is not installed");
        let some = providers(&[absent.clone(), answer(ProviderKind::Qemu, true, "QEMU 7.2 is installed")]);
        assert_eq!(some[0], Finding::ok("provider", "qemu makes the nodes: QEMU 7.2 is installed"));
        let none = providers(&[absent, answer(ProviderKind::Qemu, false, "no")]);
        assert_eq!(none[0].level, Level::Problem);
    }
}

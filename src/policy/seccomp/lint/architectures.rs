//! Architectures that are left out. libseccomp kills a call that is made in an architecture the filter does not have,
//! whatever the default action is: `SCMP_FLTATR_ACT_BADARCH` in
//! <https://man7.org/linux/man-pages/man3/seccomp_attr_set.3.html>.

use crate::policy::seccomp::architecture::FAMILIES;
use crate::policy::seccomp::{Finding, Profile};

pub(super) fn lint(profile: &Profile) -> Vec<Finding> {
    let listed = |name: &str| profile.architectures.iter().find(|listed| listed.value.as_str() == name);
    let mut findings = Vec::new();
    for (main, narrow) in FAMILIES {
        let Some(found) = listed(main) else { continue };
        let missing: Vec<&str> = narrow.iter().copied().filter(|name| listed(name).is_none()).collect();
        if !missing.is_empty() {
            let message = format!("{main} without {}", missing.join(" and "));
            findings.push(Finding::warning(found.at, "architecture-gap", message, KILLED));
        }
    }
    let is_of = |name: &str, (main, narrow): &(&str, &[&str])| name == *main || narrow.contains(&name);
    let families: Vec<_> = FAMILIES
        .into_iter()
        .filter(|family| profile.architectures.iter().any(|listed| is_of(listed.value.as_str(), family)))
        .collect();
    if let ([(main, _)], Some(first)) = (&families[..], profile.architectures.first())
        && profile.architectures.iter().all(|listed| is_of(listed.value.as_str(), &families[0]))
    {
        let other = FAMILIES.into_iter().map(|(other, _)| other).find(|other| other != main).unwrap_or_default();
        let message = format!("only architectures of {main} nodes are listed, none of {other} nodes");
        findings.push(Finding::warning(first.at, "one-kind-of-node", message, ONE_KIND));
    }
    findings
}

const KILLED: &str = "programs that call the kernel this way are killed at their first call, whatever the default action; list it to filter them by the same rules";
const ONE_KIND: &str = "on the other kind of node the runtime adds the node's own architecture, so 64-bit programs are filtered there too, but 32-bit programs are killed, and calls that exist on one kind only are not covered on the other";

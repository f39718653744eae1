//! What a profile that can be read has wrong with it: one file per subject.

mod architectures;
mod names;
mod notify;
mod overlap;
mod start;
mod twins;

use super::Finding;
use super::read::read;

/// Everything that is wrong with the text of a profile, in the order of the text.
pub fn lint(text: &str) -> Vec<Finding> {
    let reading = read(text);
    let mut findings = reading.findings;
    if let Some(profile) = &reading.profile {
        findings.extend(names::lint(profile));
        findings.extend(notify::lint(profile));
        // Of a profile with holes can't be said what it lacks.
        if reading.whole {
            findings.extend(architectures::lint(profile));
            findings.extend(overlap::lint(profile));
            findings.extend(start::lint(profile));
            findings.extend(twins::lint(profile));
        }
    }
    findings.sort_by_key(Finding::position);
    findings
}

#[cfg(test)]
mod tests;

//! Which provider makes the nodes: found by asking each whether it works here.

use crate::error::{Diagnose, Kind, Result};
use crate::instance::Choice;
use crate::paths::Paths;
use crate::provider::{self, ProviderKind};

/// What one provider said of itself.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ProviderChoice {
    pub provider: ProviderKind,
    pub usable: bool,
    /// Why, or why not.
    pub reason: String,
    /// What makes it usable.
    pub hints: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
#[error("no provider can make VMs here: {}", reasons.join("; "))]
pub struct NoProvider {
    reasons: Vec<String>,
    hints: Vec<String>,
}

impl Diagnose for NoProvider {
    fn kind(&self) -> Kind {
        Kind::Unreachable
    }

    fn hints(&self) -> Vec<String> {
        self.hints.clone()
    }
}

/// Asks Multipass and QEMU, in the order they are preferred.
pub async fn probe_providers(paths: &Paths) -> Vec<ProviderChoice> {
    let mut answers = Vec::new();
    for provider in [ProviderKind::Multipass, ProviderKind::Qemu] {
        answers.push(match provider::probe(provider, paths).await {
            Ok(reason) => ProviderChoice { provider, usable: true, reason, hints: Vec::new() },
            Err(error) => {
                ProviderChoice { provider, usable: false, reason: error.chain().join(": "), hints: error.hints }
            }
        });
    }
    answers
}

/// The asked-for provider, or the first that works.
pub async fn choose_provider(asked: Option<ProviderKind>, paths: &Paths) -> Result<Choice<ProviderKind>> {
    if let Some(value) = asked {
        return Ok(Choice { value, reason: "it was asked for".to_owned() });
    }
    choose(&probe_providers(paths).await)
}

fn choose(answers: &[ProviderChoice]) -> Result<Choice<ProviderKind>> {
    let reasons = |usable: bool| {
        let of = answers.iter().filter(move |one| one.usable == usable);
        of.map(|one| format!("{}: {}", one.provider.as_str(), one.reason)).collect::<Vec<_>>()
    };
    let Some(first) = answers.iter().find(|one| one.usable) else {
        let hints = answers.iter().flat_map(|one| one.hints.clone()).collect();
        return Err(NoProvider { reasons: reasons(false), hints }.into());
    };
    let against = reasons(false);
    let reason = match against.as_slice() {
        [] => first.reason.clone(),
        _ => format!("{} ({})", first.reason, against.join("; ")),
    };
    Ok(Choice { value: first.provider, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(provider: ProviderKind, usable: bool, reason: &str) -> ProviderChoice {
        ProviderChoice { provider, usable, reason: reason.to_owned(), hints: Vec::new() }
    }

    #[test]
    fn the_first_that_works_is_taken_and_says_why_not_the_others() {
        let multipass = answer(ProviderKind::Multipass, false, "it is not installed");
        let qemu = answer(ProviderKind::Qemu, true, "QEMU 7.2.22 is installed");
        let choice = choose(&[multipass.clone(), qemu]).unwrap();
        assert_eq!(choice.value, ProviderKind::Qemu);
        assert_eq!(choice.reason, "QEMU 7.2.22 is installed (multipass: it is not installed)");
        let none = choose(&[multipass]).unwrap_err();
        assert_eq!(none.chain(), ["no provider can make VMs here: multipass: it is not installed"]);
    }
}

//! Profiles from files.

use std::path::{Path, PathBuf};

use crate::error::{Diagnose, Kind, Result};
use crate::policy::seccomp::{Finding, Profile, Severity, lint, parse};
use crate::ui::Ui;

/// No profile comes near it.
const LARGEST: u64 = 1 << 20;

#[derive(Debug, thiserror::Error)]
enum NoProfile {
    #[error("{} can't be read", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{} is larger than {LARGEST} bytes, which no profile is", path.display())]
    TooLarge { path: PathBuf },
    #[error("{} is no seccomp profile that a runtime takes{}", path.display(), first(findings))]
    Refused { path: PathBuf, findings: Vec<Finding> },
}

impl Diagnose for NoProfile {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::Refused { path, .. } => vec![format!("seclab seccomp lint {}", path.display())],
            _ => Vec::new(),
        }
    }
}

/// A profile's text. What is no UTF-8 is no JSON either, and is shown so.
pub(super) fn text(path: &Path) -> Result<String> {
    let unreadable = |source| NoProfile::Unreadable { path: path.to_owned(), source };
    if path.metadata().map_err(unreadable)?.len() > LARGEST {
        return Err(NoProfile::TooLarge { path: path.to_owned() }.into());
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The profile of a file, as runtimes take it. What they pass over in silence is not passed over here.
pub(super) fn profile(ui: &Ui, path: &Path) -> Result<Profile> {
    let text = text(path)?;
    let profile = parse(&text).map_err(|findings| NoProfile::Refused { path: path.to_owned(), findings })?;
    if lint(&text).iter().any(|found| found.severity == Severity::Error) {
        ui.warning(format!("{} has errors; this is what a runtime that knows only OCI makes of it.", path.display()));
        ui.hint(format!("seclab seccomp lint {}", path.display()));
    }
    Ok(profile)
}

fn first(findings: &[Finding]) -> String {
    findings.first().map(|first| format!(": in line {}, {}", first.line, first.message)).unwrap_or_default()
}

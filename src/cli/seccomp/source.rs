//! Profiles from files, of this machine or of a node.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use crate::cli::Context;
use crate::cli::target::Target;
use crate::error::{Diagnose, Kind, Result};
use crate::node::{Node, Script};
use crate::policy::seccomp::{Finding, Profile, Severity, lint, parse};
use crate::shell;
use crate::template;
use crate::ui::Ui;

/// No profile comes near it.
const LARGEST: u64 = 1 << 20;
const LIMIT: Duration = Duration::from_secs(30);

#[derive(Debug, thiserror::Error)]
enum NoProfile {
    #[error("{} can't be read", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{} can't be read on the node: {said}", path.display())]
    NotOnNode { path: PathBuf, said: String },
    #[error("{} is larger than {LARGEST} bytes, which no profile is", path.display())]
    TooLarge { path: PathBuf },
    #[error("{} is no seccomp profile that a runtime takes{}", path.display(), first(findings))]
    Refused { path: PathBuf, lint: String, findings: Vec<Finding> },
}

impl Diagnose for NoProfile {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::Refused { lint, .. } => vec![lint.clone()],
            _ => Vec::new(),
        }
    }
}

/// Where the files are.
pub(super) enum Source {
    Here,
    Node { session: Box<Node>, target: Target },
}

impl Source {
    pub fn open(context: &Context, target: Option<&Target>) -> Result<Self> {
        let Some(target) = target else { return Ok(Self::Here) };
        let opened = context.open(&target.instance)?;
        let session = Box::new(opened.instance.known_session(&opened.record, &opened.node(target)?)?);
        Ok(Self::Node { session, target: target.clone() })
    }

    /// A profile's text. What is no UTF-8 is no JSON either, and is shown so.
    pub async fn text(&self, path: &Path) -> Result<String> {
        let Self::Node { session: node, .. } = self else { return here(path) };
        let script = template::render("seccomp/read.sh", &json!({ "path": path, "most": LARGEST + 1 }))?;
        let answer = node.ask(&Script::root(script, LIMIT)).await?;
        let path = path.to_owned();
        if answer.code != 0 {
            return Err(NoProfile::NotOnNode { path, said: answer.stderr.trim().to_owned() }.into());
        }
        if answer.stdout.len() as u64 > LARGEST {
            return Err(NoProfile::TooLarge { path }.into());
        }
        Ok(answer.stdout)
    }

    /// The command that says what is wrong with a file.
    pub fn lint(&self, path: &Path) -> String {
        let lint = format!("seclab seccomp lint {}", shell::path(path));
        match self {
            Self::Here => lint,
            Self::Node { target, .. } => format!("{lint} --instance {target}"),
        }
    }

    /// The profile of a file, as runtimes take it. What they pass over in silence is not passed over here.
    pub async fn profile(&self, ui: &Ui, path: &Path) -> Result<Profile> {
        let text = self.text(path).await?;
        let refused = |findings| NoProfile::Refused { path: path.to_owned(), lint: self.lint(path), findings };
        let profile = parse(&text).map_err(refused)?;
        if lint(&text).iter().any(|found| found.severity == Severity::Error) {
            let shown = path.display();
            ui.warning(format!("{shown} has errors; this is what a runtime that knows only OCI makes of it."));
            ui.hint(self.lint(path));
        }
        Ok(profile)
    }
}

fn here(path: &Path) -> Result<String> {
    let unreadable = |source| NoProfile::Unreadable { path: path.to_owned(), source };
    if path.metadata().map_err(unreadable)?.len() > LARGEST {
        return Err(NoProfile::TooLarge { path: path.to_owned() }.into());
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn first(findings: &[Finding]) -> String {
    findings.first().map(|first| format!(": in line {}, {}", first.line, first.message)).unwrap_or_default()
}

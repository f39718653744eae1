use std::fmt::Write;
use std::path::PathBuf;

use serde::Serialize;

use crate::cli::target::Target;
use crate::cli::{Context, Outcome, node_work};
use crate::error::Result;
use crate::kernel_log;
use crate::policy::apparmor::{Finding, lint};
use crate::spec::load;
use crate::ui::{Answer, counted};

/// Check AppArmor profiles, and say what each oddity leads to
///
/// With --instance the node's own parser compiles them, too, and loads nothing.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Serialize)]
struct Linted {
    files: Vec<FileFindings>,
}

#[derive(Serialize)]
struct FileFindings {
    file: PathBuf,
    findings: Vec<Finding>,
    /// What the node's parser has against it.
    refused: Option<String>,
}

impl Answer for Linted {
    fn table(&self) -> String {
        let mut text = String::new();
        for FileFindings { file, findings, refused } in &self.files {
            for Finding { line, rule, message, why } in findings {
                // Writing to a String can't fail.
                let _ = writeln!(text, "{}:{line}: warning[{rule}]: {message}\n  {why}", file.display());
            }
            if let Some(refused) = refused {
                let _ = writeln!(text, "{}: error: {refused}", file.display());
            }
        }
        text
    }

    /// The files that are no profiles.
    fn names(&self) -> Vec<String> {
        let refused = self.files.iter().filter(|file| file.refused.is_some());
        refused.map(|file| file.file.display().to_string()).collect()
    }
}

pub(super) async fn run(context: &Context, target: Option<&Target>, args: &Args) -> Result<Outcome> {
    let node = target.map(|target| node_work::open(context, Some(target))).transpose()?;
    let mut linted = Linted { files: Vec::new() };
    for file in &args.files {
        let text = load::read(file)?;
        let refused = match &node {
            Some(work) => kernel_log::apparmor_refuses(&work.session, &text).await?,
            None => None,
        };
        linted.files.push(FileFindings { file: file.clone(), findings: lint(&text), refused });
    }
    context.ui.answer(&linted)?;
    let refused = linted.files.iter().filter(|file| file.refused.is_some()).count();
    let warnings: usize = linted.files.iter().map(|file| file.findings.len()).sum();
    let (warnings, files) = (counted(warnings, "warning"), counted(linted.files.len(), "file"));
    context.ui.status(format_args!("{refused} refused, {warnings} in {files}."));
    Ok(if refused == 0 { Outcome::Done } else { Outcome::NotPassed })
}

use std::fmt::Write;
use std::path::PathBuf;

use serde::Serialize;

use super::source::Source;
use crate::cli::Outcome;
use crate::error::Result;
use crate::policy::seccomp::{Finding, Severity, lint};
use crate::ui::{Answer, Ui, counted, sanitize};

/// Check seccomp profiles strictly, and say what each mistake leads to
///
/// Runtimes pass over much in silence: unknown keys, unknown names of system calls, keys of Docker's own. The exit
/// code is 3 when errors are found; warnings leave it at 0.
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
}

impl Linted {
    fn count(&self, severity: Severity) -> usize {
        self.files.iter().flat_map(|file| &file.findings).filter(|finding| finding.severity == severity).count()
    }
}

impl Answer for Linted {
    fn table(&self) -> String {
        let mut text = String::new();
        for FileFindings { file, findings } in &self.files {
            for Finding { line, column, severity, rule, message, why } in findings {
                // What a profile names must not look like another finding.
                let message = sanitize::line(message);
                // Writing to a String can't fail.
                let _ = writeln!(text, "{}:{line}:{column}: {}[{rule}]: {message}", file.display(), severity.as_str());
                let _ = writeln!(text, "  {why}");
            }
        }
        text
    }

    /// The files with errors.
    fn names(&self) -> Vec<String> {
        let has_error = |file: &&FileFindings| file.findings.iter().any(|found| found.severity == Severity::Error);
        self.files.iter().filter(has_error).map(|file| file.file.display().to_string()).collect()
    }
}

pub(super) async fn run(ui: &Ui, source: &Source, args: &Args) -> Result<Outcome> {
    let mut linted = Linted { files: Vec::new() };
    for file in &args.files {
        linted.files.push(FileFindings { file: file.clone(), findings: lint(&source.text(file).await?) });
    }
    ui.answer(&linted)?;
    let (errors, warnings) = (linted.count(Severity::Error), linted.count(Severity::Warning));
    let files = counted(linted.files.len(), "file");
    ui.status(format!("{}, {} in {files}.", counted(errors, "error"), counted(warnings, "warning")));
    Ok(if errors == 0 { Outcome::Done } else { Outcome::NotPassed })
}

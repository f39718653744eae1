use std::fmt::Write;

use serde::Serialize;

use super::{Context, Outcome};
use crate::doctor::{self, Finding, Level};
use crate::error::Result;
use crate::spec::name::Name;
use crate::ui::{Answer, counted};

/// Say what works here, what is missing, and what to type about it
///
/// Looks at this host: provider, image, tools, memory, disk, leftovers. With an instance, at its nodes. Changes
/// nothing. The exit code is 4 when labs can't run here, or a node can't be used.
#[derive(Debug, clap::Args)]
pub struct Args {
    instance: Option<Name>,
}

#[derive(Serialize)]
struct Report {
    usable: bool,
    findings: Vec<Finding>,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let findings = match &args.instance {
        None => doctor::host(&context.paths, &context.ui.events()).await?,
        Some(name) => {
            let opened = context.open(name)?;
            let lab = opened.lab().ok();
            doctor::instance(&opened.instance, &opened.record, opened.provider.as_ref(), lab.as_ref()).await?
        }
    };
    context.ui.erase_progress();
    let count = |level: Level| findings.iter().filter(|finding| finding.level == level).count();
    let (problems, warnings) = (count(Level::Problem), count(Level::Warning));
    let report = Report { usable: problems == 0, findings };
    context.ui.answer(&report)?;
    let can = if report.usable { "can" } else { "can't" };
    let verdict = match &args.instance {
        None => format!("Labs {can} run here"),
        Some(name) => format!("{name} {can} be used"),
    };
    context.ui.status(format!("{verdict}: {}, {}.", counted(problems, "problem"), counted(warnings, "warning")));
    Ok(if report.usable { Outcome::Done } else { Outcome::Unusable })
}

impl Answer for Report {
    fn table(&self) -> String {
        let widest = self.findings.iter().map(|finding| finding.check.len()).max().unwrap_or_default();
        let mut text = String::new();
        for finding in &self.findings {
            // Writing to a String can't fail.
            let _ = writeln!(text, "{:<7}  {:<widest$}  {}", finding.level.as_str(), finding.check, finding.found);
            for hint in &finding.hints {
                let _ = writeln!(text, "{:<7}  {:<widest$}  hint: {hint}", "", "");
            }
        }
        text
    }

    /// The checks that are not ok.
    fn names(&self) -> Vec<String> {
        let not_ok = self.findings.iter().filter(|finding| finding.level != Level::Ok);
        not_ok.map(|finding| finding.check.clone()).collect()
    }
}

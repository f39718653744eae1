use std::fmt::Write;
use std::path::PathBuf;

use serde::Serialize;

use super::source::Source;
use crate::cli::Outcome;
use crate::error::Result;
use crate::policy::seccomp::explain::{Explanation, GroupOpenness, explain};
use crate::ui::{Answer, Ui};

/// Say in plain words what a seccomp profile lets through, and what an attacker gains by it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    file: PathBuf,
}

#[derive(Serialize)]
struct Explained {
    file: PathBuf,
    explanation: Explanation,
}

pub(super) async fn run(ui: &Ui, source: &Source, args: &Args) -> Result<Outcome> {
    let explanation = explain(&source.profile(ui, &args.file).await?);
    ui.answer(&Explained { file: args.file.clone(), explanation })?;
    Ok(Outcome::Done)
}

impl Answer for Explained {
    fn table(&self) -> String {
        self.render().unwrap_or_default()
    }

    /// The calls that get through, whole or in part.
    fn names(&self) -> Vec<String> {
        let through = |group: &GroupOpenness| {
            group.open.iter().copied().chain(group.partly.iter().map(|ruled| ruled.call)).collect::<Vec<_>>()
        };
        self.explanation.groups.iter().flat_map(through).map(str::to_owned).collect()
    }
}

impl Explained {
    fn render(&self) -> Result<String, std::fmt::Error> {
        let Explanation { form, default, architectures, outcomes, groups } = &self.explanation;
        let mut text = String::new();
        writeln!(text, "{}: {form}; a call that no rule covers {default}", self.file.display())?;
        for (outcome, count) in outcomes {
            writeln!(text, "by rules {count} of the known calls: {outcome}")?;
        }
        let listed = if architectures.is_empty() { String::new() } else { format!(", {}", architectures.join(", ")) };
        writeln!(text, "architectures: the node's own{listed}; programs of others are killed at their first call")?;
        let (of_use, of_none): (Vec<_>, Vec<_>) = groups.iter().partition(|group| group.gain.is_some());
        let (closed, open): (Vec<_>, Vec<_>) = of_use.into_iter().partition(|group| group.is_closed());
        writeln!(text, "\nWhat an attacker in the container can use:")?;
        for group in &open {
            render_group(&mut text, group)?;
        }
        if open.is_empty() {
            writeln!(text, "  nothing")?;
        }
        let names: Vec<&str> = closed.iter().map(|group| group.name).collect();
        let names = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
        writeln!(text, "\nWhat it can't use: {names}")?;
        let counts: Vec<String> = of_none.iter().map(|group| format!("{} {}", group.name, share(group))).collect();
        writeln!(text, "Of no use to it alone: {}", counts.join("; "))?;
        Ok(text)
    }
}

fn render_group(text: &mut String, group: &GroupOpenness) -> std::fmt::Result {
    writeln!(text, "  {}: {} ({} calls)", group.name, group.what, share(group))?;
    if let Some(gain) = group.gain {
        writeln!(text, "    gain: {gain}")?;
    }
    if let Some(needs) = group.needs {
        writeln!(text, "    needs: {needs}")?;
    }
    if !group.open.is_empty() {
        writeln!(text, "    calls: {}", group.open.join(", "))?;
    }
    for ruled in &group.partly {
        writeln!(text, "    {} {}", ruled.call, ruled.decision)?;
    }
    Ok(())
}

fn share(group: &GroupOpenness) -> String {
    let through = group.open.len() + group.partly.len();
    format!("{through} of {}", through + group.closed.len())
}

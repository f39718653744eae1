use std::fmt::Write;
use std::path::PathBuf;

use serde::Serialize;

use super::source::Source;
use crate::cli::Outcome;
use crate::error::Result;
use crate::policy::seccomp::diff::{Difference, GroupDifference, diff};
use crate::ui::{Answer, Ui};

/// Show what one seccomp profile lets through and another does not, both ways
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    first: PathBuf,
    second: PathBuf,
}

#[derive(Serialize)]
struct Compared {
    first: PathBuf,
    second: PathBuf,
    difference: Difference,
}

pub(super) async fn run(ui: &Ui, source: &Source, args: &Args) -> Result<Outcome> {
    let (first, second) = (source.profile(ui, &args.first).await?, source.profile(ui, &args.second).await?);
    let difference = diff(&first, &second);
    if difference.is_empty() {
        ui.status("Both treat every known call alike.");
    }
    ui.answer(&Compared { first: args.first.clone(), second: args.second.clone(), difference })?;
    Ok(Outcome::Done)
}

impl Answer for Compared {
    fn table(&self) -> String {
        let (first, second) = (self.first.display().to_string(), self.second.display().to_string());
        let Difference { more_in_first, more_in_second, by_arguments, otherwise } = &self.difference;
        let mut text = String::new();
        for (title, list) in [
            (format!("{first} lets more through:"), more_in_first),
            (format!("{second} lets more through:"), more_in_second),
            ("each lets through by other arguments:".to_owned(), by_arguments),
            ("neither or both let through, in other ways:".to_owned(), otherwise),
        ] {
            // Writing to a String can't fail.
            let _ = section(&mut text, &title, list, [&first, &second]);
        }
        text
    }

    /// The calls that are treated differently.
    fn names(&self) -> Vec<String> {
        let Difference { more_in_first, more_in_second, by_arguments, otherwise } = &self.difference;
        let lists = [more_in_first, more_in_second, by_arguments, otherwise];
        let calls = lists.into_iter().flatten().flat_map(|group| &group.calls);
        calls.map(|call| call.call.to_owned()).collect()
    }
}

/// Calls of a group with the same two outcomes stand together.
fn section(text: &mut String, title: &str, list: &[GroupDifference], files: [&str; 2]) -> std::fmt::Result {
    if list.is_empty() {
        return Ok(());
    }
    writeln!(text, "{title}")?;
    for group in list {
        writeln!(text, "  {}", group.name)?;
        if let Some(gain) = group.gain {
            writeln!(text, "    gain: {gain}")?;
        }
        let mut alike: Vec<(Vec<&str>, &str, &str)> = Vec::new();
        for call in &group.calls {
            match alike.iter_mut().find(|(_, first, second)| *first == call.first && *second == call.second) {
                Some((calls, _, _)) => calls.push(call.call),
                None => alike.push((vec![call.call], &call.first, &call.second)),
            }
        }
        for (calls, first, second) in alike {
            writeln!(text, "    {}", calls.join(", "))?;
            writeln!(text, "      {}: {first}", files[0])?;
            writeln!(text, "      {}: {second}", files[1])?;
        }
    }
    Ok(())
}

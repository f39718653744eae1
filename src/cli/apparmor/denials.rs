use std::collections::BTreeMap;

use serde::Serialize;

use crate::cli::target::Target;
use crate::cli::{Context, Outcome, node_work};
use crate::error::Result;
use crate::kernel_log;
use crate::policy::apparmor::Denial;
use crate::ui::Answer;
use crate::ui::table::Table;

/// Show what AppArmor denied on a node since its start, and the rules that would allow it
///
/// What a profile in complain mode would have denied is shown as `allowed`. An explicit `deny` rule leaves no record.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only of this profile
    #[arg(value_name = "PROFILE")]
    profile: Option<String>,
}

#[derive(Serialize)]
struct Denials {
    denials: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    denial: Denial,
    times: usize,
}

impl Answer for Denials {
    fn table(&self) -> String {
        let mut table = Table::new(["PROFILE", "RESULT", "TIMES", "COMMAND", "OPERATION", "OBJECT", "RULE"]);
        for Row { denial, times } in &self.denials {
            let result = if denial.denied { "denied" } else { "allowed" };
            let rule = denial.rule.as_deref().unwrap_or("-");
            let times = times.to_string();
            table.row([&denial.profile, result, &times, &denial.command, &denial.operation, &denial.object, rule]);
        }
        table.to_string()
    }

    fn names(&self) -> Vec<String> {
        let rules: std::collections::BTreeSet<_> =
            self.denials.iter().filter_map(|row| row.denial.rule.clone()).collect();
        rules.into_iter().collect()
    }
}

pub(super) async fn run(context: &Context, target: Option<&Target>, args: &Args) -> Result<Outcome> {
    let work = node_work::open(context, target)?;
    let mut counted: BTreeMap<Denial, usize> = BTreeMap::new();
    for denial in kernel_log::apparmor(&work.session).await? {
        if args.profile.as_ref().is_none_or(|profile| *profile == denial.profile) {
            *counted.entry(denial).or_default() += 1;
        }
    }
    let denials = counted.into_iter().map(|(denial, times)| Row { denial, times }).collect();
    context.ui.answer(&Denials { denials })?;
    Ok(Outcome::Done)
}

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Serialize;
use serde_json::{Value, json};

use super::source::Source;
use crate::cli::target::Target;
use crate::cli::{Context, Outcome, node_work};
use crate::error::{Diagnose, Kind, Result};
use crate::kernel_log;
use crate::policy::seccomp::parse;
use crate::ui::Answer;
use crate::ui::table::Table;

/// Run a command under a profile on a node, and say which calls were denied
///
/// It runs in a container of the student's Podman, without a network, under crun.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A profile on this machine
    #[arg(value_name = "FILE")]
    profile: PathBuf,
    /// The container image
    #[arg(
        long,
        default_value = "localhost/seclab/toolbox:root",
        env = "SECLAB_CONTAINER_IMAGE",
        hide_env_values = true
    )]
    image: String,
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
enum NotTried {
    #[error("{} is no profile that a runtime takes", path.display())]
    Refused { path: PathBuf },
    #[error("the lab has no Podman to try it with")]
    NoPodman,
}

impl Diagnose for NotTried {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::Refused { path } => vec![Source::Here.lint(path)],
            Self::NoPodman => vec!["seclab up containers".to_owned()],
        }
    }
}

#[derive(Serialize)]
struct Tried {
    output: Vec<String>,
    denied: BTreeSet<String>,
}

impl Answer for Tried {
    fn table(&self) -> String {
        let output = self.output.iter().fold(String::new(), |all, line| all + line + "\n");
        if self.denied.is_empty() {
            return output + "\nNothing was denied.\n";
        }
        let mut table = Table::new(["DENIED"]);
        for call in &self.denied {
            table.row([call.as_str()]);
        }
        format!("{output}\n{table}")
    }

    fn names(&self) -> Vec<String> {
        self.denied.iter().cloned().collect()
    }
}

pub(super) async fn run(context: &Context, target: Option<&Target>, args: &Args) -> Result<Outcome> {
    let text = Source::Here.text(&args.profile).await?;
    let refused = || NotTried::Refused { path: args.profile.clone() };
    parse(&text).map_err(|_| refused())?;
    let profile: Value = serde_json::from_str(&text).map_err(|_| refused())?;
    let work = node_work::open(context, target)?;
    if !work.has_podman {
        return Err(NotTried::NoPodman.into());
    }
    let profile = noisy(profile).to_string();
    let log = kernel_log::seccomp_try(&work.session, &work.student, &profile, &args.image, &args.command).await?;
    let name = |call: Result<(&str, &str), String>| call.map_or_else(|unnamed| unnamed, |(_, name)| name.to_owned());
    let denied = log.records.iter().filter(|record| !record.is_logged()).map(|record| name(record.call())).collect();
    if log.lost > 0 {
        context.ui.warning("the kernel or the journal dropped records, so more may have been denied");
    }
    context.ui.answer(&Tried { output: log.said, denied })?;
    Ok(Outcome::Done)
}

/// With the flag by which the kernel logs what is denied, too: seccomp(2), `SECCOMP_FILTER_FLAG_LOG`.
fn noisy(mut profile: Value) -> Value {
    const FLAG: &str = "SECCOMP_FILTER_FLAG_LOG";
    let flags = profile.get("flags").and_then(Value::as_array).cloned().unwrap_or_default();
    let others = flags.into_iter().filter(|flag| flag != FLAG);
    profile["flags"] = others.chain([json!(FLAG)]).collect();
    profile
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_denied_is_logged_and_other_flags_stay() {
        let given = json!({"defaultAction": "SCMP_ACT_ALLOW", "flags": ["SECCOMP_FILTER_FLAG_SPEC_ALLOW"]});
        assert_eq!(noisy(given)["flags"], json!(["SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_LOG"]));
        assert_eq!(noisy(json!({"flags": ["SECCOMP_FILTER_FLAG_LOG"]}))["flags"], json!(["SECCOMP_FILTER_FLAG_LOG"]));
    }
}

use serde::Serialize;

use crate::cli::target::Target;
use crate::cli::{Context, Outcome, node_work};
use crate::error::Result;
use crate::kernel_log;
use crate::policy::seccomp::Recording;
use crate::ui::Answer;

/// Write a profile from what a container or a Pod did under one that logs
///
/// Run it under a profile whose default is `SCMP_ACT_LOG`, use it as it will be used, then record. The profile allows
/// just the calls that the kernel logged of the processes that run in it, those of the runtime at its start included:
/// crun and runc need different ones. Nothing is known of processes that have ended.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A container of the student's Podman, or a Pod
    #[arg(value_name = "CONTAINER|POD")]
    subject: String,
    /// The namespace of the Pod
    #[arg(short, long, default_value = "default", env = "SECLAB_NAMESPACE")]
    namespace: String,
}

#[derive(Serialize)]
struct Recorded {
    #[serde(flatten)]
    recording: Recording,
    profile: serde_json::Value,
}

impl Answer for Recorded {
    fn table(&self) -> String {
        format!("{:#}\n", self.profile)
    }

    fn names(&self) -> Vec<String> {
        self.recording.calls.iter().cloned().collect()
    }
}

pub(super) async fn run(context: &Context, target: Option<&Target>, args: &Args) -> Result<Outcome> {
    let work = node_work::open(context, target)?;
    let subject = work.subject(&args.subject, &args.namespace);
    let log = kernel_log::seccomp_of(&work.session, &work.student, &subject, &args.subject).await?;
    let recording = Recording::of(log.records.iter().filter(|record| record.is_logged()));
    let ui = &context.ui;
    if log.lost > 0 {
        ui.warning(format_args!(
            "{} times the kernel or the journal dropped records: the profile may lack calls",
            log.lost
        ));
        ui.hint("set kernel.printk_ratelimit to 0 in the lab's `kernel.sysctls`");
    }
    if log.others > 0 {
        ui.status(format_args!("Left out {} records of other processes, or of some that have ended.", log.others));
    }
    for call in &recording.unnamed {
        ui.warning(format_args!("left out a call without a name here: {call}"));
    }
    if recording.calls.is_empty() {
        ui.warning(format_args!(
            "the kernel logged nothing of {}: does it run under a profile that logs?",
            args.subject
        ));
        return Ok(Outcome::NotPassed);
    }
    let profile = recording.profile();
    ui.answer(&Recorded { recording, profile })?;
    Ok(Outcome::Done)
}

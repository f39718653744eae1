//! What a phase would alter on a node. Data only: reconcile runs it.

use std::time::Duration;

use serde::Serialize;

use crate::runtime::kubernetes::Artifact;

/// One thing to alter, why, and the script that does it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `PHASE.WHAT`, stable from run to run: planned twice in a row, it "did not take".
    pub id: String,
    pub phase: &'static str,
    /// Imperative, one line: `write /etc/modules-load.d/seclab.conf`.
    pub summary: String,
    /// Why: what was found instead.
    pub reason: String,
    /// The rendered script; empty where the trigger is all there is to do.
    #[serde(skip)]
    pub body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Trigger>,
    #[serde(skip)]
    pub limit: Duration,
    /// What the script finds in the file `$payload`.
    #[serde(skip)]
    pub payload: Option<Payload>,
    /// It only lets the node come to rest: nobody counts it as a change.
    #[serde(skip)]
    pub only_waits: bool,
}

/// Bytes that a change brings to a node; reconcile makes them when it runs the change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// The toolbox program.
    Toolbox,
    /// The toolbox' container images as one archive, packed with the node's own busybox.
    ToolboxImages { busybox: String },
    /// A file of this host, sent as it is.
    File(Artifact),
}

impl Change {
    pub fn new(phase: &'static str, what: &str, summary: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            id: format!("{phase}.{what}"),
            phase,
            summary: summary.into(),
            reason: reason.into(),
            body: String::new(),
            trigger: None,
            limit: Duration::from_mins(5),
            payload: None,
            only_waits: false,
        }
    }

    #[must_use]
    pub fn script(self, body: String) -> Self {
        Self { body, ..self }
    }

    #[must_use]
    pub fn brings(self, payload: Payload) -> Self {
        Self { payload: Some(payload), ..self }
    }

    #[must_use]
    pub fn triggers(self, trigger: Trigger) -> Self {
        Self { trigger: Some(trigger), ..self }
    }

    #[must_use]
    pub fn only_waits(self) -> Self {
        Self { only_waits: true, ..self }
    }

    #[must_use]
    pub fn within(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }
}

/// What must happen once, after all changes of a round that ask for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    DaemonReload,
    /// The script of the phase that knows the user.
    UserManagerRestart(#[serde(skip)] String),
    Reboot,
}

impl Trigger {
    pub fn summary(&self) -> &'static str {
        match self {
            Self::DaemonReload => "reload systemd",
            Self::UserManagerRestart(_) => "restart the student's user manager",
            Self::Reboot => "reboot the node",
        }
    }
}

/// One line of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Planned {
    Change(Change),
    /// It can't be known yet what is to do: "known after PHASE".
    Later {
        phase: &'static str,
        summary: String,
        after: &'static str,
    },
}

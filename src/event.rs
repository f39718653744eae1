//! Everything that happens, as typed events. Modules emit them; only `ui` shows them.

use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;

/// One thing that happened, and where.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// Seconds since the command began.
    pub at: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    #[serde(flatten)]
    pub kind: EventKind,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum EventKind {
    /// A choice made by looking around, and why.
    Chosen {
        what: String,
        value: String,
        reason: String,
    },
    /// Something a user should know, that stops nothing.
    Notice {
        text: String,
    },
    /// What is being waited for now. Replaces the last one of the same node.
    Waiting {
        what: String,
    },
    /// How far a long piece of work is; `total` is absent when unknown.
    Progress {
        what: String,
        done: u64,
        total: Option<u64>,
    },
    /// A piece of work began, and ended with the next event of the same name.
    StepStarted {
        step: String,
    },
    StepDone {
        step: String,
        seconds: f64,
    },
    /// A change is on its way to the node.
    Changing {
        phase: String,
        change: String,
        summary: String,
    },
    /// A change was made on the node.
    Changed {
        phase: String,
        change: String,
        summary: String,
        seconds: f64,
    },
    /// An assertion was tried live.
    Asserted {
        phase: String,
        assertion: String,
        outcome: String,
        actual: String,
    },
}

/// Where events go. Cheap to clone; `for_node` stamps the node's name on them.
#[derive(Clone)]
pub struct Events {
    sink: Arc<dyn Fn(Event) + Send + Sync>,
    node: Option<String>,
    began: Instant,
}

impl Events {
    pub fn new(sink: impl Fn(Event) + Send + Sync + 'static) -> Self {
        Self::since(Instant::now(), sink)
    }

    /// Of a command that began then.
    pub fn since(began: Instant, sink: impl Fn(Event) + Send + Sync + 'static) -> Self {
        Self { sink: Arc::new(sink), node: None, began }
    }

    /// Events nobody listens to.
    pub fn silent() -> Self {
        Self::new(|_| {})
    }

    #[must_use]
    pub fn for_node(&self, node: &str) -> Self {
        Self { node: Some(node.to_owned()), ..self.clone() }
    }

    pub fn emit(&self, kind: EventKind) {
        let at = self.began.elapsed().as_secs_f64();
        (self.sink)(Event { at, node: self.node.clone(), kind });
    }

    pub fn waiting(&self, what: impl Into<String>) {
        self.emit(EventKind::Waiting { what: what.into() });
    }

    pub fn notice(&self, text: impl Into<String>) {
        self.emit(EventKind::Notice { text: text.into() });
    }

    pub fn chosen(&self, what: &str, value: &str, reason: &str) {
        let (what, value, reason) = (what.to_owned(), value.to_owned(), reason.to_owned());
        self.emit(EventKind::Chosen { what, value, reason });
    }

    /// Announces a step; the guard says how long it took.
    pub fn step(&self, step: impl Into<String>) -> Step {
        let step = step.into();
        self.emit(EventKind::StepStarted { step: step.clone() });
        Step { events: self.clone(), name: step, began: Instant::now() }
    }
}

/// A step under way. Dropped without `done`, it stays unfinished in the record, as it was.
#[must_use]
pub struct Step {
    events: Events,
    name: String,
    began: Instant,
}

impl Step {
    pub fn done(self) {
        let seconds = self.began.elapsed().as_secs_f64();
        self.events.emit(EventKind::StepDone { step: self.name, seconds });
    }
}

//! What went wrong, as data: a kind, a cause, hints and a place. `ui` is the only printer of it.

use std::path::PathBuf;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What an error means for the caller; decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The work was tried and did not succeed.
    Failed,
    /// The command line or a spec is wrong; nothing was touched.
    Invalid,
    /// A node, a provider or a tool can't be reached.
    Unreachable,
}

impl Kind {
    /// The exit code, as the README's table has it.
    pub fn exit_code(self) -> u8 {
        match self {
            Kind::Failed => 1,
            Kind::Invalid => 2,
            Kind::Unreachable => 4,
        }
    }
}

/// Where it happened. Filled in by the layers an error passes on its way up.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Place {
    pub node: Option<String>,
    pub phase: Option<String>,
    pub change: Option<String>,
    pub log: Option<PathBuf>,
}

/// An error type that knows what it means and what to do about it.
pub trait Diagnose: std::error::Error + Send + Sync + 'static {
    fn kind(&self) -> Kind {
        Kind::Failed
    }
    /// What to type or do next, one whole instruction each.
    fn hints(&self) -> Vec<String> {
        Vec::new()
    }
}

impl Diagnose for std::io::Error {}
impl Diagnose for serde_json::Error {}
impl Diagnose for tera::Error {}

#[derive(Debug)]
pub struct Error {
    pub kind: Kind,
    pub hints: Vec<String>,
    pub place: Place,
    pub source: anyhow::Error,
}

impl<E: Diagnose> From<E> for Error {
    fn from(error: E) -> Self {
        Self { kind: error.kind(), hints: error.hints(), place: Place::default(), source: anyhow::Error::new(error) }
    }
}

/// A hint that says INSTANCE or INSTANCE/NODE, of this one.
pub fn placed(hint: &str, instance: &str, node: Option<&str>) -> String {
    let target = node.map_or_else(|| instance.to_owned(), |node| format!("{instance}/{node}"));
    hint.replace("INSTANCE/NODE", &target).replace("INSTANCE", instance)
}

impl Error {
    #[must_use]
    pub fn on_node(mut self, node: &str) -> Self {
        self.place.node.get_or_insert_with(|| node.to_owned());
        self
    }

    /// Lets hints that say INSTANCE or INSTANCE/NODE name this one.
    #[must_use]
    pub fn of_instance(mut self, instance: &str) -> Self {
        for hint in &mut self.hints {
            *hint = placed(hint, instance, self.place.node.as_deref());
        }
        self
    }

    #[must_use]
    pub fn in_phase(mut self, phase: &str) -> Self {
        self.place.phase.get_or_insert_with(|| phase.to_owned());
        self
    }

    #[must_use]
    pub fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Says what was being done, in front of the cause.
    #[must_use]
    pub fn context(mut self, doing: impl Into<String>) -> Self {
        self.source = self.source.context(doing.into());
        self
    }

    /// The sentence of the outermost error and of every cause below it.
    pub fn chain(&self) -> Vec<String> {
        self.source.chain().map(ToString::to_string).collect()
    }
}

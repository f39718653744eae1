//! What every command gets, and how it opens an instance.

use super::target::Target;
use crate::catalog::{self, LoadedLab};
use crate::error::Result;
use crate::instance::{Instance, InstanceLock, Record};
use crate::paths::Paths;
use crate::provider::{self, Provider};
use crate::spec::name::Name;
use crate::ui::Ui;

#[derive(Clone)]
pub struct Context {
    pub ui: Ui,
    pub paths: Paths,
}

/// An instance that exists, and what commands need with it.
pub struct Opened {
    pub instance: Instance,
    pub record: Record,
    pub provider: Box<dyn Provider>,
    /// Held until this is dropped.
    _lock: Option<InstanceLock>,
}

impl Context {
    pub fn from_environment(ui: Ui) -> Result<Self> {
        Ok(Self { ui, paths: Paths::from_environment()? })
    }

    /// For looking: nothing is locked, so it works while another command is at it.
    pub fn open(&self, name: &Name) -> Result<Opened> {
        let instance = Instance::new(name.clone(), &self.paths);
        let record = instance.existing()?;
        let provider = provider::open(record.provider.value, &self.paths)?;
        Ok(Opened { instance, record, provider, _lock: None })
    }

    /// For changing: until it is dropped no other command can.
    pub fn open_locked(&self, name: &Name) -> Result<Opened> {
        let instance = Instance::new(name.clone(), &self.paths);
        instance.existing()?;
        let lock = instance.lock()?;
        Ok(Opened { _lock: Some(lock), ..self.open(name)? })
    }
}

impl Opened {
    /// The lab, read again from where it came from.
    pub fn lab(&self) -> Result<LoadedLab> {
        catalog::reload(&self.record.origin)
    }

    /// The nodes that a target means: the named one, or all.
    pub fn nodes(&self, target: &Target) -> Result<Vec<Name>> {
        match &target.node {
            Some(node) => Ok(vec![self.instance.node_of(&self.record, Some(node))?]),
            None => Ok(self.record.nodes.keys().cloned().collect()),
        }
    }

    /// The one node that a target means.
    pub fn node(&self, target: &Target) -> Result<Name> {
        self.instance.node_of(&self.record, target.node.as_ref())
    }
}

//! All that a call works with: the folder's files and the back-end.

use std::path::{Path, PathBuf};

use crate::backend::{Backend, Guests, NoMachines};
use crate::calls::Calls;
use crate::fault::{self, Fault, Kind};
use crate::settings::{BackendName, Settings};
use crate::store::{Instance, State, Status, Store};

pub struct World {
    pub folder: PathBuf,
    pub settings: Settings,
    pub calls: Calls,
    pub store: Store,
    pub backend: Box<dyn Backend>,
    faults: Vec<Fault>,
}

impl World {
    pub fn open(called_as: Option<&str>) -> std::io::Result<Self> {
        let named = std::env::var_os("MULTIPASS_STAND_IN_DIR").map(PathBuf::from);
        let beside = || Path::new(called_as?).parent().filter(|p| p.is_absolute()).map(Path::to_owned);
        let folder = named.or_else(beside).ok_or_else(|| std::io::Error::other("MULTIPASS_STAND_IN_DIR is not set"))?;
        let settings = Settings::load(&folder)?;
        Ok(Self {
            calls: Calls::new(&folder),
            store: Store::new(&folder),
            backend: match settings.backend {
                BackendName::None => Box::new(NoMachines::new(&folder, &settings)),
                BackendName::Qemu => Box::new(Guests::new(&folder, &settings)?),
            },
            faults: fault::load(&folder)?,
            settings,
            folder,
        })
    }

    /// The fault that strikes this call, if any: the first of the list that has not passed yet.
    pub fn strike(&self, command: &str) -> std::io::Result<Option<Kind>> {
        self.store.change(|state| {
            for (index, fault) in self.faults.iter().enumerate() {
                let struck = state.struck.entry(format!("{index}:{}:{:?}", fault.command, fault.kind)).or_default();
                if (fault.command == command || fault.command == "*") && fault.times.is_none_or(|times| *struck < times)
                {
                    *struck += 1;
                    return Some(fault.kind);
                }
            }
            None
        })
    }

    /// Gives a machine that starts a new address, as Hyper-V does: whoever remembers the old one is wrong.
    pub fn comes_up(&self, state: &mut State, name: &str, status: Status, starting: u32) {
        state.addresses = state.addresses.wrapping_add(1);
        let address = format!("{}.{}", self.settings.subnet, state.addresses);
        if let Some(instance) = state.instances.get_mut(name) {
            instance.status = status;
            instance.starting = starting;
            instance.address = (self.settings.driver != "virtualbox").then_some(address);
        }
    }

    pub fn instance(&self, name: &str) -> std::io::Result<Option<Instance>> {
        self.store.change(|state| state.instances.get(name).cloned())
    }
}

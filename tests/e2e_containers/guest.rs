//! The one guest of the suite, with two saved states: `bare`, prepared but without profiles, images and workloads,
//! and `ready`, the whole lab.

use std::cell::Cell;

use crate::instance::{self, Instance, before, only};

/// The instance's name.
pub const NAME: &str = "containers";

pub struct Guest {
    instance: Instance,
    ready: Cell<bool>,
}

impl std::ops::Deref for Guest {
    type Target = Instance;

    fn deref(&self) -> &Instance {
        &self.instance
    }
}

impl Guest {
    /// Boots the guest and prepares all that this suite is not about.
    pub fn booted() -> Self {
        let guest = Self { instance: Instance::new(NAME), ready: Cell::new(false) };
        guest.copies(NAME);
        guest.lab_is(&before(&spec(), "podman: {}"));
        guest.seclab(&["up", "./lab", "-o", "json"]).brings_up(|changes| changes > 3);
        guest.seclab(&["save", NAME, "bare"]).succeeds();
        guest
    }

    /// No profile, image or workload is there yet; some of each are wanted, so that it takes one minute and not five.
    pub fn begin_bare(&self) -> &Self {
        self.lab_is(&few());
        self.restore("bare");
        self
    }

    /// The whole lab, running.
    pub fn begin_ready(&self) -> &Self {
        self.lab_is(&spec());
        if self.ready.get() {
            self.restore("ready");
        } else {
            self.restore("bare");
            self.up().brings_up(|changes| changes > 10);
            self.seclab(&["save", NAME, "ready"]).succeeds();
            self.ready.set(true);
        }
        self
    }
}

/// The lab's own text.
pub fn spec() -> String {
    instance::spec(NAME)
}

/// The lab with the workloads `dropped`, `too-tight` and `apparmor-unit` alone.
pub fn few() -> String {
    only(&spec(), &["dropped", "too-tight", "apparmor-unit"])
}

//! The one guest of the suite, with two saved states: `bare`, prepared but without Kubernetes, and `ready`, the whole
//! lab with its Pods running.

use crate::instance::Instance;

/// The instance's name.
pub const NAME: &str = "rootless";

pub struct Guest(Instance);

impl std::ops::Deref for Guest {
    type Target = Instance;

    fn deref(&self) -> &Instance {
        &self.0
    }
}

impl Guest {
    /// Boots the guest and makes both saves.
    pub fn ready() -> Self {
        let guest = Self(Instance::new(NAME));
        guest.copies(NAME);
        let whole = guest.lab();
        guest.lab_is(&without_kubernetes(&whole));
        guest.seclab(&["up", "./lab", "-o", "json"]).brings_up(|changes| changes > 3);
        guest.seclab(&["save", NAME, "bare"]).succeeds();
        guest.lab_is(&whole);
        guest.seclab(&["up", NAME, "--accept-upstream", "-o", "json"]).brings_up(|changes| changes > 5);
        guest.seclab(&["save", NAME, "ready"]).succeeds();
        guest
    }

    fn lab(&self) -> String {
        std::fs::read_to_string(self.lab_folder().join("lab.yaml")).unwrap()
    }

    /// Nothing of Kubernetes is there yet.
    pub fn begin_bare(&self) -> &Self {
        self.restore("bare");
        self
    }

    /// The whole lab, running.
    pub fn begin_ready(&self) -> &Self {
        self.restore("ready");
        self
    }

    /// `kubectl` on this host.
    #[track_caller]
    pub fn kubectl(&self, arguments: &[&str]) -> String {
        let words: Vec<_> = ["kubectl", NAME, "--"].iter().chain(arguments).copied().collect();
        self.seclab(&words).succeeds().stdout.trim_end().to_owned()
    }
}

/// The lab up to its section `kubernetes`.
fn without_kubernetes(text: &str) -> String {
    let (head, _) = text.split_once("\nkubernetes:").unwrap();
    format!("{head}\n")
}

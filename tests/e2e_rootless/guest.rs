//! The one guest of the suite, with two saved states: `bare`, prepared but without Kubernetes, and `ready`, with
//! the whole lab.

use crate::instance::{Instance, before, spec};

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
        let mut instance = Instance::new(NAME);
        instance.set("SECLAB_ACCEPT_UPSTREAM", "true");
        let guest = Self(instance);
        guest.copies(NAME);
        guest.lab_is(&without_kubernetes());
        guest.seclab(&["up", "./lab", "-o", "json"]).brings_up(|changes| changes > 3);
        guest.seclab(&["save", NAME, "bare"]).succeeds();
        guest.lab_is(&whole());
        guest.seclab(&["up", NAME, "-o", "json"]).brings_up(|changes| changes > 5);
        guest.seclab(&["save", NAME, "ready"]).succeeds();
        guest
    }

    /// Nothing of Kubernetes is there yet.
    pub fn begin_bare(&self) -> &Self {
        self.lab_is(&whole());
        self.restore("bare");
        self
    }

    /// The whole lab, running.
    pub fn begin_ready(&self) -> &Self {
        self.lab_is(&whole());
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

/// A K3s of the user's, to be run instead of seclab's own server: `SECLAB_TEST_K3S`.
pub fn k3s() -> Option<String> {
    std::env::var("SECLAB_TEST_K3S").ok().filter(|program| !program.is_empty())
}

/// The lab as it is built in, or with that K3s.
pub fn whole() -> String {
    let Some(program) = k3s() else { return spec(NAME) };
    let images = std::env::var_os("SECLAB_TEST_K3S_IMAGES").unwrap_or_default();
    // Of nothing, one path without a name comes.
    let images = std::env::split_paths(&images).filter(|file| !file.as_os_str().is_empty());
    let images: Vec<_> = images.map(|file| file.display().to_string()).collect();
    let source = format!("\nkubernetes:\n  source: file\n  file: {{program: {program}, images: {images:?}}}\n");
    spec(NAME).replacen("\nkubernetes:\n", &source, 1)
}

/// The lab up to its section `kubernetes`.
pub fn without_kubernetes() -> String {
    before(&spec(NAME), "kubernetes:")
}

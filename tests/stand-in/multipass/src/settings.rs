//! `settings.json`: how the stand-in behaves. Each value has a default; environment variables win.

use std::path::{Path, PathBuf};

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The first three bytes of all addresses, all in 127.0.0.0/8. Each start gives a machine the next address.
    pub subnet: String,
    /// `MULTIPASS_STAND_IN_DRIVER` wins. With `virtualbox` no machine has an address.
    pub driver: String,
    /// How long a launch takes.
    pub launch_milliseconds: u64,
    pub backend: BackendName,
    /// Of the back-end `qemu`: the cache of the seclab whose image `debian-12` the machines start from.
    pub cache: PathBuf,
    /// Of the back-end `qemu`: where machines answer ssh. Another port than 22 hides them from all but this client.
    pub ssh_port: u16,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BackendName {
    #[default]
    None,
    Qemu,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            subnet: "127.77.0".to_owned(),
            driver: "qemu".to_owned(),
            launch_milliseconds: 0,
            backend: BackendName::None,
            cache: PathBuf::new(),
            ssh_port: 22,
        }
    }
}

impl Settings {
    pub fn load(folder: &Path) -> std::io::Result<Self> {
        let mut settings: Self = read_or_default(&folder.join("settings.json"))?;
        if let Ok(driver) = std::env::var("MULTIPASS_STAND_IN_DRIVER") {
            settings.driver = driver;
        }
        Ok(settings)
    }
}

/// A JSON file, or the default when there is none.
pub fn read_or_default<T: serde::de::DeserializeOwned + Default>(path: &Path) -> std::io::Result<T> {
    match fs_err::read(path) {
        Ok(text) => Ok(serde_json::from_slice(&text)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(T::default()),
        Err(error) => Err(error),
    }
}

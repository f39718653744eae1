//! Ubuntu's cloud images, as their publisher gives them, checked against the publisher's `SHA256SUMS`.
//! Layout: <https://cloud-images.ubuntu.com/releases/24.04/release/>.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::error::{Diagnose, Kind, Result};
use crate::event::Events;
use crate::host::checksum;
use crate::host::download::{self, DownloadError};
use crate::image::store::{Provenance, Store};
use crate::image::{Boot, DiskFormat, Image};

const PUBLISHER: &str = "https://cloud-images.ubuntu.com";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    Jammy,
    Noble,
}

impl Release {
    pub fn version(self) -> &'static str {
        match self {
            Self::Jammy => "22.04",
            Self::Noble => "24.04",
        }
    }

    pub fn image_name(self) -> &'static str {
        match self {
            Self::Jammy => "ubuntu-22.04",
            Self::Noble => "ubuntu-24.04",
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum UbuntuError {
    #[error("Ubuntu publishes no image for {architecture} that seclab knows")]
    UnknownArchitecture { architecture: &'static str },
    #[error("{list} does not list {file}")]
    NotListed { list: String, file: String },
}

impl Diagnose for UbuntuError {
    fn kind(&self) -> Kind {
        Kind::Failed
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::UnknownArchitecture { .. } => vec!["seclab image build".to_owned()],
            Self::NotListed { .. } => vec!["unset SECLAB_UBUNTU_MIRROR".to_owned()],
        }
    }
}

/// Where the images are: the publisher, or the mirror that `SECLAB_UBUNTU_MIRROR` names.
#[derive(Clone, Debug)]
pub struct Mirror {
    base: String,
    architecture: &'static str,
}

impl Mirror {
    pub fn from_environment() -> Result<Self> {
        let named = std::env::var("SECLAB_UBUNTU_MIRROR").ok().filter(|base| !base.is_empty());
        Self::new(named.as_deref().unwrap_or(PUBLISHER), std::env::consts::ARCH)
    }

    /// `machine` as Rust names it: `x86_64`, `aarch64`.
    pub fn new(base: &str, machine: &'static str) -> Result<Self> {
        let architecture = match machine {
            "x86_64" => "amd64",
            "aarch64" => "arm64",
            architecture => return Err(UbuntuError::UnknownArchitecture { architecture }.into()),
        };
        Ok(Self { base: base.trim_end_matches('/').to_owned(), architecture })
    }

    fn folder(&self, release: Release) -> String {
        format!("{}/releases/{}/release", self.base, release.version())
    }

    fn file(&self, release: Release) -> String {
        format!("ubuntu-{}-server-cloudimg-{}.img", release.version(), self.architecture)
    }

    /// Whether the images could be pulled now. Takes at most a few seconds.
    pub async fn reachable(&self) -> bool {
        download::reachable(&format!("{}/SHA256SUMS", self.folder(Release::Noble))).await
    }

    /// Pulls the release's image. One that the store has already, and that is still the current one, is not pulled again.
    pub async fn pull(&self, release: Release, store: &Store, events: &Events) -> Result<Image> {
        let claim = store.claim(release.image_name(), events).await?;
        let step = events.step(format!("pull image {}", release.image_name()));
        let (folder, file) = (self.folder(release), self.file(release));
        let list = format!("{folder}/SHA256SUMS");
        let sums = download::text(&list).await.map_err(|error| offline_hint(error, &self.base))?;
        let Some(digest) = checksum::listed(&sums, &file) else {
            return Err(UbuntuError::NotListed { list, file }.into());
        };
        if let Some(stored) =
            store.versions(release.image_name())?.into_iter().find(|stored| stored.image.digest == digest)
        {
            step.done();
            return Ok(stored.image);
        }
        let url = format!("{folder}/{file}");
        download::file(&url, &claim.folder().join("disk.qcow2"), &digest, events)
            .await
            .map_err(|error| offline_hint(error, &self.base))?;
        let image = Image {
            name: release.image_name().to_owned(),
            digest,
            disk: PathBuf::from("disk.qcow2"),
            format: DiskFormat::Qcow2,
            boot: Boot::Firmware,
            admin: "ubuntu".to_owned(),
        };
        let provenance = Provenance {
            from: url,
            made_at: Timestamp::now(),
            seclab: env!("CARGO_PKG_VERSION").to_owned(),
            key: None,
            packages: None,
        };
        let stored = claim.publish(image, provenance)?;
        step.done();
        Ok(stored.image)
    }
}

/// Whoever can't reach the publisher can still build an image, or name another mirror.
fn offline_hint(error: DownloadError, base: &str) -> crate::error::Error {
    match &error {
        DownloadError::Offline { .. } => crate::error::Error::from(error)
            .hinted("seclab image build")
            .hinted("export SECLAB_UBUNTU_MIRROR=https://a.mirror.of.yours"),
        DownloadError::NotFound { .. } | DownloadError::Refused { .. } if base != PUBLISHER => {
            crate::error::Error::from(error).hinted("unset SECLAB_UBUNTU_MIRROR")
        }
        _ => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_the_publishers() {
        let mirror = Mirror::new("http://mirror/ubuntu/", "aarch64").unwrap();
        assert_eq!(mirror.folder(Release::Jammy), "http://mirror/ubuntu/releases/22.04/release");
        assert_eq!(mirror.file(Release::Noble), "ubuntu-24.04-server-cloudimg-arm64.img");
    }
}

//! K3s releases: the program and its container images, checked against the release's own list of checksums.
//! Names of the files: <https://github.com/k3s-io/k3s/releases>.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::artifact;
use super::lock_file::{LockFile, Sums};
use crate::error::{Diagnose, Error, Kind, Result};
use crate::event::Events;
use crate::host::checksum;
use crate::host::download::{self, DownloadError};
use crate::host::lock;
use crate::paths::Paths;
use crate::runtime::kubernetes::{Artifact, Distribution, PROGRAM, Program};
use crate::spec::kubernetes::{Source, Version};

const PUBLISHER: &str = "https://github.com/k3s-io/k3s/releases/download";
/// Another place with the same files.
const MIRROR: &str = "SECLAB_K3S_MIRROR";
/// What a lab gets that names no version.
const DEFAULT: &str = "v1.33.5+k3s1";
/// As releases name them, and the machine as Rust does.
const ARCHITECTURES: [(&str, &str); 2] = [("x86_64", "amd64"), ("aarch64", "arm64")];

#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    #[error("K3s has no release for {machine} that seclab knows")]
    UnknownMachine { machine: &'static str },
    #[error("{list} does not list {file}")]
    NotListed { list: String, file: String },
    #[error("{url} is not what it was: sha256 is {actual}, and {} says {expected}", lock.display())]
    Differs { url: String, lock: PathBuf, expected: String, actual: String, lab: String },
}

impl Diagnose for ReleaseError {
    fn kind(&self) -> Kind {
        Kind::Failed
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::UnknownMachine { .. } => vec!["write `source: upstream` under `kubernetes` in lab.yaml".to_owned()],
            Self::NotListed { .. } => vec![format!("unset {MIRROR}")],
            Self::Differs { lab, .. } => {
                vec![format!("if you know why it changed, take it as it is now: seclab lock {lab}")]
            }
        }
    }
}

/// Where releases are: the publisher, or the mirror that `SECLAB_K3S_MIRROR` names.
#[derive(Clone, Debug)]
pub struct Releases {
    base: String,
    machine: &'static str,
}

/// The files of a release for one architecture.
struct Files {
    list: String,
    program: String,
    images: String,
}

impl Files {
    fn of(architecture: &str) -> Self {
        let suffix = if architecture == "amd64" { String::new() } else { format!("-{architecture}") };
        Self {
            list: format!("sha256sum-{architecture}.txt"),
            program: format!("k3s{suffix}"),
            images: format!("k3s-airgap-images-{architecture}.tar.zst"),
        }
    }
}

/// The release that a lab asks for.
pub(super) fn version(wanted: Option<&Version>) -> &str {
    wanted.map_or(DEFAULT, |version| version.0.as_str())
}

/// How a release is shown and remembered.
pub(super) fn title(version: &str) -> String {
    format!("K3s {version}")
}

impl Releases {
    pub fn from_environment() -> Self {
        let named = std::env::var(MIRROR).ok().filter(|base| !base.is_empty());
        Self::new(named.as_deref().unwrap_or(PUBLISHER), std::env::consts::ARCH)
    }

    /// `machine` as Rust names it: `x86_64`, `aarch64`.
    fn new(base: &str, machine: &'static str) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), machine }
    }

    fn url(&self, version: &str, file: &str) -> String {
        format!("{}/{}/{file}", self.base, version.replace('+', "%2B"))
    }

    fn files(&self) -> Result<Files> {
        let known = ARCHITECTURES.iter().find(|(machine, _)| *machine == self.machine);
        let (_, architecture) = known.ok_or(ReleaseError::UnknownMachine { machine: self.machine })?;
        Ok(Files::of(architecture))
    }

    /// Whether the release could be fetched now. Takes at most a few seconds.
    pub(super) async fn reachable(&self, version: &str) -> bool {
        match self.files() {
            Ok(files) => download::reachable(&self.url(version, &files.list)).await,
            Err(_) => false,
        }
    }

    /// What the release lists of the files that seclab takes, for every architecture: a lock file serves a whole room.
    pub(super) async fn listed(&self, version: &str) -> Result<Sums> {
        let mut sums = Sums::new();
        for (_, architecture) in ARCHITECTURES {
            let files = Files::of(architecture);
            let list = self.url(version, &files.list);
            let text = download::text(&list).await.map_err(|error| self.hinted(error))?;
            for file in [files.program, files.images] {
                let sum = checksum::listed(&text, &file);
                let sum = sum.ok_or_else(|| ReleaseError::NotListed { list: list.clone(), file: file.clone() })?;
                sums.insert(file, sum);
            }
        }
        Ok(sums)
    }

    /// Whether all files are in the cache as the lock file has them; then nothing is asked of the network.
    pub(super) async fn is_cached(&self, version: &str, lock_file: &LockFile, paths: &Paths, events: &Events) -> bool {
        let (Ok(files), Some(sums)) = (self.files(), lock_file.known(version)) else { return false };
        let folder = folder(paths, version);
        for file in [files.program, files.images] {
            let Some(sum) = sums.get(&file) else { return false };
            if in_cache(&folder.join(&file), sum, events).await.is_none() {
                return false;
            }
        }
        true
    }

    /// The release, from the cache where it has it. What differs from the lock file is refused.
    pub(super) async fn fetch(
        &self,
        version: &str,
        lock_file: &LockFile,
        paths: &Paths,
        events: &Events,
    ) -> Result<Distribution> {
        let files = self.files()?;
        let folder = folder(paths, version);
        fs_err::create_dir_all(&folder)?;
        let _lock = lock::take(&folder.join(".lock"), "another seclab to fetch this release", events).await?;
        let mut artifacts = Vec::new();
        for file in [&files.program, &files.images] {
            let sum = lock_file.known(version).and_then(|sums| sums.get(file)).map(String::as_str).unwrap_or_default();
            let place = folder.join(file);
            if let Some(there) = in_cache(&place, sum, events).await {
                artifacts.push(there);
                continue;
            }
            let url = self.url(version, file);
            let staged = folder.join(format!(".{file}"));
            let fetched = download::file(&url, &staged, sum, events).await;
            fetched.map_err(|error| self.differs(error, lock_file))?;
            // The program also serves as `kubectl` on this host.
            fs_err::set_permissions(&staged, std::fs::Permissions::from_mode(0o755))?;
            fs_err::rename(&staged, &place)?;
            artifacts.push(artifact::of(place, events).await?);
        }
        let images = artifacts.split_off(1);
        let programs = artifacts.into_iter().map(|artifact| Program { path: PROGRAM.to_owned(), artifact }).collect();
        Ok(Distribution { source: Source::Release, version: title(version), programs, images })
    }

    fn differs(&self, error: DownloadError, lock_file: &LockFile) -> Error {
        match error {
            DownloadError::ChecksumDiffers { url, expected, actual } => ReleaseError::Differs {
                url,
                expected,
                actual,
                lock: lock_file.path().to_owned(),
                lab: lock_file.lab().to_owned(),
            }
            .into(),
            error => self.hinted(error),
        }
    }

    /// Whoever can't reach the publisher may name another place.
    fn hinted(&self, error: DownloadError) -> Error {
        let named = self.base != PUBLISHER;
        match &error {
            DownloadError::Offline { .. } => {
                Error::from(error).hinted(format!("export {MIRROR}=https://a.mirror.of.yours"))
            }
            DownloadError::NotFound { .. } | DownloadError::Refused { .. } if named => {
                Error::from(error).hinted(format!("unset {MIRROR}"))
            }
            _ => error.into(),
        }
    }
}

fn folder(paths: &Paths, version: &str) -> PathBuf {
    paths.cache.join("k3s").join(version)
}

async fn in_cache(file: &Path, sum: &str, events: &Events) -> Option<Artifact> {
    if !file.is_file() {
        return None;
    }
    artifact::of(file.to_owned(), events).await.ok().filter(|found| found.sha256 == sum)
}

//! Where programs for nodes come from: what is built or fetched here is checked, cached, and remembered by its sha256.
//! Knows no node.

mod artifact;
mod lock_file;
mod release;
mod upstream;

use std::path::PathBuf;

use futures_util::future::LocalBoxFuture;
use serde::Serialize;

use crate::catalog::LoadedLab;
use crate::error::{Diagnose, Kind, Result};
use crate::event::Events;
use crate::paths::Paths;
use crate::runtime::kubernetes::{Distribution, PROGRAM, Program};
use crate::spec::kubernetes::{Files, Kubernetes, Source};
use lock_file::LockFile;
use release::Releases;

#[derive(Debug, thiserror::Error)]
pub enum SupplyError {
    #[error("K3s {version} can't be fetched here, and seclab's own server, which is not K3s, was not agreed to")]
    NotAgreed { version: String },
    #[error("the lab has no Kubernetes")]
    NoKubernetes,
    #[error("the lab's Kubernetes is no K3s release: its source is `{of}`")]
    NoRelease { of: &'static str },
}

impl Diagnose for SupplyError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::NotAgreed { .. } => vec![
                "to take seclab's own server, add --accept-upstream".to_owned(),
                "with a mirror of K3s releases: export SECLAB_K3S_MIRROR=https://a.mirror.of.yours".to_owned(),
                "with a k3s program of yours: write `source: file` under `kubernetes` in lab.yaml".to_owned(),
            ],
            Self::NoKubernetes => vec!["seclab lab list".to_owned()],
            Self::NoRelease { .. } => Vec::new(),
        }
    }
}

/// Says whether seclab's own server may be taken; asked only where no K3s release can be had.
pub type Agree<'a> = &'a dyn Fn(String) -> LocalBoxFuture<'a, Result<bool>>;

/// What runs Kubernetes on the lab's nodes: what was chosen before, while its files are still here, or found anew.
pub async fn kubernetes(
    lab: &LoadedLab,
    kept: Option<Distribution>,
    agree: Agree<'_>,
    paths: &Paths,
    events: &Events,
) -> Result<Option<Distribution>> {
    let Some(wanted) = &lab.lab.kubernetes else { return Ok(None) };
    let was_upstream = kept.as_ref().is_some_and(|kept| kept.source == Source::Upstream);
    if let Some(kept) = kept.filter(|kept| still_fits(kept, wanted)) {
        return Ok(Some(kept));
    }
    let releases = Releases::from_environment();
    let found = match (wanted.source, &wanted.file) {
        (Source::File, Some(files)) => of_the_users(lab, files, events).await?,
        (Source::Upstream, _) => upstream::build(paths, events).await?,
        // Chosen and agreed to before; only what it is built from is new.
        (Source::Auto, _) if was_upstream => upstream::build(paths, events).await?,
        (Source::Release | Source::File, _) => of_a_release(lab, wanted, &releases, paths, events).await?,
        (Source::Auto, _) => {
            let version = release::version(wanted.version.as_ref());
            if can_be_had(lab, version, &releases, paths, events).await? {
                of_a_release(lab, wanted, &releases, paths, events).await?
            } else if agree(version.to_owned()).await? {
                upstream::build(paths, events).await?
            } else {
                return Err(SupplyError::NotAgreed { version: version.to_owned() }.into());
            }
        }
    };
    events.chosen("kubernetes", found.source.as_str(), &found.version);
    Ok(Some(found))
}

fn still_fits(kept: &Distribution, wanted: &Kubernetes) -> bool {
    let there = kept.artifacts().all(artifact::is_there);
    let same = match wanted.source {
        Source::Auto => true,
        source => source == kept.source,
    };
    let current = match kept.source {
        // Built from other sources since, it is another program: that shows at once.
        Source::Upstream => upstream::is_current(kept),
        Source::Release => kept.version == release::title(release::version(wanted.version.as_ref())),
        _ => true,
    };
    there && same && current
}

/// A program and container images that the user has.
async fn of_the_users(lab: &LoadedLab, files: &Files, events: &Events) -> Result<Distribution> {
    let place = |file: &PathBuf| lab.files.host_path(file).unwrap_or_else(|| file.clone());
    let program = artifact::of(place(&files.program), events).await?;
    let mut images = Vec::new();
    for file in &files.images {
        images.push(artifact::of(place(file), events).await?);
    }
    let version = format!("a program of yours, sha256 {}", &program.sha256[..16]);
    let programs = vec![Program { path: PROGRAM.to_owned(), artifact: program }];
    Ok(Distribution { source: Source::File, version, programs, images })
}

/// A K3s release, as the lock file has it; at its first use that is written.
async fn of_a_release(
    lab: &LoadedLab,
    wanted: &Kubernetes,
    releases: &Releases,
    paths: &Paths,
    events: &Events,
) -> Result<Distribution> {
    let version = release::version(wanted.version.as_ref());
    let mut lock_file = LockFile::of(lab, paths)?;
    if lock_file.known(version).is_none() {
        lock_file.note(version, releases.listed(version).await?)?;
        events.notice(format!("noted the checksums of K3s {version} in {}", lock_file.path().display()));
    }
    releases.fetch(version, &lock_file, paths, events).await
}

/// Whether a release can be had: it was fetched before, or it can be reached.
async fn can_be_had(
    lab: &LoadedLab,
    version: &str,
    releases: &Releases,
    paths: &Paths,
    events: &Events,
) -> Result<bool> {
    let lock_file = LockFile::of(lab, paths)?;
    Ok(releases.is_cached(version, &lock_file, paths, events).await || releases.reachable(version).await)
}

/// A file of a release, with what the lock file had before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LockedFile {
    pub name: String,
    pub sha256: String,
    pub was: Option<String>,
}

/// What `lock` wrote.
pub struct Locked {
    pub path: PathBuf,
    pub version: String,
    pub files: Vec<LockedFile>,
}

/// Writes to the lab's lock file what its release lists now.
pub async fn lock(lab: &LoadedLab, paths: &Paths) -> Result<Locked> {
    let wanted = lab.lab.kubernetes.as_ref().ok_or(SupplyError::NoKubernetes)?;
    if !matches!(wanted.source, Source::Auto | Source::Release) {
        return Err(SupplyError::NoRelease { of: wanted.source.as_str() }.into());
    }
    let version = release::version(wanted.version.as_ref());
    let mut lock_file = LockFile::of(lab, paths)?;
    let before = lock_file.known(version).cloned().unwrap_or_default();
    let sums = Releases::from_environment().listed(version).await?;
    lock_file.note(version, sums.clone())?;
    let files = sums.into_iter().map(|(name, sha256)| LockedFile { was: before.get(&name).cloned(), name, sha256 });
    Ok(Locked { path: lock_file.path().to_owned(), version: version.to_owned(), files: files.collect() })
}

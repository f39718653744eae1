//! Where programs for nodes come from: what is built or fetched here is checked, cached, and remembered by its sha256.
//! Knows no node.

mod artifact;
mod upstream;

use crate::catalog::LoadedLab;
use crate::error::{Diagnose, Kind, Result};
use crate::event::Events;
use crate::paths::Paths;
use crate::runtime::kubernetes::{Distribution, PROGRAM, Program};
use crate::spec::kubernetes::{Kubernetes, Source};

#[derive(Debug, thiserror::Error)]
pub enum SupplyError {
    #[error("this seclab does not fetch K3s releases yet, and its own server, which is not K3s, was not agreed to")]
    NotAgreed,
    #[error("this seclab does not fetch K3s releases yet")]
    NoRelease,
}

impl Diagnose for SupplyError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        let file = "with a k3s program of yours: write `source: file` under `kubernetes` in lab.yaml".to_owned();
        match self {
            Self::NotAgreed => vec!["to take seclab's own server, add --accept-upstream".to_owned(), file],
            Self::NoRelease => vec![file],
        }
    }
}

/// What runs Kubernetes on the lab's nodes: what was chosen before, while its files are still here, or found anew.
pub async fn kubernetes(
    lab: &LoadedLab,
    kept: Option<Distribution>,
    accept_upstream: bool,
    paths: &Paths,
    events: &Events,
) -> Result<Option<Distribution>> {
    let Some(wanted) = &lab.lab.kubernetes else { return Ok(None) };
    let fits = |kept: &Distribution| {
        let same = wanted.source == Source::Auto || wanted.source == kept.source;
        same && kept.programs.iter().all(|program| artifact::is_there(&program.artifact))
    };
    if let Some(kept) = kept.filter(fits) {
        // Built from other sources since, it is another program: that shows at once.
        if kept.source != Source::Upstream || upstream::is_current(&kept) {
            return Ok(Some(kept));
        }
    }
    let found = find(lab, wanted, accept_upstream, paths, events).await?;
    events.chosen("kubernetes", found.source.as_str(), &found.version);
    Ok(Some(found))
}

async fn find(
    lab: &LoadedLab,
    wanted: &Kubernetes,
    accept_upstream: bool,
    paths: &Paths,
    events: &Events,
) -> Result<Distribution> {
    match (wanted.source, &wanted.file) {
        (Source::File, Some(files)) => {
            let place = lab.files.host_path(&files.program).unwrap_or_else(|| files.program.clone());
            let program = artifact::of(place, events).await?;
            let version = format!("a program of yours, sha256 {}", &program.sha256[..16]);
            let programs = vec![Program { path: PROGRAM.to_owned(), artifact: program }];
            Ok(Distribution { source: Source::File, version, programs })
        }
        (Source::Upstream, _) => upstream::build(paths, events).await,
        (Source::Auto, _) if accept_upstream => upstream::build(paths, events).await,
        (Source::Auto, _) => Err(SupplyError::NotAgreed.into()),
        (Source::Release | Source::File, _) => Err(SupplyError::NoRelease.into()),
    }
}

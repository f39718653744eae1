//! `seclab-k8s`, built here by the Go toolchain from the sources that this seclab brings. Built once: it is cached by
//! what it is made of.

use std::path::Path;
use std::time::Duration;

use include_dir::{Dir, include_dir};

use super::artifact;
use crate::digest;
use crate::error::{Diagnose, Kind, Result};
use crate::event::Events;
use crate::host::command::HostCommand;
use crate::host::lock;
use crate::host::long_script::{self, Ended, Reader};
use crate::paths::Paths;
use crate::runtime::kubernetes::{Distribution, PROGRAM, Program};
use crate::spec::kubernetes::Source;

static SOURCES: Dir = include_dir!("$CARGO_MANIFEST_DIR/upstream");

/// Two cores that are busy with something else, and modules from a slow proxy.
const LIMIT: Duration = Duration::from_hours(2);
/// The oldest Go that builds these modules, as in go.mod.
const GO: (u32, u32, u32) = (1, 24, 2);
const KEPT_BUILDS: usize = 2;
/// What `build.sh` makes, and where it goes on a node.
const PROGRAMS: [(&str, &str); 2] = [("seclab-k8s", PROGRAM), ("seclab-coredns", "/usr/local/bin/seclab-coredns")];

#[derive(Debug, thiserror::Error)]
pub enum UpstreamError {
    #[error("building seclab-k8s needs Go")]
    NoGo,
    #[error("building seclab-k8s needs Go {}.{}.{} or later; this is {found}", GO.0, GO.1, GO.2)]
    OldGo { found: String },
    #[error("the build of seclab-k8s failed with code {code}; its last lines:\n{last}")]
    Failed { code: i32, last: String },
    #[error("the build of seclab-k8s took longer than {} min", LIMIT.as_secs() / 60)]
    TimedOut,
}

impl Diagnose for UpstreamError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoGo | Self::OldGo { .. } => Kind::Unreachable,
            _ => Kind::Failed,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::NoGo | Self::OldGo { .. } => vec!["install Go as https://go.dev/doc/install says".to_owned()],
            _ => vec!["check the network and GOPROXY, then run the same command again".to_owned()],
        }
    }
}

/// sha256 of all that decides what the programs become, the compiler aside.
fn key() -> String {
    digest::of_folder(&SOURCES, &[std::env::consts::ARCH, env!("CARGO_PKG_VERSION")])
}

/// Whether these programs were built from the sources of this seclab.
pub(super) fn is_current(distribution: &Distribution) -> bool {
    let folder = distribution.programs.first().and_then(|program| program.artifact.file.parent()?.file_name());
    folder.is_some_and(|name| name == key().as_str())
}

/// The programs, built where the cache has none.
pub(super) async fn build(paths: &Paths, events: &Events) -> Result<Distribution> {
    let cache = paths.cache.join("upstream");
    fs_err::create_dir_all(&cache)?;
    let folder = cache.join(key());
    if !folder.is_dir() {
        let _lock = lock::take(&cache.join(".lock"), "another seclab to finish building seclab-k8s", events).await?;
        // Another seclab may have built it while this one waited.
        if !folder.is_dir() {
            make(&cache, &folder, events).await?;
        }
    }
    let mut programs = Vec::new();
    for (name, path) in PROGRAMS {
        programs.push(Program { path: path.to_owned(), artifact: artifact::of(folder.join(name), events).await? });
    }
    Ok(Distribution { source: Source::Upstream, version: version(&folder).await?, programs, images: Vec::new() })
}

async fn make(cache: &Path, folder: &Path, events: &Events) -> Result<()> {
    require_go().await?;
    let staged = tempfile::Builder::new().prefix(".building-").tempdir_in(cache)?;
    let sources = staged.path().join("source");
    fs_err::create_dir(&sources)?;
    SOURCES.extract(&sources)?;
    let built = staged.path().join("built");
    let log = cache.join("build.log");
    let script = HostCommand::new("sh").arg("build.sh").arg(built.join("seclab-k8s")).arg(env!("CARGO_PKG_VERSION"));
    let told: Reader = |line| Some(format!("go: {line}"));
    let run = long_script::run(script.within(&sources), &log, LIMIT, told, events).await;
    run.map_err(|ended| {
        let mut error: crate::error::Error = match ended {
            Ended::Failed { code, last } => UpstreamError::Failed { code, last }.into(),
            Ended::TimedOut => UpstreamError::TimedOut.into(),
            Ended::NotRun(error) => error.into(),
        };
        error.place.log = Some(log.clone());
        error
    })?;
    fs_err::rename(built, folder)?;
    remove_old(cache)
}

/// Each takes 200 MB. The last but one may still be what an instance runs.
fn remove_old(cache: &Path) -> Result<()> {
    let mut builds = Vec::new();
    for entry in fs_err::read_dir(cache)? {
        let entry = entry?;
        if entry.file_name().len() == key().len() {
            builds.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    builds.sort();
    for (_, old) in builds.iter().rev().skip(KEPT_BUILDS) {
        fs_err::remove_dir_all(old)?;
    }
    Ok(())
}

async fn require_go() -> Result<()> {
    let asked = HostCommand::new("go").args(["env", "GOVERSION"]).finish().await;
    let found = asked.map_err(|_| UpstreamError::NoGo)?.stdout.trim().to_owned();
    match go_version(&found) {
        Some(version) if version >= GO => Ok(()),
        _ => Err(UpstreamError::OldGo { found }.into()),
    }
}

/// `go1.26.8` → 1, 26, 8; `go1.27rc1`, which comes before a release, → 1, 27, 0
fn go_version(text: &str) -> Option<(u32, u32, u32)> {
    let mut numbers = text.strip_prefix("go")?.split(['.', ' ', '-']);
    let number = |part: &str| part.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok();
    Some((number(numbers.next()?)?, number(numbers.next()?)?, numbers.next().and_then(number).unwrap_or(0)))
}

/// What the program says of itself.
async fn version(folder: &Path) -> Result<String> {
    let said = HostCommand::new(folder.join(PROGRAMS[0].0)).arg("--version").finish().await?;
    Ok(said.stdout.lines().next().unwrap_or_default().trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_builds_are_kept() {
        let cache = tempfile::tempdir().unwrap();
        for (age, digit) in ["a", "b", "c"].iter().enumerate() {
            let build = cache.path().join(digit.repeat(64));
            fs_err::create_dir(&build).unwrap();
            let made = std::time::SystemTime::now() - Duration::from_hours(age as u64);
            std::fs::File::open(&build).unwrap().set_modified(made).unwrap();
        }
        fs_err::write(cache.path().join("build.log"), "").unwrap();
        remove_old(cache.path()).unwrap();
        let mut left: Vec<_> = fs_err::read_dir(cache.path()).unwrap().map(|one| one.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["a".repeat(64), "b".repeat(64), "build.log".to_owned()].map(std::ffi::OsString::from));
    }

    #[test]
    fn a_go_that_is_too_old_is_known_by_its_version() {
        assert_eq!(go_version("go1.26.8"), Some((1, 26, 8)));
        assert_eq!(go_version("go1.27rc1"), Some((1, 27, 0)));
        assert!(go_version("go1.24.1").unwrap() < GO && go_version("go1.24.2").unwrap() >= GO);
        assert_eq!(go_version("devel +abc"), None);
    }
}

//! The image that is built here, from Debian's packages: works wherever a package mirror does, as root or without.
//! What goes into it is in `templates/image/debian/`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use include_dir::{Dir, DirEntry, include_dir};
use jiff::Timestamp;

use crate::digest;
use crate::error::{Diagnose, Kind, Result};
use crate::event::Events;
use crate::host::checksum;
use crate::host::command::HostCommand;
use crate::host::long_script::{self, Ended, Reader};
use crate::image::store::{Claim, Provenance, Store, Stored};
use crate::image::{Boot, DiskFormat, Image};

pub const NAME: &str = "debian-12";

static INPUTS: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates/image/debian");

/// Part of the key: raise it when what this file does to an image changes.
const FORMAT: &str = "1";
const SUITE: &str = "bookworm";
const LABEL: &str = "seclab-root";
/// Room for the packages and a little more; a node's file system grows to its disk at boot.
const SIZE: &str = "3G";
const BUILD_LIMIT: Duration = Duration::from_hours(1);

/// Programs a build needs, with the package that has them.
const TOOLS: [(&str, &str); 4] =
    [("mmdebstrap", "mmdebstrap"), ("qemu-img", "qemu-utils"), ("mkfs.ext4", "e2fsprogs"), ("tar", "tar")];
/// What it needs beside when not run as root.
const TOOLS_UNPRIVILEGED: [(&str, &str); 2] = [("unshare", "util-linux"), ("newuidmap", "uidmap")];
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

#[derive(Debug, thiserror::Error)]
pub enum DebianError {
    #[error("building an image needs {}", missing.join(", "))]
    MissingTools { missing: Vec<String>, packages: Vec<String> },
    #[error("this user can't make a namespace with subordinate users: {said}")]
    NoNamespace { said: String },
    #[error("the build of image {NAME} failed with code {code}; its last lines:\n{last}")]
    BuildFailed { code: i32, last: String },
    #[error("the build of image {NAME} took longer than {} min", BUILD_LIMIT.as_secs() / 60)]
    BuildTimedOut,
}

impl Diagnose for DebianError {
    fn kind(&self) -> Kind {
        match self {
            Self::MissingTools { .. } | Self::NoNamespace { .. } => Kind::Unreachable,
            _ => Kind::Failed,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::MissingTools { packages, .. } => {
                vec![format!("sudo apt-get install --no-install-recommends {}", packages.join(" "))]
            }
            Self::NoNamespace { .. } => vec![
                "sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 \"$USER\"".to_owned(),
                "run the build as root, where the kernel allows no user namespaces".to_owned(),
            ],
            Self::BuildFailed { .. } | Self::BuildTimedOut => {
                vec!["export SECLAB_DEBIAN_MIRROR=http://a.package.mirror.of.yours/debian".to_owned()]
            }
        }
    }
}

/// The stored image, if it was built from what this seclab would build it from.
pub fn current(store: &Store) -> Result<Option<Image>> {
    let key = key();
    let fits = |stored: &Stored| stored.provenance.key.as_ref() == Some(&key);
    Ok(store.versions(NAME)?.into_iter().find(fits).map(|stored| stored.image))
}

/// The image, built when the store has none, or one from other inputs.
pub async fn ensure(store: &Store, events: &Events) -> Result<Image> {
    if let Some(image) = current(store)? {
        return Ok(image);
    }
    let claim = store.claim(NAME, events).await?;
    // Another seclab may have built it while this one waited.
    if let Some(image) = current(store)? {
        return Ok(image);
    }
    if store.get(NAME)?.is_some() {
        events.notice(format!("image {NAME} is built anew: what it is made of changed since"));
    }
    build_in(claim, store, events).await
}

/// Builds the image even if the store has it: for newer packages.
pub async fn build(store: &Store, events: &Events) -> Result<Image> {
    let claim = store.claim(NAME, events).await?;
    build_in(claim, store, events).await
}

async fn build_in(claim: Claim, store: &Store, events: &Events) -> Result<Image> {
    require_tools().await?;
    let folder = claim.folder();
    INPUTS.extract(folder)?;
    let log = store.log(NAME);
    run_script(folder, &log, events).await.map_err(|mut error| {
        error.place.log = Some(log.clone());
        error
    })?;
    let image = Image {
        name: NAME.to_owned(),
        digest: checksum::of_file(&folder.join("disk.qcow2"), events).await?,
        disk: PathBuf::from("disk.qcow2"),
        format: DiskFormat::Qcow2,
        boot: Boot::Kernel { kernel: PathBuf::from("vmlinuz"), initrd: PathBuf::from("initrd"), append: append() },
        admin: "debian".to_owned(),
    };
    let packages = fs_err::read(folder.join("packages.txt"))?;
    let provenance = Provenance {
        from: format!("packages of Debian {SUITE}"),
        made_at: Timestamp::now(),
        seclab: env!("CARGO_PKG_VERSION").to_owned(),
        key: Some(key()),
        packages: Some(digest::sha256(packages)),
    };
    remove_inputs(folder)?;
    let built = claim.publish(image, provenance)?.image;
    store.prune(NAME, events).await?;
    Ok(built)
}

/// The kernel's command line. Its console is where QEMU's first serial port is.
fn append() -> String {
    let console = if std::env::consts::ARCH == "aarch64" { "ttyAMA0" } else { "ttyS0" };
    format!("root=LABEL={LABEL} rw console={console} quiet")
}

/// sha256 of all that decides what the image becomes, package versions aside.
fn key() -> String {
    digest::of_folder(&INPUTS, &[FORMAT, SUITE, LABEL, SIZE, &append(), std::env::consts::ARCH])
}

fn remove_inputs(folder: &Path) -> Result<()> {
    for entry in INPUTS.entries() {
        let path = folder.join(entry.path());
        match entry {
            DirEntry::Dir(_) => fs_err::remove_dir_all(path)?,
            DirEntry::File(_) => fs_err::remove_file(path)?,
        }
    }
    Ok(())
}

/// What a build here would lack, as (what, the package that has it).
pub fn missing_tools() -> Vec<(&'static str, &'static str)> {
    let root = rustix::process::geteuid().is_root();
    // A user's own PATH often lacks the folders where mkfs is.
    let mut path = std::env::var_os("PATH").unwrap_or_default();
    path.push(":/usr/sbin:/sbin");
    let wanted = TOOLS.iter().chain(if root { &[][..] } else { &TOOLS_UNPRIVILEGED });
    let mut missing: Vec<(&str, &str)> =
        wanted.filter(|(program, _)| which::which_in(program, Some(&path), "/").is_err()).copied().collect();
    if !Path::new(KEYRING).exists() {
        missing.push(("Debian's archive keys", "debian-archive-keyring"));
    }
    missing
}

/// Tries whether this user can own files of other users inside a namespace, as an unprivileged build must.
pub async fn try_namespace() -> Result<()> {
    if rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let tried = HostCommand::new("unshare").args(["--map-auto", "--map-root-user", "true"]).finish().await?;
    if tried.code != 0 {
        return Err(DebianError::NoNamespace { said: tried.stderr.trim().to_owned() }.into());
    }
    Ok(())
}

async fn require_tools() -> Result<()> {
    let missing = missing_tools();
    if !missing.is_empty() {
        let (missing, packages) =
            missing.into_iter().map(|(what, package)| (what.to_owned(), package.to_owned())).unzip();
        return Err(DebianError::MissingTools { missing, packages }.into());
    }
    try_namespace().await
}

async fn run_script(folder: &Path, log: &Path, events: &Events) -> Result<()> {
    let mirror = std::env::var("SECLAB_DEBIAN_MIRROR").unwrap_or_default();
    let build = HostCommand::new("sh").args(["build.sh", SUITE, LABEL, SIZE, &mirror]).within(folder);
    let told: Reader = |line| line.strip_prefix("I: ").map(|doing| format!("mmdebstrap: {doing}"));
    long_script::run(build, log, BUILD_LIMIT, told, events).await.map_err(|ended| match ended {
        Ended::Failed { code, last } => DebianError::BuildFailed { code, last }.into(),
        Ended::TimedOut => DebianError::BuildTimedOut.into(),
        Ended::NotRun(error) => error.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_stays_the_same_for_the_same_inputs() {
        assert_eq!(key(), key());
        assert_eq!(key().len(), 64);
    }
}

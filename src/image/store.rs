//! Images on disk: `<cache>/images/NAME/VERSION/`, each with its record `image.json`.
//!
//! A version never changes once it is there, since nodes are overlays on its disk. It is made in a folder beside and
//! moved into place whole, so an interruption leaves no half image.

use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::event::Events;
use crate::host::lock;
use crate::image::{Boot, Image};
use crate::paths::{Paths, private_dir};

const RECORD: &str = "image.json";
/// How a folder of work under way begins.
const PARTIAL: &str = ".partial-";

/// An image of the store, and where it came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    pub image: Image,
    pub provenance: Provenance,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The address it was pulled from, or what it was built from.
    pub from: String,
    pub made_at: Timestamp,
    /// The seclab version that made it.
    pub seclab: String,
    /// sha256 of what it was built from; an image with another key is out of date. None: pulled.
    pub key: Option<String>,
    /// sha256 of the list of packages and versions in it, where seclab installed them.
    pub packages: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    pub fn open(paths: &Paths) -> Result<Self> {
        let folder = paths.images();
        private_dir(&folder)?;
        Ok(Self { folder })
    }

    /// Every version of every image, by name, the newest first.
    pub fn list(&self) -> Result<Vec<Stored>> {
        let mut found = Vec::new();
        for entry in fs_err::read_dir(&self.folder)? {
            let entry = entry?;
            if !entry.file_name().as_encoded_bytes().starts_with(b".") && entry.file_type()?.is_dir() {
                found.extend(self.versions(&entry.file_name().to_string_lossy())?);
            }
        }
        found.sort_by(|a, b| a.image.name.cmp(&b.image.name));
        Ok(found)
    }

    /// The newest version of an image.
    pub fn get(&self, name: &str) -> Result<Option<Stored>> {
        Ok(self.versions(name)?.into_iter().next())
    }

    /// The versions of one image, the newest first. A folder without a readable record is no image.
    pub fn versions(&self, name: &str) -> Result<Vec<Stored>> {
        let entries = match fs_err::read_dir(self.folder.join(name)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let mut found = Vec::new();
        for entry in entries {
            found.extend(read_record(&entry?.path()));
        }
        found.sort_by_key(|stored| std::cmp::Reverse(stored.provenance.made_at));
        Ok(found)
    }

    /// Removes one version. Nodes made from it have links or copies of its files, and keep them.
    pub async fn remove(&self, stored: &Stored, events: &Events) -> Result<()> {
        let name = &stored.image.name;
        let claim = self.claim(name, events).await?;
        let version = self.version_folder(&stored.image);
        match fs_err::rename(&version, claim.folder.join("removed")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        // Fails while another version is there, which is right.
        let _ = std::fs::remove_dir(self.folder.join(name));
        Ok(())
    }

    /// Removes the versions of an image that a newer one replaces and no node was made from: those with nodes share
    /// their files with them, so that removing them would free nothing. A copy in a node's folder stays as it is.
    pub async fn prune(&self, name: &str, events: &Events) -> Result<()> {
        for replaced in self.versions(name)?.into_iter().skip(1) {
            if fs_err::metadata(&replaced.image.disk).is_ok_and(|disk| disk.nlink() == 1) {
                self.remove(&replaced, events).await?;
            }
        }
        Ok(())
    }

    /// Where a build of this image writes what its programs say. Kept until the next build.
    pub fn log(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.log"))
    }

    /// Takes an image's name for this process, waiting for another seclab that has it, and gives a folder to make a
    /// version in. What interrupted work left there is cleaned up.
    pub async fn claim(&self, name: &str, events: &Events) -> Result<Claim> {
        let waits_for = format!("another seclab to finish its work on image {name}");
        let lock = lock::take(&self.folder.join(format!(".lock-{name}")), &waits_for, events).await?;
        let left = format!("{PARTIAL}{name}.");
        for entry in fs_err::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(&left) {
                remove_tree(&entry.path());
            }
        }
        let folder = tempfile::Builder::new().prefix(&left).tempdir_in(&self.folder)?.keep();
        Ok(Claim { store: self.clone(), folder, lock })
    }

    fn version_folder(&self, image: &Image) -> PathBuf {
        self.folder.join(&image.name).join(image.digest.get(..16).unwrap_or(&image.digest))
    }
}

/// The right to make a version of one image, and the folder to do it in. Dropped unpublished, the folder goes.
#[derive(Debug)]
pub struct Claim {
    store: Store,
    folder: PathBuf,
    /// Held as long as the claim; the kernel lets go of it when the process ends, however it ends.
    #[expect(dead_code, reason = "its life is its use")]
    lock: File,
}

impl Claim {
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes what is in the folder a version of the image, all at once. The image's paths are relative to the folder.
    pub fn publish(self, image: Image, provenance: Provenance) -> Result<Stored> {
        let version = self.store.version_folder(&image);
        let record = Stored { image, provenance };
        let mut json = serde_json::to_vec_pretty(&record)?;
        json.push(b'\n');
        let mut file = fs_err::File::create(self.folder.join(RECORD))?;
        file.write_all(&json)?;
        file.sync_all()?;
        for entry in fs_err::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                fs_err::File::open(entry.path())?.sync_all()?;
            }
        }
        if read_record(&version).is_some() {
            // The same disk is there already and may be in use: only what is known of it changes.
            fs_err::rename(self.folder.join(RECORD), version.join(RECORD))?;
        } else {
            if let Some(parent) = version.parent() {
                private_dir(parent)?;
            }
            remove_tree(&version);
            fs_err::rename(&self.folder, &version)?;
        }
        Ok(placed(record, &version))
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        remove_tree(&self.folder);
    }
}

fn read_record(version: &Path) -> Option<Stored> {
    let json = std::fs::read(version.join(RECORD)).ok()?;
    Some(placed(serde_json::from_slice(&json).ok()?, version))
}

/// Paths in a record are relative, so that the cache can be moved.
fn placed(mut stored: Stored, version: &Path) -> Stored {
    stored.image.disk = version.join(&stored.image.disk);
    if let Boot::Kernel { kernel, initrd, .. } = &mut stored.image.boot {
        *kernel = version.join(&*kernel);
        *initrd = version.join(&*initrd);
    }
    stored
}

/// Removes a folder as well as it can; what stays is tried again with the next claim.
fn remove_tree(folder: &Path) {
    let denied = std::fs::remove_dir_all(folder).is_err_and(|e| e.kind() == std::io::ErrorKind::PermissionDenied);
    if denied {
        // An unprivileged build leaves files of subordinate users, which only their namespace may remove.
        let _ = std::process::Command::new("unshare")
            .args(["--map-auto", "--map-root-user", "rm", "-rf", "--one-file-system", "--"])
            .arg(folder)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::DiskFormat;

    fn empty_store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store { folder: folder.path().to_owned() };
        (folder, store)
    }

    fn image(digest: &str) -> Image {
        let (kernel, initrd) = (PathBuf::from("vmlinuz"), PathBuf::from("initrd"));
        Image {
            name: "debian-12".to_owned(),
            digest: digest.to_owned(),
            disk: PathBuf::from("disk.qcow2"),
            format: DiskFormat::Qcow2,
            boot: Boot::Kernel { kernel, initrd, append: "quiet".to_owned() },
            admin: "debian".to_owned(),
        }
    }

    fn made_at(seconds: i64) -> Provenance {
        let made_at = Timestamp::from_second(seconds).unwrap();
        Provenance { from: "a test".to_owned(), made_at, seclab: "0".to_owned(), key: None, packages: None }
    }

    async fn publish(store: &Store, digest: &str, at: i64) -> Stored {
        let claim = store.claim("debian-12", &Events::silent()).await.unwrap();
        fs_err::write(claim.folder().join("disk.qcow2"), digest).unwrap();
        claim.publish(image(digest), made_at(at)).unwrap()
    }

    fn left_over(store: &Store) -> usize {
        let names = fs_err::read_dir(&store.folder).unwrap().map(|e| e.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().starts_with(PARTIAL)).count()
    }

    #[tokio::test]
    async fn a_published_image_is_found_with_its_paths() {
        let (_folder, store) = empty_store();
        let stored = publish(&store, "aaaabbbbccccddddeeee", 1).await;
        assert_eq!(store.get("debian-12").unwrap(), Some(stored.clone()));
        assert_eq!(stored.image.disk, store.folder.join("debian-12/aaaabbbbccccdddd/disk.qcow2"));
        assert!(stored.image.disk.is_file());
        assert_eq!(left_over(&store), 0);
    }

    #[tokio::test]
    async fn a_new_version_leaves_the_old_disk_where_nodes_expect_it() {
        let (_folder, store) = empty_store();
        let old = publish(&store, "old", 1).await;
        let new = publish(&store, "new", 2).await;
        assert_eq!(store.versions("debian-12").unwrap(), [new.clone(), old.clone()]);
        assert_eq!(store.get("debian-12").unwrap(), Some(new));
        assert!(old.image.disk.is_file());
    }

    #[tokio::test]
    async fn publishing_the_same_disk_again_keeps_it_and_renews_its_record() {
        let (_folder, store) = empty_store();
        publish(&store, "same", 1).await;
        let again = publish(&store, "same", 2).await;
        assert_eq!(store.list().unwrap(), [again]);
        assert_eq!(left_over(&store), 0);
    }

    #[tokio::test]
    async fn work_that_was_given_up_leaves_nothing() {
        let (_folder, store) = empty_store();
        let claim = store.claim("debian-12", &Events::silent()).await.unwrap();
        fs_err::write(claim.folder().join("disk.qcow2"), "half").unwrap();
        assert_eq!(store.list().unwrap(), []);
        drop(claim);
        assert_eq!(left_over(&store), 0);
    }

    #[tokio::test]
    async fn what_a_killed_process_left_is_no_image_and_is_cleaned_by_the_next_claim() {
        let (_folder, store) = empty_store();
        let killed = store.folder.join(".partial-debian-12.x7");
        fs_err::create_dir_all(killed.join("tree")).unwrap();
        fs_err::create_dir_all(store.folder.join("debian-12/no-record")).unwrap();
        fs_err::write(store.folder.join("debian-12/no-record/disk.qcow2"), "half").unwrap();
        assert_eq!(store.list().unwrap(), []);
        assert_eq!(store.get("debian-12").unwrap(), None);
        publish(&store, "whole", 1).await;
        assert!(!killed.exists());
        assert_eq!(store.list().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_second_claim_waits_for_the_first() {
        let (_folder, store) = empty_store();
        let (sent, told) = std::sync::mpsc::channel();
        let events = Events::new(move |event| sent.send(event).unwrap());
        let first = store.claim("debian-12", &events).await.unwrap();
        let release = async {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            drop(first);
        };
        let (second, ()) = tokio::join!(store.claim("debian-12", &events), release);
        second.unwrap();
        assert_eq!(told.try_iter().count(), 1);
    }

    #[tokio::test]
    async fn a_removed_image_stays_with_the_nodes_that_have_it() {
        let (folder, store) = empty_store();
        let stored = publish(&store, "aaaa", 1).await;
        let of_a_node = folder.path().join("base.img");
        fs_err::hard_link(&stored.image.disk, &of_a_node).unwrap();
        store.remove(&stored, &Events::silent()).await.unwrap();
        assert_eq!(store.list().unwrap(), []);
        assert!(!stored.image.disk.exists());
        assert_eq!(fs_err::read_to_string(of_a_node).unwrap(), "aaaa");
    }

    #[tokio::test]
    async fn of_replaced_versions_those_with_nodes_are_kept() {
        let (folder, store) = empty_store();
        let unused = publish(&store, "aaaa", 1).await;
        let used = publish(&store, "bbbb", 2).await;
        let newest = publish(&store, "cccc", 3).await;
        let of_a_node = folder.path().join("base.img");
        fs_err::hard_link(&used.image.disk, &of_a_node).unwrap();
        store.prune("debian-12", &Events::silent()).await.unwrap();
        assert_eq!(store.list().unwrap(), [newest.clone(), used]);
        assert!(!unused.image.disk.exists());
        fs_err::remove_file(of_a_node).unwrap();
        store.prune("debian-12", &Events::silent()).await.unwrap();
        assert_eq!(store.list().unwrap(), [newest]);
    }
}

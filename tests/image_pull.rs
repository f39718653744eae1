//! Pulling an Ubuntu image from a mirror on this machine: what becomes an image, and what is refused and how.

#![expect(clippy::unwrap_used, reason = "the whole file is tests")]

#[path = "support/web_server.rs"]
mod web_server;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use seclab::error::{Error, Kind};
use seclab::event::{EventKind, Events};
use seclab::image::store::Store;
use seclab::image::ubuntu::{Mirror, Release};
use seclab::image::{Boot, Image};
use seclab::paths::Paths;
use web_server::{Answer, Server, closed_port};

const SUMS: &str = "/releases/24.04/release/SHA256SUMS";
const DISK: &str = "/releases/24.04/release/ubuntu-24.04-server-cloudimg-amd64.img";
const BYTES: &[u8] = b"the whole disk of an Ubuntu machine";

fn publishing(disk: Answer) -> Server {
    Server::answering([(SUMS, Answer::Whole(sums_of(BYTES))), (DISK, disk)])
}

fn sums_of(bytes: &[u8]) -> Vec<u8> {
    let name = DISK.rsplit('/').next().unwrap();
    format!("{} *{name}.manifest\n{} *{name}\n", "0".repeat(64), sha256(bytes)).into_bytes()
}

fn sha256(bytes: &[u8]) -> String {
    seclab::digest::sha256(bytes)
}

/// A store of its own, and what happened while pulling into it.
struct Pull {
    cache: tempfile::TempDir,
    store: Store,
    happened: Arc<Mutex<Vec<EventKind>>>,
}

impl Pull {
    fn new() -> Self {
        let cache = tempfile::tempdir().unwrap();
        let elsewhere = PathBuf::from("/nowhere");
        let paths = Paths { data: elsewhere.clone(), cache: cache.path().to_owned(), runtime: elsewhere };
        Self { store: Store::open(&paths).unwrap(), cache, happened: Arc::default() }
    }

    async fn from(&self, base: &str) -> Result<Image, Error> {
        let happened = Arc::clone(&self.happened);
        let events = Events::new(move |event| happened.lock().unwrap().push(event.kind));
        Mirror::new(base, "x86_64").unwrap().pull(Release::Noble, &self.store, &events).await
    }

    /// Names in the store's folder, locks aside.
    fn left_over(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.cache.path().join("images")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| !name.starts_with(".lock-")).collect()
    }
}

#[tokio::test]
async fn a_pulled_image_is_whole_and_in_the_store() {
    let server = publishing(Answer::Whole(BYTES.to_vec()));
    let pull = Pull::new();
    let image = pull.from(&server.base).await.unwrap();
    assert_eq!(std::fs::read(&image.disk).unwrap(), BYTES);
    assert_eq!((image.name.as_str(), image.admin.as_str(), &image.boot), ("ubuntu-24.04", "ubuntu", &Boot::Firmware));
    assert_eq!(image.digest, sha256(BYTES));
    let stored = pull.store.get("ubuntu-24.04").unwrap().unwrap();
    assert_eq!(stored.image, image);
    assert_eq!(stored.provenance.from, format!("{}{DISK}", server.base));
    let total = BYTES.len() as u64;
    let what = "ubuntu-24.04-server-cloudimg-amd64.img".to_owned();
    let last = EventKind::Progress { what, done: total, total: Some(total) };
    assert!(pull.happened.lock().unwrap().contains(&last));
}

#[tokio::test]
async fn an_image_that_is_current_is_not_pulled_again() {
    let server = publishing(Answer::Whole(BYTES.to_vec()));
    let pull = Pull::new();
    let first = pull.from(&server.base).await.unwrap();
    assert_eq!(pull.from(&server.base).await.unwrap(), first);
    assert_eq!((server.asked_for(SUMS), server.asked_for(DISK)), (2, 1));
}

#[tokio::test]
async fn an_image_that_differs_from_the_publishers_list_is_refused_and_removed() {
    let server = publishing(Answer::Whole(b"something else".to_vec()));
    let pull = Pull::new();
    let error = pull.from(&server.base).await.unwrap_err();
    assert_eq!(error.kind, Kind::Failed);
    let (expected, actual) = (sha256(BYTES), sha256(b"something else"));
    let text = format!("{}{DISK} is not what was listed: sha256 is {actual}, expected {expected}", server.base);
    assert_eq!(error.chain(), [text]);
    assert_eq!(pull.left_over(), Vec::<String>::new());
}

#[tokio::test]
async fn a_download_that_breaks_off_leaves_nothing() {
    let server = publishing(Answer::BrokenOff(BYTES.to_vec()));
    let pull = Pull::new();
    let error = pull.from(&server.base).await.unwrap_err();
    assert_eq!(error.kind, Kind::Unreachable);
    assert_eq!(error.chain()[0], format!("{}{DISK} broke off after {} bytes", server.base, BYTES.len() - 5));
    assert_eq!(error.hints, ["run the same command again"]);
    assert_eq!(pull.left_over(), Vec::<String>::new());
}

#[tokio::test]
async fn what_the_mirror_does_not_have_is_told_from_a_mirror_that_is_not_there() {
    let server = Server::answering::<&str>([]);
    let error = Pull::new().from(&server.base).await.unwrap_err();
    assert_eq!((error.kind, error.chain()), (Kind::Failed, vec![format!("{}{SUMS} does not exist", server.base)]));
    assert_eq!(error.hints, ["unset SECLAB_UBUNTU_MIRROR"]);
}

#[tokio::test]
async fn a_refusal_names_its_status() {
    let server = Server::answering([(SUMS, Answer::Status(503))]);
    let error = Pull::new().from(&server.base).await.unwrap_err();
    assert_eq!(error.chain(), [format!("{}{SUMS} was refused with HTTP status 503", server.base)]);
}

#[tokio::test]
async fn a_list_without_the_image_is_said() {
    let server = Server::answering([(SUMS, Answer::Whole(b"nothing here\n".to_vec()))]);
    let error = Pull::new().from(&server.base).await.unwrap_err();
    let file = DISK.rsplit('/').next().unwrap();
    assert_eq!(error.chain(), [format!("{}{SUMS} does not list {file}", server.base)]);
}

#[tokio::test]
async fn offline_is_said_with_the_way_to_do_without() {
    let base = closed_port();
    let pull = Pull::new();
    let error = pull.from(&base).await.unwrap_err();
    assert_eq!(error.kind, Kind::Unreachable);
    assert_eq!(error.chain()[0], format!("{base}{SUMS} can't be reached"));
    assert!(error.hints.contains(&"seclab image build".to_owned()));
    assert_eq!(pull.left_over(), Vec::<String>::new());
}

#[tokio::test]
async fn reachability_is_what_the_mirror_answers() {
    let server = publishing(Answer::Status(404));
    assert!(Mirror::new(&server.base, "x86_64").unwrap().reachable().await);
    assert!(!Mirror::new(&closed_port(), "x86_64").unwrap().reachable().await);
}

//! Gets files over HTTP: streamed, hashed on the way, under limits. Proxies are those of the environment
//! (`https_proxy`, `no_proxy` …, as ureq reads them).

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::sync::oneshot;

use crate::digest;
use crate::error::{Diagnose, Kind};
use crate::event::{EventKind, Events};

const CONNECT_LIMIT: Duration = Duration::from_secs(15);
/// How long the server may say nothing.
const SILENCE_LIMIT: Duration = Duration::from_mins(1);
const REACH_LIMIT: Duration = Duration::from_secs(4);
const PROGRESS_EVERY: Duration = Duration::from_millis(250);
/// Lists of checksums are small; what is longer is something else.
const TEXT_LIMIT: u64 = 1 << 20;

#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    #[error("{url} can't be reached")]
    Offline { url: String, source: ureq::Error },
    #[error("{url} does not exist")]
    NotFound { url: String },
    #[error("{url} was refused with HTTP status {status}")]
    Refused { url: String, status: u16 },
    #[error("{url} broke off after {got} bytes")]
    BrokeOff { url: String, got: u64, source: std::io::Error },
    #[error("{url} is not what was listed: sha256 is {actual}, expected {expected}")]
    ChecksumDiffers { url: String, expected: String, actual: String },
    #[error("{url} could not be written to disk")]
    NotWritten { url: String, source: std::io::Error },
    #[error("the download of {url} was given up")]
    GivenUp { url: String },
}

impl Diagnose for DownloadError {
    fn kind(&self) -> Kind {
        match self {
            Self::Offline { .. } | Self::BrokeOff { .. } => Kind::Unreachable,
            _ => Kind::Failed,
        }
    }

    fn hints(&self) -> Vec<String> {
        let hint = match self {
            Self::Offline { .. } => "check the network and https_proxy, then run the same command again",
            Self::BrokeOff { .. } | Self::GivenUp { .. } => "run the same command again",
            Self::ChecksumDiffers { .. } => {
                "run the same command again; if it differs again, a proxy or the mirror changes the file"
            }
            Self::NotFound { .. } | Self::Refused { .. } => return Vec::new(),
            Self::NotWritten { .. } => "make room on the disk: df -h",
        };
        vec![hint.to_owned()]
    }
}

/// The text at `url`, at most 1 MiB of it.
pub async fn text(url: &str) -> Result<String, DownloadError> {
    let owned = url.to_owned();
    detached(url, move |_| {
        let mut response = get(&owned)?;
        response.body_mut().with_config().limit(TEXT_LIMIT).read_to_string().map_err(|source| match source {
            ureq::Error::Io(source) => DownloadError::BrokeOff { url: owned, got: 0, source },
            source => DownloadError::Offline { url: owned, source },
        })
    })
    .await
}

/// Writes what is at `url` to `to`, and removes it again when its sha256 is not `expected`.
pub async fn file(url: &str, to: &Path, expected: &str, events: &Events) -> Result<(), DownloadError> {
    let what = url.rsplit('/').next().unwrap_or(url).to_owned();
    let (done, total) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let (from, to, expected) = (url.to_owned(), to.to_owned(), expected.to_owned());
    let counters = (Arc::clone(&done), Arc::clone(&total));
    let work = detached(url, move |given_up| {
        let fetched = stream(&from, &to, &expected, &counters.0, &counters.1, given_up);
        if fetched.is_err() {
            // It may not be there at all.
            let _ = std::fs::remove_file(&to);
        }
        fetched
    });
    let progress = || {
        let total = Some(total.load(Ordering::Relaxed)).filter(|&total| total > 0);
        events.emit(EventKind::Progress { what: what.clone(), done: done.load(Ordering::Relaxed), total });
    };
    tokio::pin!(work);
    let outcome = loop {
        tokio::select! {
            outcome = &mut work => break outcome,
            () = tokio::time::sleep(PROGRESS_EVERY) => progress(),
        }
    };
    progress();
    outcome
}

/// Whether anything answers there, soon. Any answer counts but one that says the address is wrong.
pub async fn reachable(url: &str) -> bool {
    let owned = url.to_owned();
    let asked = detached(url, move |_| get(&owned).map(drop));
    matches!(tokio::time::timeout(REACH_LIMIT, asked).await, Ok(Ok(())))
}

fn stream(
    url: &str,
    to: &Path,
    expected: &str,
    done: &AtomicU64,
    total: &AtomicU64,
    given_up: &AtomicBool,
) -> Result<(), DownloadError> {
    let not_written = |source| DownloadError::NotWritten { url: url.to_owned(), source };
    let mut response = get(url)?;
    total.store(response.body().content_length().unwrap_or(0), Ordering::Relaxed);
    let mut file = std::fs::File::create(to).map_err(not_written)?;
    let mut body = response.body_mut().as_reader();
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        if given_up.load(Ordering::Relaxed) {
            return Err(DownloadError::GivenUp { url: url.to_owned() });
        }
        let got = body.read(&mut buffer).map_err(|source| DownloadError::BrokeOff {
            url: url.to_owned(),
            got: done.load(Ordering::Relaxed),
            source,
        })?;
        let Some(bytes) = buffer.get(..got).filter(|bytes| !bytes.is_empty()) else { break };
        hash.update(bytes);
        file.write_all(bytes).map_err(not_written)?;
        done.fetch_add(got as u64, Ordering::Relaxed);
    }
    file.sync_all().map_err(not_written)?;
    let actual = digest::hex(&hash.finalize());
    if actual.eq_ignore_ascii_case(expected) {
        Ok(())
    } else {
        Err(DownloadError::ChecksumDiffers { url: url.to_owned(), expected: expected.to_owned(), actual })
    }
}

fn get(url: &str) -> Result<ureq::http::Response<ureq::Body>, DownloadError> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_resolve(Some(CONNECT_LIMIT))
        .timeout_connect(Some(CONNECT_LIMIT))
        .timeout_recv_response(Some(SILENCE_LIMIT))
        .timeout_per_read(Some(SILENCE_LIMIT))
        .user_agent(concat!("seclab/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let url = url.to_owned();
    match agent.get(&url).call() {
        Ok(response) => Ok(response),
        Err(ureq::Error::StatusCode(404)) => Err(DownloadError::NotFound { url }),
        Err(ureq::Error::StatusCode(status)) => Err(DownloadError::Refused { url, status }),
        Err(source) => Err(DownloadError::Offline { url, source }),
    }
}

/// Runs blocking work on a thread of its own. When the caller gives up, the work is told so and left behind: a pool of
/// the runtime would make the whole program wait for a server that is silent.
async fn detached<T: Send + 'static>(
    url: &str,
    work: impl FnOnce(&AtomicBool) -> Result<T, DownloadError> + Send + 'static,
) -> Result<T, DownloadError> {
    struct GiveUp(Arc<AtomicBool>);
    impl Drop for GiveUp {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let given_up = Arc::new(AtomicBool::new(false));
    let _guard = GiveUp(Arc::clone(&given_up));
    let (tell, told) = oneshot::channel();
    std::thread::spawn(move || {
        // Nobody listens any more when the caller gave up.
        let _ = tell.send(work(&given_up));
    });
    told.await.unwrap_or_else(|_| Err(DownloadError::GivenUp { url: url.to_owned() }))
}

//! sha256 sums of files of this host, and of lists that publishers give.

use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::digest;
use crate::error::Result;
use crate::event::{EventKind, Events};

/// The sha256 of a file in hexadecimal, with events that say how far it is.
pub async fn of_file(path: &Path, events: &Events) -> Result<String> {
    let (path, events) = (path.to_owned(), events.clone());
    let hashed = tokio::task::spawn_blocking(move || -> Result<String> {
        let what = format!("checksum of {}", path.display());
        let mut file = fs_err::File::open(&path)?;
        let total = Some(file.metadata()?.len());
        let (mut hash, mut buffer, mut done) = (Sha256::new(), vec![0; 1 << 20], 0_u64);
        loop {
            let got = file.read(&mut buffer)?;
            let Some(bytes) = buffer.get(..got).filter(|bytes| !bytes.is_empty()) else { break };
            hash.update(bytes);
            done += got as u64;
            if done % (64 << 20) == 0 {
                events.emit(EventKind::Progress { what: what.clone(), done, total });
            }
        }
        Ok(digest::hex(&hash.finalize()))
    });
    hashed.await.map_err(std::io::Error::other)?
}

/// The sha256 that a `SHA256SUMS` lists for a file: lines of `HASH *FILE`, as `sha256sum -b` writes them.
pub fn listed(sums: &str, file: &str) -> Option<String> {
    sums.lines().find_map(|line| {
        let (hash, name) = line.split_once(' ')?;
        let name = name.strip_prefix(['*', ' ']).unwrap_or(name);
        let whole = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        (whole && name == file).then(|| hash.to_ascii_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "0b2f1c57b7e41c3fb9f1c2bd13b2ef2bd7ad93ee7bdf3ed1bdb6a0b7cb2b8a55";

    #[test]
    fn a_checksum_is_found_by_the_whole_name_in_both_forms_of_the_list() {
        let other = "f".repeat(64);
        let sums = format!("{other} *a.img.manifest\n{HASH} *a.img\n{HASH}  b.img\n");
        assert_eq!(listed(&sums, "a.img").as_deref(), Some(HASH));
        assert_eq!(listed(&sums, "b.img").as_deref(), Some(HASH));
        assert_eq!(listed(&sums, "img"), None);
    }

    #[test]
    fn what_is_no_sha256_is_not_listed() {
        assert_eq!(listed("d41d8cd98f00b204e9800998ecf8427e *a.img\n", "a.img"), None);
        assert_eq!(listed(&format!("{} *a.img\n", "g".repeat(64)), "a.img"), None);
        assert_eq!(listed("<html>a.img</html>", "a.img"), None);
    }
}

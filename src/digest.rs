//! sha256 sums as `sha256sum` prints them.

use std::fmt::Write as _;

use include_dir::{Dir, DirEntry};
use sha2::{Digest, Sha256};

pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes))
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Of the words, and of every file of an embedded folder with its path.
pub fn of_folder(folder: &Dir<'_>, words: &[&str]) -> String {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.sort_unstable();
    let mut hash = Sha256::new();
    let words = words.iter().map(|word| word.as_bytes());
    for field in words.chain(files.into_iter().flat_map(|(path, text)| [path, text])) {
        // With its length before it, no field can be taken for two.
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field);
    }
    hex(&hash.finalize())
}

fn collect<'a>(folder: &'a Dir<'a>, files: &mut Vec<(&'a [u8], &'a [u8])>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(folder) => collect(folder, files),
            DirEntry::File(file) => files.push((file.path().as_os_str().as_encoded_bytes(), file.contents())),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sum_is_the_one_that_sha256sum_prints() {
        assert_eq!(&super::sha256("")[..16], "e3b0c44298fc1c14");
    }
}

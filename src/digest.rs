//! sha256 sums as `sha256sum` prints them.

use std::fmt::Write as _;

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

#[cfg(test)]
mod tests {
    #[test]
    fn the_sum_is_the_one_that_sha256sum_prints() {
        assert_eq!(&super::sha256("")[..16], "e3b0c44298fc1c14");
    }
}

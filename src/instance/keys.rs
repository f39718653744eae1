//! The keys of an instance: its own key, and a host key for each node, made before the node exists.

use std::io::Write;
use std::path::Path;

use ssh_key::rand_core::OsRng;
use ssh_key::{Algorithm, LineEnding, PrivateKey};

use crate::error::{Diagnose, Result};

#[derive(Debug, thiserror::Error)]
#[error("the key {file} can't be made or read")]
pub struct KeyError {
    file: String,
    source: ssh_key::Error,
}

impl Diagnose for KeyError {}

/// A key pair in OpenSSH's own formats.
#[derive(Clone, Debug)]
pub struct KeyPair {
    pub private: String,
    pub public: String,
}

/// Reads the pair, made first if it is not there. The file is 0600.
pub fn pair(file: &Path, comment: &str) -> Result<KeyPair> {
    let failed = |source| KeyError { file: file.display().to_string(), source };
    let key = if file.exists() {
        PrivateKey::from_openssh(fs_err::read_to_string(file)?).map_err(failed)?
    } else {
        let mut key = PrivateKey::random(&mut OsRng, Algorithm::Ed25519).map_err(failed)?;
        key.set_comment(comment);
        let text = key.to_openssh(LineEnding::LF).map_err(failed)?;
        // A named temporary file is 0600 from its first moment.
        let mut staged = tempfile::NamedTempFile::new_in(file.parent().unwrap_or(Path::new(".")))?;
        staged.write_all(text.as_bytes())?;
        staged.persist(file).map_err(|e| e.error)?;
        key
    };
    Ok(KeyPair {
        private: key.to_openssh(LineEnding::LF).map_err(failed)?.to_string(),
        public: key.public_key().to_openssh().map_err(failed)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("id_ed25519");
        let (first, second) = (pair(&file, "seclab").unwrap(), pair(&file, "other").unwrap());
        assert_eq!(first.public, second.public);
        assert!(first.public.starts_with("ssh-ed25519 ") && first.public.ends_with(" seclab"));
        assert_eq!(fs_err::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

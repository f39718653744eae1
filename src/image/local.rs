//! A disk image that the user names by its path: looked at and used where it is, never copied or written to.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::{Diagnose, Kind, Result};
use crate::event::Events;
use crate::host::checksum;
use crate::host::command::{CommandError, HostCommand};
use crate::image::{Boot, DiskFormat, Image};
use crate::shell;

#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    #[error("image {path} does not exist or can't be read")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("image {path} is a {format} file; seclab takes qcow2 and raw")]
    OtherFormat { path: PathBuf, format: String },
    #[error("image {path} is an overlay on {backing}")]
    HasBacking { path: PathBuf, backing: String },
    #[error("qemu-img can't read image {path}")]
    NoImage { path: PathBuf, source: CommandError },
    #[error("qemu-img says what seclab does not understand of image {path}")]
    Misread { path: PathBuf, source: serde_json::Error },
}

impl Diagnose for LocalError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoImage { source, .. } => source.kind(),
            _ => Kind::Invalid,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::OtherFormat { path, .. } | Self::HasBacking { path, .. } => {
                let whole = path.with_extension("whole.qcow2");
                vec![format!("qemu-img convert -O qcow2 {} {}", shell::path(path), shell::path(&whole))]
            }
            Self::NoImage { source: CommandError::NotFound { .. }, .. } => {
                vec!["sudo apt-get install qemu-utils".to_owned()]
            }
            _ => Vec::new(),
        }
    }
}

/// The part of `qemu-img info --output=json` that matters here.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Info {
    format: String,
    backing_filename: Option<String>,
}

/// Looks at the file and hashes it, which takes a moment for each gigabyte.
pub async fn open(path: &Path, events: &Events) -> Result<Image> {
    let unreadable = |source| LocalError::Unreadable { path: path.to_owned(), source };
    let disk = std::fs::canonicalize(path).map_err(unreadable)?;
    std::fs::File::open(&disk).map_err(unreadable)?;
    let json = HostCommand::new("qemu-img")
        .args(["info", "--output=json", "--"])
        .arg(&disk)
        .output()
        .await
        .map_err(|source| LocalError::NoImage { path: path.to_owned(), source })?;
    let format = understood(path, &json)?;
    let digest = checksum::of_file(&disk, events).await?;
    Ok(Image {
        name: path.display().to_string(),
        digest,
        disk,
        format,
        boot: Boot::Firmware,
        admin: "seclab".to_owned(),
    })
}

fn understood(path: &Path, json: &str) -> Result<DiskFormat, LocalError> {
    let path = path.to_owned();
    let info: Info = match serde_json::from_str(json) {
        Ok(info) => info,
        Err(source) => return Err(LocalError::Misread { path, source }),
    };
    if let Some(backing) = info.backing_filename {
        return Err(LocalError::HasBacking { path, backing });
    }
    match info.format.as_str() {
        "qcow2" => Ok(DiskFormat::Qcow2),
        "raw" => Ok(DiskFormat::Raw),
        format => Err(LocalError::OtherFormat { path, format: format.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overlay_is_refused_with_the_way_to_flatten_it() {
        let json = r#"{"format": "qcow2", "backing-filename": "base.img"}"#;
        let error = understood(Path::new("./it's.qcow2"), json).unwrap_err();
        assert_eq!(error.to_string(), "image ./it's.qcow2 is an overlay on base.img");
        assert_eq!(error.hints(), [r"qemu-img convert -O qcow2 './it'\''s.qcow2' './it'\''s.whole.qcow2'"]);
    }

    #[test]
    fn formats_are_told_apart() {
        let format = |name: &str| understood(Path::new("./a"), &format!(r#"{{"format": "{name}"}}"#));
        assert_eq!(format("qcow2").unwrap(), DiskFormat::Qcow2);
        assert_eq!(format("raw").unwrap(), DiskFormat::Raw);
        assert_eq!(format("vmdk").unwrap_err().to_string(), "image ./a is a vmdk file; seclab takes qcow2 and raw");
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_is_named() {
        let error = open(Path::new("./none.qcow2"), &Events::silent()).await.unwrap_err();
        assert_eq!(error.kind, Kind::Invalid);
        assert_eq!(error.chain()[0], "image ./none.qcow2 does not exist or can't be read");
    }

    #[tokio::test]
    async fn a_checksum_is_what_sha256sum_says() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("abc");
        std::fs::write(&file, "abc").unwrap();
        let digest = checksum::of_file(&file, &Events::silent()).await.unwrap();
        assert_eq!(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}

//! Which image a node gets, and having it ready.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::error::{Diagnose, Kind, Result};
use crate::event::Events;
use crate::image::store::Store;
use crate::image::ubuntu::{Mirror, Release};
use crate::image::{Image, debian, local};
use crate::paths::Paths;
use crate::spec::quantity::Bytes;

/// An image as a lab names it: `ubuntu-22.04`, `ubuntu-24.04`, `debian-12`, or a path with a slash in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageRef {
    Ubuntu(Release),
    Debian,
    File(PathBuf),
}

/// The images with a name, in the order in which they are preferred.
pub const NAMED: [ImageRef; 3] = [ImageRef::Ubuntu(Release::Noble), ImageRef::Ubuntu(Release::Jammy), ImageRef::Debian];

#[derive(Debug, thiserror::Error)]
#[error("there is no image {given}")]
pub struct UnknownImage {
    pub given: String,
}

impl Diagnose for UnknownImage {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        let names = NAMED.map(|image| image.to_string()).join(", ");
        vec![format!("name one of {names}, or a path with a slash: ./{}", self.given)]
    }
}

impl FromStr for ImageRef {
    type Err = UnknownImage;

    fn from_str(text: &str) -> Result<Self, UnknownImage> {
        if text.contains('/') {
            return Ok(Self::File(PathBuf::from(text)));
        }
        let named = NAMED.into_iter().find(|image| image.to_string() == text);
        named.ok_or_else(|| UnknownImage { given: text.to_owned() })
    }
}

impl fmt::Display for ImageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ubuntu(release) => f.write_str(release.image_name()),
            Self::Debian => f.write_str(debian::NAME),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

impl ImageRef {
    /// What pulling or building it takes in the cache folder, at its peak. A file is used where it is.
    pub fn room_to_get(&self) -> Bytes {
        match self {
            Self::Ubuntu(_) => Bytes::gibibytes(1),
            Self::Debian => Bytes::gibibytes(3),
            Self::File(_) => Bytes(0),
        }
    }
}

/// An image and why it is this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub image: ImageRef,
    pub reason: &'static str,
}

/// Chooses by what the lab asks for, which images are on this machine, and whether Ubuntu's could be pulled.
pub fn choose(asked: Option<ImageRef>, stored: &[ImageRef], publisher_reachable: bool) -> Choice {
    if let Some(image) = asked {
        return Choice { image, reason: "the lab asks for it" };
    }
    if let Some(image) = NAMED.into_iter().find(|image| stored.contains(image)) {
        return Choice { image, reason: "it is on this machine" };
    }
    if publisher_reachable {
        return Choice { image: ImageRef::Ubuntu(Release::Noble), reason: "its publisher can be reached" };
    }
    Choice { image: ImageRef::Debian, reason: "Ubuntu's publisher can't be reached, and this one is built here" }
}

/// Looks around as far as the choice needs it, and says what was chosen.
pub async fn decide(asked: Option<&str>, paths: &Paths, events: &Events) -> Result<Choice> {
    let asked = asked.map(ImageRef::from_str).transpose()?;
    let stored = if asked.is_some() { Vec::new() } else { available(&Store::open(paths)?)? };
    let reachable = match (&asked, Mirror::from_environment()) {
        (None, Ok(mirror)) if stored.is_empty() => mirror.reachable().await,
        _ => false,
    };
    let choice = choose(asked, &stored, reachable);
    events.chosen("image", &choice.image.to_string(), choice.reason);
    Ok(choice)
}

/// The named images that are ready on this machine.
pub fn available(store: &Store) -> Result<Vec<ImageRef>> {
    let mut found = Vec::new();
    for image in NAMED {
        if stored(&image, store)?.is_some() {
            found.push(image);
        }
    }
    Ok(found)
}

/// The image, pulled or built when it is not on this machine.
pub async fn ensure(image: &ImageRef, paths: &Paths, events: &Events) -> Result<Image> {
    let store = Store::open(paths)?;
    if let Some(ready) = stored(image, &store)? {
        return Ok(ready);
    }
    match image {
        ImageRef::Ubuntu(release) => Mirror::from_environment()?.pull(*release, &store, events).await,
        ImageRef::Debian => debian::ensure(&store, events).await,
        ImageRef::File(path) => local::open(path, events).await,
    }
}

fn stored(image: &ImageRef, store: &Store) -> Result<Option<Image>> {
    match image {
        ImageRef::Ubuntu(release) => Ok(store.get(release.image_name())?.map(|stored| stored.image)),
        ImageRef::Debian => debian::current(store),
        ImageRef::File(_) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBLE: ImageRef = ImageRef::Ubuntu(Release::Noble);
    const JAMMY: ImageRef = ImageRef::Ubuntu(Release::Jammy);

    #[test]
    fn an_image_is_chosen_by_what_is_asked_what_is_there_and_what_can_be_had() {
        let file = ImageRef::File(PathBuf::from("./a.qcow2"));
        let table: [(Option<ImageRef>, &[ImageRef], bool, ImageRef); 9] = [
            (Some(JAMMY), &[NOBLE], true, JAMMY),
            (Some(ImageRef::Debian), &[], true, ImageRef::Debian),
            (Some(file.clone()), &[NOBLE], false, file),
            (None, &[ImageRef::Debian, JAMMY, NOBLE], false, NOBLE),
            (None, &[ImageRef::Debian, JAMMY], true, JAMMY),
            (None, &[ImageRef::Debian], true, ImageRef::Debian),
            (None, &[NOBLE], false, NOBLE),
            (None, &[], true, NOBLE),
            (None, &[], false, ImageRef::Debian),
        ];
        for (asked, stored, reachable, expected) in table {
            let choice = choose(asked.clone(), stored, reachable);
            assert_eq!(choice.image, expected, "asked {asked:?}, stored {stored:?}, reachable {reachable}");
            assert!(!choice.reason.is_empty());
        }
    }

    #[test]
    fn names_and_paths_are_read_and_shown_alike() {
        for text in ["ubuntu-22.04", "ubuntu-24.04", "debian-12", "./disk.qcow2", "/srv/debian-12"] {
            assert_eq!(text.parse::<ImageRef>().unwrap().to_string(), text);
        }
        assert_eq!("./debian-12".parse::<ImageRef>().unwrap(), ImageRef::File(PathBuf::from("./debian-12")));
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        let error = "fedora.qcow2".parse::<ImageRef>().unwrap_err();
        assert_eq!(error.to_string(), "there is no image fedora.qcow2");
        assert_eq!(
            error.hints(),
            ["name one of ubuntu-24.04, ubuntu-22.04, debian-12, or a path with a slash: ./fedora.qcow2"]
        );
    }
}

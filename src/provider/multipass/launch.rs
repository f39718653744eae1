//! What a launch asks for, checked before Multipass is asked.

use super::error::MultipassError;
use crate::error::Result;
use crate::event::Events;
use crate::provider::{NodeRequest, cloud_init};
use crate::spec::quantity::Bytes;

/// A host name's label: <https://datatracker.ietf.org/doc/html/rfc1035#section-2.3.4>
pub(super) const LONGEST_NAME: usize = 63;

/// <https://documentation.ubuntu.com/multipass/latest/reference/command-line-interface/launch/>
const LEAST_CPUS: u32 = 1;
const LEAST_MEMORY: Bytes = Bytes::mebibytes(512);
const LEAST_DISK: Bytes = Bytes::gibibytes(1);

const DEFAULT_IMAGE: &str = "ubuntu-24.04";

/// The arguments of `multipass launch`, in its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Launch {
    pub machine: String,
    pub image: String,
    pub cpus: String,
    pub memory: String,
    pub disk: String,
    pub user_data: String,
}

/// Two nodes can't share a machine even if their names run together alike: the second finds a foreign one.
pub(super) fn machine_name(node: &NodeRequest) -> Result<String, MultipassError> {
    let machine = format!("seclab-{}-{}", node.instance, node.spec.name);
    if machine.len() > LONGEST_NAME {
        return Err(MultipassError::BadName { machine, limit: LONGEST_NAME });
    }
    Ok(machine)
}

impl Launch {
    pub fn of(node: &NodeRequest, events: &Events) -> Result<Self> {
        let spec = &node.spec;
        let (asked, minimum) = (spec.cpus, LEAST_CPUS);
        if asked < minimum {
            return Err(MultipassError::TooFewCpus { asked, minimum }.into());
        }
        let (asked, minimum) = (spec.memory, LEAST_MEMORY);
        if asked < minimum {
            return Err(MultipassError::TooLittleMemory { asked, minimum }.into());
        }
        let (asked, minimum) = (spec.disk, LEAST_DISK);
        if asked < minimum {
            return Err(MultipassError::TooLittleDisk { asked, minimum }.into());
        }
        let (image, _) = choose_image(spec.image.as_deref(), events);
        Ok(Self {
            machine: machine_name(node)?,
            image: image_argument(image)?,
            cpus: spec.cpus.to_string(),
            memory: spec.memory.to_string(),
            disk: spec.disk.to_string(),
            user_data: cloud_init::user_data(node, None)?,
        })
    }
}

/// The image to ask for, and why.
pub fn choose_image<'a>(asked: Option<&'a str>, events: &Events) -> (&'a str, &'static str) {
    if let Some(image) = asked {
        return (image, "the lab asks for it");
    }
    let reason = "the lab names none, and Multipass has this one";
    events.chosen("image", DEFAULT_IMAGE, reason);
    (DEFAULT_IMAGE, reason)
}

/// Releases are pinned: an alias like `lts` moves. A file is read by the daemon, so its path must be absolute.
fn image_argument(image: &str) -> Result<String> {
    match image {
        "ubuntu-22.04" => Ok("22.04".to_owned()),
        "ubuntu-24.04" => Ok("24.04".to_owned()),
        path if path.contains('/') => {
            let path = std::path::absolute(path)?;
            if !path.is_file() {
                return Err(MultipassError::NoImageFile { path }.into());
            }
            // A URL to the daemon: these three would be read as its syntax.
            let path = path.display().to_string().replace('%', "%25").replace('#', "%23").replace('?', "%3F");
            Ok(format!("file://{path}"))
        }
        other => Err(MultipassError::UnsupportedImage { image: other.to_owned() }.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_pinned_and_files_are_absolute() {
        assert_eq!(image_argument("ubuntu-22.04").unwrap(), "22.04");
        assert_eq!(image_argument("ubuntu-24.04").unwrap(), "24.04");
        let here = std::path::absolute("Cargo.toml").unwrap();
        assert_eq!(image_argument("./Cargo.toml").unwrap(), format!("file://{}", here.display()));
    }

    #[test]
    fn a_path_is_written_as_a_url() {
        let folder = tempfile::tempdir().unwrap();
        let disk = folder.path().join("100% #1?.img");
        std::fs::write(&disk, "").unwrap();
        let argument = image_argument(disk.to_str().unwrap()).unwrap();
        assert_eq!(argument, format!("file://{}/100%25 %231%3F.img", folder.path().display()));
    }

    #[test]
    fn other_distributions_and_missing_files_are_refused() {
        let said = |image| image_argument(image).unwrap_err().chain().join(": ");
        assert_eq!(
            said("debian-12"),
            "Multipass has no image for `debian-12`, only for `ubuntu-22.04`, `ubuntu-24.04` and files"
        );
        assert_eq!(said("/nowhere/disk.img"), "the image file /nowhere/disk.img does not exist");
    }
}

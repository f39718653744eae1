//! The tags of the toolbox image: the same program, with less and less around it, and with file capabilities.

use oci_spec::image::Arch;

use super::archive::{self, Image};
use super::layer::{Layer, Tree};
use crate::digest::sha256;
use crate::error::Result;
use crate::policy::capabilities::{FileCapabilities, Set};

pub const REPOSITORY: &str = "localhost/seclab/toolbox";

const APPLETS: &str = include_str!("../../templates/container-image/applets");
const PASSWD: &str = include_str!("../../templates/container-image/passwd");
const GROUP: &str = include_str!("../../templates/container-image/group");
const PASSWD_NOSHELL: &str = include_str!("../../templates/container-image/passwd-noshell");

const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// The user `app` of the passwd file.
const APP: u32 = 1000;
/// `CAP_NET_BIND_SERVICE` in a set: its number is 10.
const NET_BIND_SERVICE: u64 = 1 << 10;

/// A tag of the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// busybox, the toolbox, and root as the user.
    Root,
    /// The same with the user `app`.
    NonRoot,
    /// As `nonroot`; the program's file has `cap_net_bind_service=ep`.
    FileCap,
    /// As `nonroot`; the program's file has `cap_net_bind_service=p`, for it to raise: `toolbox aware`.
    Aware,
    /// Nothing but the program.
    NoShell,
    /// The same, doing nothing: what holds the namespaces of a Pod.
    Pause,
}

impl Tag {
    pub const ALL: [Self; 6] = [Self::Root, Self::NonRoot, Self::FileCap, Self::Aware, Self::NoShell, Self::Pause];

    pub fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::NonRoot => "nonroot",
            Self::FileCap => "filecap",
            Self::Aware => "aware",
            Self::NoShell => "noshell",
            Self::Pause => "pause",
        }
    }

    /// `localhost/seclab/toolbox:TAG`
    pub fn reference(self) -> String {
        format!("{REPOSITORY}:{}", self.name())
    }

    fn user(self) -> &'static str {
        match self {
            Self::Root => "0:0",
            Self::NonRoot | Self::FileCap | Self::Aware => "1000:1000",
            Self::NoShell | Self::Pause => "65532:65532",
        }
    }

    fn command(self) -> &'static [&'static str] {
        match self {
            // As long as a number of seconds can say: more than a hundred years.
            Self::Pause => &["toolbox", "sleep", "4294967295"],
            _ => &["toolbox", "serve"],
        }
    }

    fn file_capability(self) -> Option<FileCapabilities> {
        match self {
            Self::FileCap | Self::Aware => Some(FileCapabilities {
                permitted: Set::from_bits(NET_BIND_SERVICE),
                effective: self == Self::FileCap,
                ..FileCapabilities::default()
            }),
            Self::Root | Self::NonRoot | Self::NoShell | Self::Pause => None,
        }
    }
}

/// The references of all tags.
pub fn references() -> Vec<String> {
    Tag::ALL.map(Tag::reference).to_vec()
}

/// All tags, ready to be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// An archive for `podman load` and `ctr images import`.
    pub bytes: Vec<u8>,
    pub images: Vec<PackedImage>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedImage {
    pub reference: String,
    /// sha256 of the configuration: the id that podman shows.
    pub id: String,
}

/// Packs all tags. The same input gives the same bytes, on any machine.
///
/// `program` is the toolbox, `busybox` a static busybox; both are executables for the machine, which is named as
/// `uname -m` does.
pub fn pack(program: &[u8], busybox: &[u8], machine: &str) -> Result<Packed> {
    let (with_shell, without_shell) = (system(busybox)?, accounts()?);
    let programs = Tag::ALL.map(|tag| program_layer(program, tag.file_capability()));
    let programs = programs.into_iter().collect::<std::io::Result<Vec<_>>>()?;
    let mut images = Vec::new();
    for (tag, program) in Tag::ALL.into_iter().zip(&programs) {
        let base = if matches!(tag, Tag::NoShell | Tag::Pause) { &without_shell } else { &with_shell };
        images.push(Image {
            reference: tag.reference(),
            user: tag.user(),
            path: PATH,
            command: tag.command(),
            layers: vec![base, program],
        });
    }
    let (bytes, ids) = archive::write(&images, &architecture(machine))?;
    let references = images.into_iter().map(|image| image.reference);
    let images = references.zip(ids).map(|(reference, id)| PackedImage { reference, id }).collect();
    Ok(Packed { bytes, images })
}

/// A digest of all that goes into the images: a node whose images have it needs no new ones. It needs the busybox's
/// sha256 only, which a node can tell without sending the program.
pub fn recipe_digest(program: &[u8], busybox_sha256: &str) -> Result<String> {
    // Whatever else goes in shows in the ids of images packed of nothing: files, layout, users, the code itself.
    let form = pack(&[], &[], "x86_64")?;
    let mut recipe: Vec<String> = form.images.into_iter().map(|image| image.id).collect();
    recipe.extend([sha256(program), busybox_sha256.to_owned()]);
    Ok(sha256(recipe.join("\n")))
}

/// <https://go.dev/doc/install/source#environment> has the names that images use.
fn architecture(machine: &str) -> Arch {
    match machine {
        "x86_64" => Arch::Amd64,
        "aarch64" => Arch::ARM64,
        other => other.into(),
    }
}

/// Everything but the program of an image with a shell.
fn system(busybox: &[u8]) -> std::io::Result<Layer> {
    let mut tree = Tree::default();
    for folder in ["bin", "etc", "home", "usr", "usr/bin"] {
        tree.folder(folder, 0o755, 0);
    }
    tree.folder("root", 0o700, 0).folder("home/app", 0o755, APP).folder("tmp", 0o1777, 0);
    tree.file("etc/passwd", 0o644, PASSWD.as_bytes()).file("etc/group", 0o644, GROUP.as_bytes());
    tree.program("bin/busybox", busybox, None);
    for applet in APPLETS.lines() {
        tree.link(&format!("bin/{applet}"), "busybox");
    }
    tree.into_layer("busybox and the accounts root, app and nobody")
}

/// The same for an image without a shell.
fn accounts() -> std::io::Result<Layer> {
    let mut tree = Tree::default();
    tree.folder("etc", 0o755, 0).folder("tmp", 0o1777, 0).folder("usr", 0o755, 0).folder("usr/bin", 0o755, 0);
    tree.file("etc/passwd", 0o644, PASSWD_NOSHELL.as_bytes());
    tree.into_layer("the account nonroot")
}

fn program_layer(program: &[u8], capability: Option<FileCapabilities>) -> std::io::Result<Layer> {
    let mut tree = Tree::default();
    tree.program("usr/bin/toolbox", program, capability);
    tree.into_layer("the toolbox")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed() -> Packed {
        pack(b"program", b"busybox", "x86_64").unwrap()
    }

    #[test]
    fn the_same_input_gives_the_same_bytes() {
        // Another digest here means that nodes get new images: right after a change to what is packed, else a bug.
        assert_eq!(sha256(packed().bytes), "b76e7ad152c7657f12ee291908a04810d5f04a576bb81e3d912f270c52343c2e");
    }

    #[test]
    fn images_are_listed_with_the_ids_of_their_configurations() {
        let packed = packed();
        let names: Vec<_> = packed.images.iter().filter_map(|image| image.reference.rsplit(':').next()).collect();
        assert_eq!(names, ["root", "nonroot", "filecap", "aware", "noshell", "pause"]);
        let files = files(&packed.bytes);
        for image in &packed.images {
            let (_, configuration) = files.iter().find(|(path, _)| *path == format!("{}.json", image.id)).unwrap();
            assert_eq!(sha256(configuration), image.id);
        }
    }

    #[test]
    fn layers_are_shared_and_named_by_their_digest() {
        let layers: Vec<_> = files(&packed().bytes).into_iter().filter(|(path, _)| !path.contains("json")).collect();
        // Two bases, and the program as it is, with `ep` and with `p`.
        assert_eq!(layers.len(), 5);
        for (path, bytes) in layers {
            assert_eq!(path, format!("{}.tar", sha256(bytes)));
        }
    }

    #[test]
    fn the_recipe_changes_with_each_part() {
        let recipe = recipe_digest(b"program", "aa").unwrap();
        assert_eq!(recipe, recipe_digest(b"program", "aa").unwrap());
        assert_ne!(recipe, recipe_digest(b"another", "aa").unwrap());
        assert_ne!(recipe, recipe_digest(b"program", "bb").unwrap());
    }

    fn files(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
        let mut archive = tar::Archive::new(archive);
        let entries = archive.entries().unwrap().map(|entry| {
            let mut entry = entry.unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
            (entry.path().unwrap().to_str().unwrap().to_owned(), bytes)
        });
        entries.collect()
    }
}

//! One layer of a container image: a tar that is the same, byte for byte, for the same content.

use std::collections::BTreeMap;
use std::io;

use tar::{Builder, EntryType, Header};

use crate::digest::sha256;
use crate::policy::capabilities::FileCapabilities;

/// A layer that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    pub bytes: Vec<u8>,
    /// sha256 of the bytes.
    pub digest: String,
    /// One line for the image's history.
    pub purpose: &'static str,
}

/// The content of a layer, by path without a leading slash. A folder comes before what is in it, as its path is shorter.
#[derive(Debug, Default)]
pub struct Tree(BTreeMap<String, Entry>);

#[derive(Debug)]
struct Entry {
    kind: Kind,
    mode: u32,
    owner: u32,
}

#[derive(Debug)]
enum Kind {
    Folder,
    File { bytes: Vec<u8>, capability: Option<FileCapabilities> },
    Link { target: String },
}

impl Tree {
    pub fn folder(&mut self, path: &str, mode: u32, owner: u32) -> &mut Self {
        self.add(path, Entry { kind: Kind::Folder, mode, owner })
    }

    pub fn file(&mut self, path: &str, mode: u32, bytes: &[u8]) -> &mut Self {
        self.add(path, Entry { kind: Kind::File { bytes: bytes.to_vec(), capability: None }, mode, owner: 0 })
    }

    pub fn program(&mut self, path: &str, bytes: &[u8], capability: Option<FileCapabilities>) -> &mut Self {
        self.add(path, Entry { kind: Kind::File { bytes: bytes.to_vec(), capability }, mode: 0o755, owner: 0 })
    }

    pub fn link(&mut self, path: &str, target: &str) -> &mut Self {
        self.add(path, Entry { kind: Kind::Link { target: target.to_owned() }, mode: 0o777, owner: 0 })
    }

    fn add(&mut self, path: &str, entry: Entry) -> &mut Self {
        self.0.insert(path.to_owned(), entry);
        self
    }

    /// Writes the tar: sorted by path, all times 0, owners by number.
    pub fn into_layer(self, purpose: &'static str) -> io::Result<Layer> {
        let mut tar = Builder::new(Vec::new());
        for (path, entry) in self.0 {
            let mut header = Header::new_ustar();
            header.set_mode(entry.mode);
            header.set_uid(entry.owner.into());
            header.set_gid(entry.owner.into());
            header.set_mtime(0);
            header.set_size(0);
            match entry.kind {
                Kind::Folder => {
                    header.set_entry_type(EntryType::Directory);
                    tar.append_data(&mut header, path + "/", io::empty())?;
                }
                Kind::Link { target } => {
                    header.set_entry_type(EntryType::Symlink);
                    tar.append_link(&mut header, path, target)?;
                }
                Kind::File { bytes, capability } => {
                    if let Some(capability) = capability {
                        let attribute = capability.encode();
                        tar.append_pax_extensions([("SCHILY.xattr.security.capability", attribute.as_slice())])?;
                    }
                    header.set_entry_type(EntryType::Regular);
                    header.set_size(bytes.len() as u64);
                    tar.append_data(&mut header, path, bytes.as_slice())?;
                }
            }
        }
        let bytes = tar.into_inner()?;
        Ok(Layer { digest: sha256(&bytes), bytes, purpose })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn entries_are_sorted_and_bear_no_time_and_no_name() {
        let mut tree = Tree::default();
        tree.file("b/c", 0o644, b"text").folder("b", 0o1777, 1000).link("a", "/b/c");
        let layer = tree.into_layer("").unwrap();
        let mut archive = tar::Archive::new(layer.bytes.as_slice());
        let entries: Vec<_> = archive
            .entries()
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let header = entry.header();
                assert_eq!(header.mtime().unwrap(), 0);
                assert_eq!(header.username().unwrap(), Some(""));
                let path = entry.path().unwrap().to_str().unwrap().to_owned();
                (path, header.mode().unwrap(), header.uid().unwrap())
            })
            .collect();
        let expected = [("a", 0o777, 0), ("b/", 0o1777, 1000), ("b/c", 0o644, 0)];
        assert_eq!(entries, expected.map(|(path, mode, uid)| (path.to_owned(), mode, uid)));
    }

    #[test]
    fn a_file_capability_is_the_attribute_that_the_kernel_reads() {
        let permitted = "NET_BIND_SERVICE".parse().unwrap();
        let capability = FileCapabilities { permitted, effective: true, ..FileCapabilities::default() };
        let mut tree = Tree::default();
        tree.program("p", b"x", Some(capability));
        let layer = tree.into_layer("").unwrap();
        let mut archive = tar::Archive::new(layer.bytes.as_slice());
        let mut entry = archive.entries().unwrap().next().unwrap().unwrap();
        let record = entry.pax_extensions().unwrap().unwrap().next().unwrap().unwrap();
        assert_eq!(record.key(), Ok("SCHILY.xattr.security.capability"));
        // As `setcap cap_net_bind_service=ep` writes it.
        assert_eq!(record.value_bytes(), [1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let mut content = String::new();
        entry.read_to_string(&mut content).unwrap();
        assert_eq!(content, "x");
    }
}

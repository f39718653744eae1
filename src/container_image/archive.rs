//! Container images as one archive in the format of `docker save`, which `podman load` and `ctr images import` take:
//! <https://github.com/moby/docker-image-spec/blob/main/spec.md>

use std::collections::BTreeMap;
use std::io;

use oci_spec::image::{Arch, Config, History, ImageConfiguration, Os, RootFs};
use serde::Serialize;
use tar::{Builder, Header};

use super::layer::Layer;
use crate::digest::sha256;
use crate::error::Result;

/// The same day for every image, or its digest would tell when it was packed.
const CREATED: &str = "1970-01-01T00:00:00Z";

/// One image to be written.
#[derive(Debug)]
pub struct Image<'a> {
    /// `REPOSITORY:TAG`
    pub reference: String,
    pub user: &'static str,
    pub path: &'static str,
    pub command: &'static [&'static str],
    pub layers: Vec<&'a Layer>,
}

impl Image<'_> {
    fn configuration(&self, architecture: &Arch) -> ImageConfiguration {
        let history = self.layers.iter().map(|layer| {
            let mut entry = History::default();
            entry.set_created(Some(CREATED.to_owned())).set_created_by(Some(layer.purpose.to_owned()));
            entry
        });
        let mut root = RootFs::default();
        root.set_diff_ids(self.layers.iter().map(|layer| format!("sha256:{}", layer.digest)).collect());
        let mut config = Config::default();
        config
            .set_user(Some(self.user.to_owned()))
            .set_env(Some(vec![format!("PATH={}", self.path)]))
            .set_cmd(Some(self.command.iter().map(|word| (*word).to_owned()).collect()))
            .set_working_dir(Some("/".to_owned()));
        let mut image = ImageConfiguration::default();
        image
            .set_created(Some(CREATED.to_owned()))
            .set_architecture(architecture.clone())
            .set_os(Os::Linux)
            .set_config(Some(config))
            .set_rootfs(root)
            .set_history(Some(history.collect()));
        image
    }
}

/// One row of `manifest.json`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ManifestRow {
    config: String,
    repo_tags: [String; 1],
    layers: Vec<String>,
}

/// The archive, and the id of each image: the sha256 of its configuration, as runtimes show it.
pub fn write(images: &[Image<'_>], architecture: &Arch) -> Result<(Vec<u8>, Vec<String>)> {
    // Layers that images share are written once.
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut manifest = Vec::new();
    let mut ids = Vec::new();
    for image in images {
        let configuration = serde_json::to_vec(&image.configuration(architecture))?;
        let id = sha256(&configuration);
        manifest.push(ManifestRow {
            config: format!("{id}.json"),
            repo_tags: [image.reference.clone()],
            layers: image.layers.iter().map(|layer| file_of(layer)).collect(),
        });
        for layer in &image.layers {
            files.entry(file_of(layer)).or_insert_with(|| layer.bytes.clone());
        }
        files.insert(format!("{id}.json"), configuration);
        ids.push(id);
    }
    files.insert("manifest.json".to_owned(), serde_json::to_vec(&manifest)?);
    Ok((tar_of(&files)?, ids))
}

fn file_of(layer: &Layer) -> String {
    format!("{}.tar", layer.digest)
}

fn tar_of(files: &BTreeMap<String, Vec<u8>>) -> io::Result<Vec<u8>> {
    let mut tar = Builder::new(Vec::new());
    for (path, bytes) in files {
        let mut header = Header::new_ustar();
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, path, bytes.as_slice())?;
    }
    tar.into_inner()
}

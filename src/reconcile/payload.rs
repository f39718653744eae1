//! The bytes that a change brings to a node.

use std::path::PathBuf;
use std::time::Duration;

use data_encoding::BASE64;
use serde_json::json;

use crate::container_image;
use crate::digest::sha256;
use crate::error::{Diagnose, Result};
use crate::node::{Node, Script};
use crate::phase::Payload;
use crate::runtime::kubernetes::Artifact;
use crate::template;

/// Where a file waits on the node for the script that it is for.
const STAGED: &str = "/var/lib/seclab/incoming";
/// Some hundred megabytes to a guest in software emulation.
const SEND_LIMIT: Duration = Duration::from_mins(15);

#[derive(Debug, thiserror::Error)]
pub enum PayloadError {
    #[error("the node's busybox could not be read: {said}")]
    NoBusybox { said: String },
    #[error("the node's busybox changed while it was read")]
    Changed,
    #[error("{} could not be sent: {said}", file.display())]
    NotSent { file: PathBuf, said: String },
}

impl Diagnose for PayloadError {}

/// The lines before a change's script that put its payload into the file `$payload`.
pub(super) async fn script(node: &Node, payload: &Payload) -> Result<String> {
    let bytes = match payload {
        Payload::File(artifact) => return send(node, artifact).await,
        Payload::Toolbox => container_image::program()?.to_vec(),
        Payload::ToolboxImages { busybox } => toolbox_images(node, busybox).await?,
    };
    template::render("operation/payload.sh", &json!({ "bytes": BASE64.encode(&bytes) }))
}

/// Too big for a script: the file goes by itself, and the script finds it where it was put.
async fn send(node: &Node, artifact: &Artifact) -> Result<String> {
    let path = format!("{STAGED}-{}", &artifact.sha256[..16]);
    let values = json!({ "path": path, "sha256": artifact.sha256 });
    let take = template::render("operation/take.sh", &values)?;
    let script = Script::root(take, SEND_LIMIT).reading(&artifact.file);
    let answer = node.run(&script, None).await?;
    if answer.code != 0 {
        let said = answer.stderr.trim().to_owned();
        return Err(PayloadError::NotSent { file: artifact.file.clone(), said }.into());
    }
    template::render("operation/taken.sh", &values)
}

async fn toolbox_images(node: &Node, expected: &str) -> Result<Vec<u8>> {
    let script = Script::root(template::render("container-image/busybox.sh", &())?, Duration::from_mins(2));
    let answer = node.ask(&script).await?;
    let unreadable = |said: &str| PayloadError::NoBusybox { said: said.trim().to_owned() };
    let (architecture, encoded) = answer.stdout.split_once('\n').ok_or_else(|| unreadable(&answer.stderr))?;
    let busybox = BASE64.decode(encoded.trim().as_bytes()).map_err(|error| unreadable(&error.to_string()))?;
    if sha256(&busybox) != expected {
        return Err(PayloadError::Changed.into());
    }
    Ok(container_image::pack(container_image::program()?, &busybox, architecture.trim())?.bytes)
}

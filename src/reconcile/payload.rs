//! The bytes that a change brings to a node.

use std::time::Duration;

use data_encoding::BASE64;
use serde_json::json;

use crate::container_image;
use crate::digest::sha256;
use crate::error::{Diagnose, Result};
use crate::node::{Node, Script};
use crate::phase::Payload;
use crate::template;

#[derive(Debug, thiserror::Error)]
pub enum PayloadError {
    #[error("the node's busybox could not be read: {said}")]
    NoBusybox { said: String },
    #[error("the node's busybox changed while it was read")]
    Changed,
}

impl Diagnose for PayloadError {}

/// The lines before a change's script that put its payload into the file `$payload`.
pub(super) async fn script(node: &Node, payload: &Payload) -> Result<String> {
    let bytes = match payload {
        Payload::Toolbox => container_image::program()?.to_vec(),
        Payload::ToolboxImages { busybox } => toolbox_images(node, busybox).await?,
    };
    template::render("operation/payload.sh", &json!({ "bytes": BASE64.encode(&bytes) }))
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

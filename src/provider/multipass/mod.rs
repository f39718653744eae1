//! Nodes as Multipass instances, through the `multipass` client and nothing else: only its JSON is read.
//!
//! A machine is named `seclab-INSTANCE-NODE`. Only a machine that `record` remembers launching is ever touched:
//! an instance of that name that somebody else made is refused, never entered, stopped or deleted.

mod bring_up;
mod client;
mod error;
mod json;
mod launch;
mod lifecycle;
mod reach;
mod record;
mod saves;

pub use client::{Client, Version};
pub use error::MultipassError;
pub use launch::choose_image;
pub use lifecycle::{Limits, Multipass};

/// The user that Multipass' images come with, and that its client logs in as.
pub const ADMIN: &str = "ubuntu";

/// Whether Multipass' daemon answers here, and which.
pub async fn probe(paths: &crate::paths::Paths) -> crate::error::Result<String> {
    let version = Multipass::connect(paths).await?.client.version().await?;
    Ok(format!("the daemon of Multipass {} answers", version.multipass))
}

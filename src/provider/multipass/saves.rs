//! Saved machine states, as Multipass snapshots: taken of and put back on a stopped machine.

use super::client::Client;
use super::error::MultipassError;
use super::json::Info;
use crate::error::Result;

/// The names of a machine's snapshots, oldest first, asked for only if there are any.
pub(super) async fn names(client: &Client, machine: &str, info: &Info) -> Result<Vec<String>, MultipassError> {
    if info.snapshot_count == 0 { Ok(Vec::new()) } else { client.snapshots(machine).await }
}

/// Keeps the state of a stopped machine. Multipass refuses a name that exists, so the older one goes first.
pub(super) async fn replace(client: &Client, machine: &str, info: &Info, save: &str) -> Result<(), MultipassError> {
    if names(client, machine, info).await?.iter().any(|name| name == save) {
        client.delete(&format!("{machine}.{save}")).await?;
    }
    client.snapshot(machine, save).await
}

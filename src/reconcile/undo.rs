//! Takes back what seclab did on a node that is not ours to delete: the inventory, last first.

use std::time::Duration;

use serde_json::json;

use super::apply;
use crate::error::Result;
use crate::event::Events;
use crate::node::{Node, OperationLog};
use crate::template;

const LIMIT: Duration = Duration::from_mins(15);
/// How the script announces what it could not take back.
const STAYS: &str = "stays: ";

/// `id` is the one that the node was marked with. A node without mark and inventory is undone already.
pub async fn undo(node: &Node, id: &str, log: &OperationLog, events: &Events) -> Result<()> {
    events.waiting("what seclab put there to be taken back");
    let body = template::render("undo/inventory.sh", &json!({ "id": id }))?;
    let answer = apply::run(node, "undo", &body, LIMIT, log).await?;
    for text in answer.stderr.lines().filter_map(|line| line.strip_prefix(STAYS)) {
        events.notice(format!("left as it is: {text}"));
    }
    Ok(())
}

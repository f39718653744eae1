//! Takes back what seclab did on a node that is not ours to delete: the inventory, last first.

use std::time::Duration;

use super::apply;
use crate::error::Result;
use crate::event::Events;
use crate::node::{Node, OperationLog};
use crate::template;

const LIMIT: Duration = Duration::from_mins(15);

pub async fn undo(node: &Node, log: &OperationLog, events: &Events) -> Result<()> {
    events.waiting("what seclab put there to be taken back");
    let body = template::render("undo/inventory.sh", &())?;
    apply::run(node, "undo", &body, LIMIT, log).await
}

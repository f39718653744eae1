//! `down`: the instance and everything of it goes.

use super::side_by_side;
use crate::error::{Error, Result};
use crate::event::Events;
use crate::instance::{Instance, Record};
use crate::provider::{Provider, ProviderKind};
use crate::reconcile::undo;

/// Deletes the nodes, or undoes what was done on nodes that are not ours; then forgets the instance.
pub async fn down(instance: &Instance, record: &Record, provider: &dyn Provider, events: &Events) -> Result<()> {
    let nodes: Vec<_> = record.nodes.keys().cloned().collect();
    side_by_side(nodes, |node| async move {
        let events = events.for_node(node.as_str());
        let work = async {
            let reached = record.nodes[&node].endpoint.is_some();
            if reached {
                let session = instance.known_session(record, &node)?;
                if provider.kind() == ProviderKind::Ssh {
                    let step = events.step("undo");
                    undo(&session, &instance.new_log("down")?, &events).await?;
                    step.done();
                }
                session.disconnect().await;
            }
            let step = events.step("delete");
            provider.delete(&instance.request(record, &node)?, &events).await?;
            step.done();
            Ok(())
        };
        work.await.map_err(|error: Error| error.on_node(node.as_str()))
    })
    .await?;
    instance.remove()
}

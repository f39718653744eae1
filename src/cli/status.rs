use serde::Serialize;

use super::{Context, Outcome};
use crate::error::Result;
use crate::lifecycle::{self, NodeLook};
use crate::provider::NodeState;
use crate::spec::name::Name;
use crate::ui::Answer;
use crate::ui::table::Table;

/// Show the nodes of an instance: state, open changes, and when their posture was last verified
#[derive(Debug, clap::Args)]
pub struct Args {
    instance: Name,
}

#[derive(Serialize)]
struct Status {
    instance: Name,
    lab: String,
    provider: &'static str,
    nodes: Vec<NodeLook>,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let opened = context.open(&args.instance)?;
    let lab = opened.lab().ok();
    let nodes = lifecycle::status(&opened.instance, &opened.record, opened.provider.as_ref(), lab.as_ref()).await?;
    context.ui.answer(&Status {
        instance: args.instance,
        lab: opened.record.origin.to_string(),
        provider: opened.record.provider.value.as_str(),
        nodes,
    })?;
    Ok(Outcome::Done)
}

pub fn state_word(state: &NodeState) -> String {
    match state {
        NodeState::Absent => "absent".to_owned(),
        NodeState::Running => "running".to_owned(),
        NodeState::Paused => "paused".to_owned(),
        NodeState::Stopped => "stopped".to_owned(),
        NodeState::Other(word) => word.clone(),
    }
}

impl Answer for Status {
    fn table(&self) -> String {
        let mut table = Table::new(["NODE", "STATE", "ADDRESS", "IMAGE", "OPEN CHANGES", "VERIFIED", "SAVES"]);
        for node in &self.nodes {
            let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
            let verified = node.verified.as_ref().map(|verified| {
                format!("{}/{} at {}", verified.passed, verified.total, verified.at.strftime("%F %T UTC"))
            });
            let saves = if node.saves.is_empty() { None } else { Some(node.saves.join(",")) };
            table.row([
                format!("{}/{}", self.instance, node.node),
                state_word(&node.state),
                or_dash(node.address.clone()),
                or_dash(node.image.clone()),
                or_dash(node.pending.map(|count| count.to_string())),
                or_dash(verified),
                or_dash(saves),
            ]);
        }
        table.to_string()
    }

    fn names(&self) -> Vec<String> {
        self.nodes.iter().map(|node| format!("{}/{}", self.instance, node.node)).collect()
    }
}

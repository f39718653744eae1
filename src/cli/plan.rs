use std::fmt::Write;

use serde::Serialize;

use super::{Context, Outcome};
use crate::catalog::LoadedLab;
use crate::error::Result;
use crate::instance::{Instance, Record};
use crate::lifecycle::{self, NodePlan};
use crate::phase::Planned;
use crate::provider::Provider;
use crate::spec::name::Name;
use crate::ui::Answer;

/// Show what `up` would change on an instance, and why
#[derive(Debug, clap::Args)]
pub struct Args {
    instance: Name,
}

#[derive(Serialize)]
struct Plans {
    instance: Name,
    nodes: Vec<NodePlan>,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let opened = context.open(&args.instance)?;
    show(context, &opened.instance, &opened.record, &opened.lab()?, opened.provider.as_ref()).await
}

pub async fn show(
    context: &Context,
    instance: &Instance,
    record: &Record,
    lab: &LoadedLab,
    provider: &dyn Provider,
) -> Result<Outcome> {
    let nodes = lifecycle::plan_nodes(instance, record, lab, provider).await?;
    context.ui.answer(&Plans { instance: record.name.clone(), nodes })?;
    Ok(Outcome::Done)
}

impl Answer for Plans {
    fn table(&self) -> String {
        let mut text = String::new();
        for node in &self.nodes {
            // Writing to a String can't fail.
            let _ = writeln!(text, "{}/{}", self.instance, node.node);
            match &node.plan {
                None => {
                    let _ = writeln!(text, "  the node is made and started; the rest is known after that");
                }
                Some(plan) if plan.is_empty() => {
                    let _ = writeln!(text, "  nothing to do");
                }
                Some(plan) => plan.steps.iter().for_each(|step| describe(step, &mut text)),
            }
        }
        text
    }

    fn names(&self) -> Vec<String> {
        let plans = self.nodes.iter().filter_map(|node| node.plan.as_ref());
        plans.flat_map(|plan| plan.changes().map(|change| change.id.clone())).collect()
    }
}

fn describe(step: &Planned, text: &mut String) {
    let _ = match step {
        Planned::Change(change) => {
            let then = change.trigger.as_ref().map(|trigger| format!("; then {}", trigger.summary()));
            writeln!(text, "  {}: {} ({}){}", change.phase, change.summary, change.reason, then.unwrap_or_default())
        }
        Planned::Later { phase, summary, after } => writeln!(text, "  {phase}: {summary} (known after {after})"),
    };
}

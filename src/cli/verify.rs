use serde::Serialize;

use super::target::Target;
use super::{Context, Outcome};
use crate::error::Result;
use crate::lifecycle;
use crate::phase::Verdict;
use crate::spec::name::Name;
use crate::ui::Answer;
use crate::ui::table::Table;

/// Try live whether everything holds that the lab asserts
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "INSTANCE[/NODE]")]
    target: Target,
}

#[derive(Serialize)]
struct NodeVerdicts {
    node: Name,
    verdicts: Vec<Verdict>,
}

#[derive(Serialize)]
struct Verdicts {
    instance: Name,
    nodes: Vec<NodeVerdicts>,
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let mut opened = context.open_locked(&args.target.instance)?;
    let (nodes, lab) = (opened.nodes(&args.target)?, opened.lab()?);
    let events = context.ui.events();
    let provider = opened.provider.as_ref();
    let tried = lifecycle::verify_nodes(&opened.instance, &mut opened.record, nodes, &lab, provider, &events).await?;
    context.ui.erase_progress();
    let passed = tried.iter().all(|(_, verdicts)| verdicts.iter().all(|verdict| verdict.passed));
    let nodes = tried.into_iter().map(|(node, verdicts)| NodeVerdicts { node, verdicts }).collect();
    context.ui.answer(&Verdicts { instance: args.target.instance.clone(), nodes })?;
    if !passed {
        context.ui.hint(format!("seclab plan {}", args.target));
        return Ok(Outcome::NotPassed);
    }
    Ok(Outcome::Done)
}

impl Answer for Verdicts {
    fn table(&self) -> String {
        let mut table = Table::new(["NODE", "RESULT", "ASSERTION", "ACTUAL"]);
        for node in &self.nodes {
            for verdict in &node.verdicts {
                let result = if verdict.passed { "pass" } else { "fail" };
                let actual = if verdict.passed {
                    verdict.actual.clone()
                } else {
                    format!("{} (expected {})", verdict.actual, verdict.expected)
                };
                let place = format!("{}/{}", self.instance, node.node);
                table.row([place, result.to_owned(), verdict.title.clone(), actual]);
            }
        }
        table.to_string()
    }

    fn names(&self) -> Vec<String> {
        let failed = |node: &NodeVerdicts| {
            let of = node.verdicts.iter().filter(|verdict| !verdict.passed);
            of.map(|verdict| verdict.id.clone()).collect::<Vec<_>>()
        };
        self.nodes.iter().flat_map(failed).collect()
    }
}

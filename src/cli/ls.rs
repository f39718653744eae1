use serde::Serialize;

use super::{Context, Outcome};
use crate::error::Result;
use crate::instance::{self, Instance};
use crate::ui::Answer;
use crate::ui::table::Table;

/// List the instances on this host
#[derive(Debug, clap::Args)]
pub struct Args {}

#[derive(Serialize)]
struct Listed {
    name: String,
    lab: String,
    provider: &'static str,
    nodes: usize,
    created: jiff::Timestamp,
}

#[derive(Serialize)]
struct Instances(Vec<Listed>);

pub fn run(context: &Context, _args: &Args) -> Result<Outcome> {
    let mut listed = Vec::new();
    let mut broken = false;
    for name in instance::names(&context.paths)? {
        let record = match Instance::new(name.clone(), &context.paths).record() {
            Ok(Some(record)) => record,
            // Taken down since it was named.
            Ok(None) => continue,
            Err(error) => {
                context.ui.warning(format!("{name} is left out: {}.", error.chain().join(": ")));
                broken = true;
                continue;
            }
        };
        listed.push(Listed {
            name: record.name.to_string(),
            lab: record.lab.metadata.name.to_string(),
            provider: record.provider.value.as_str(),
            nodes: record.nodes.len(),
            created: record.created,
        });
    }
    if broken {
        context.ui.hint("seclab doctor");
    } else if listed.is_empty() {
        context.ui.status("No instances.");
        context.ui.hint("seclab lab list");
    }
    context.ui.answer(&Instances(listed))?;
    Ok(Outcome::Done)
}

impl Answer for Instances {
    fn table(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        let mut table = Table::new(["NAME", "LAB", "PROVIDER", "NODES", "CREATED"]);
        for one in &self.0 {
            let created = one.created.strftime("%F %T UTC").to_string();
            table.row([one.name.clone(), one.lab.clone(), one.provider.to_owned(), one.nodes.to_string(), created]);
        }
        table.to_string()
    }

    fn names(&self) -> Vec<String> {
        self.0.iter().map(|one| one.name.clone()).collect()
    }
}

use serde::Serialize;

use crate::catalog;
use crate::cli::Outcome;
use crate::error::Result;
use crate::ui::table::Table;
use crate::ui::{Answer, Ui};

/// List the built-in labs
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

#[derive(Serialize)]
struct LabList {
    labs: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: String,
    nodes: usize,
    title: String,
}

impl Answer for LabList {
    fn table(&self) -> String {
        let mut table = Table::new(["NAME", "NODES", "TITLE"]);
        for lab in &self.labs {
            table.row([&lab.name, &lab.nodes.to_string(), &lab.title]);
        }
        table.to_string()
    }

    fn names(&self) -> Vec<String> {
        self.labs.iter().map(|lab| lab.name.clone()).collect()
    }
}

pub(super) fn run(ui: &Ui, _: &Args) -> Result<Outcome> {
    let row = |name: &str| -> Result<Row> {
        let lab = catalog::load(name)?.lab;
        Ok(Row { name: lab.metadata.name.to_string(), nodes: lab.nodes.len(), title: lab.metadata.title })
    };
    let labs = catalog::built_in().into_iter().map(row).collect::<Result<_>>()?;
    ui.answer(&LabList { labs })?;
    Ok(Outcome::Done)
}

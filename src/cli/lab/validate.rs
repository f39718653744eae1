use serde::Serialize;

use crate::catalog::{self, LoadedLab, Origin};
use crate::cli::Outcome;
use crate::error::Result;
use crate::spec::name::Name;
use crate::ui::{Answer, Ui};

/// Check labs without touching anything
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Built-in labs, or paths of labs' folders or files
    #[arg(required = true, value_name = "LAB")]
    labs: Vec<String>,
}

#[derive(Serialize)]
struct Valid {
    valid: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: Name,
    origin: Origin,
}

impl Answer for Valid {
    fn table(&self) -> String {
        let line = |lab: &Row| format!("{} is valid ({})", lab.name, lab.origin);
        self.valid.iter().map(line).fold(String::new(), |all, line| all + &line + "\n")
    }

    fn names(&self) -> Vec<String> {
        self.valid.iter().map(|lab| lab.name.to_string()).collect()
    }
}

pub(super) fn run(ui: &Ui, args: &Args) -> Result<Outcome> {
    let mut valid = Vec::new();
    for lab in &args.labs {
        let LoadedLab { lab, origin, .. } = catalog::load(lab)?;
        valid.push(Row { name: lab.metadata.name, origin });
    }
    ui.answer(&Valid { valid })?;
    Ok(Outcome::Done)
}

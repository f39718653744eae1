use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::catalog;
use crate::cli::Outcome;
use crate::error::Result;
use crate::exercise::{self, Domain};
use crate::ui::table::Table;
use crate::ui::{Answer, Ui};

/// Show which subjects exercises cover, and which not yet
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Built-in labs, or paths of labs; without any, all that are built in
    #[arg(value_name = "LAB")]
    labs: Vec<String>,
}

#[derive(Serialize)]
struct Coverage {
    items: BTreeMap<Item, Vec<String>>,
    domains: Vec<DomainRow>,
}

/// `B10` stands after `B9`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
struct Item(char, u32);

#[derive(Serialize)]
struct DomainRow {
    domain: Domain,
    exercises: usize,
}

/// Items of each part of what seclab teaches.
const PARTS: [(char, u32); 3] = [('A', 6), ('B', 13), ('C', 23)];

impl From<Item> for String {
    fn from(Item(part, number): Item) -> Self {
        format!("{part}{number}")
    }
}

impl Item {
    fn read(text: &str) -> Option<Self> {
        let mut letters = text.chars();
        Some(Self(letters.next()?, letters.as_str().parse().ok()?))
    }
}

impl Answer for Coverage {
    fn table(&self) -> String {
        let mut items = Table::new(["ITEM", "EXERCISES"]);
        for (item, exercises) in &self.items {
            let exercises = if exercises.is_empty() { "-".to_owned() } else { exercises.join(", ") };
            items.row([String::from(item.clone()), exercises]);
        }
        let mut domains = Table::new(["DOMAIN", "WEIGHT", "EXERCISES"]);
        for DomainRow { domain, exercises } in &self.domains {
            domains.row([domain.title().to_owned(), format!("{} %", domain.weight()), exercises.to_string()]);
        }
        format!("{items}\n{domains}")
    }

    fn names(&self) -> Vec<String> {
        self.items.iter().filter(|(_, by)| by.is_empty()).map(|(item, _)| String::from(item.clone())).collect()
    }
}

pub(super) fn run(ui: &Ui, args: &Args) -> Result<Outcome> {
    let built_in = || catalog::built_in().into_iter().map(str::to_owned).collect();
    let labs: Vec<String> = if args.labs.is_empty() { built_in() } else { args.labs.clone() };
    let all = PARTS.iter().flat_map(|(part, last)| (1..=*last).map(|number| Item(*part, number)));
    let mut items: BTreeMap<Item, BTreeSet<String>> = all.map(|item| (item, BTreeSet::new())).collect();
    let mut domains: BTreeMap<Domain, usize> = Domain::ALL.into_iter().map(|domain| (domain, 0)).collect();
    for lab in labs {
        let lab = catalog::load(&lab)?;
        for exercise in exercise::of_lab(&lab.lab, &lab.files)? {
            *domains.entry(exercise.spec.domain).or_default() += 1;
            for item in exercise.spec.teaches.iter().filter_map(|item| Item::read(item)) {
                let named = format!("{}/{}", lab.lab.metadata.name, exercise.spec.name);
                items.entry(item).or_default().insert(named);
            }
        }
    }
    let items = items.into_iter().map(|(item, by)| (item, by.into_iter().collect())).collect();
    let domains = domains.into_iter().map(|(domain, exercises)| DomainRow { domain, exercises }).collect();
    ui.answer(&Coverage { items, domains })?;
    Ok(Outcome::Done)
}

//! `try ACTION...`: each action in a process of its own, and how it went. What worked is undone, so that actions
//! don't influence each other.

mod action;
mod child;
mod files;
mod kernel;
mod network;
mod process;

use action::Action;

use crate::{Done, Trouble, output};

pub fn run(arguments: &[&str]) -> Done {
    if arguments.is_empty() {
        return Err(Trouble::Usage("`try` needs an action".to_owned()));
    }
    try_all(parse(arguments)?);
    Ok(())
}

/// All are understood before the first is tried.
pub fn parse<'a>(actions: &[&'a str]) -> Result<Vec<(&'a str, Action)>, Trouble> {
    actions.iter().map(|text| Ok((*text, action::parse(text)?))).collect()
}

pub fn try_all(attempts: Vec<(&str, Action)>) {
    for (text, action) in attempts {
        output::line(format_args!("{text} {}", child::outcome(action)));
    }
}

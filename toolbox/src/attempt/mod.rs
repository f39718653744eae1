//! `try ACTION...`: each action in a process of its own, and how it went. What worked is undone, so that actions
//! don't influence each other.

mod action;
mod child;
mod files;
mod kernel;
mod network;
mod process;

use crate::{Done, Trouble, output};

pub fn run(arguments: &[&str]) -> Done {
    if arguments.is_empty() {
        return Err(Trouble::Usage("`try` needs an action".to_owned()));
    }
    // All are understood before the first is tried.
    let actions = arguments.iter().map(|text| Ok((text, action::parse(text)?))).collect::<Result<Vec<_>, Trouble>>()?;
    for (text, action) in actions {
        output::line(format_args!("{text} {}", child::outcome(action)));
    }
    Ok(())
}

//! What the user sees and answers: the only code that writes to the terminal.
//! Nothing here decides anything; it is given data, events and errors, and shows them.

mod bars;
mod counted;
mod error;
mod json_lines;
mod lines;
mod printer;
#[cfg(test)]
mod replay;
pub mod sanitize;
mod settings;
mod summary;
pub mod table;

pub use counted::counted;
pub use printer::{Answer, Captured, NoTerminal, Ui};
pub use settings::{Color, EventFormat, OutputFormat, Settings, Verbosity};

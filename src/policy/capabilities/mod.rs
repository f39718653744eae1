//! Capabilities of threads and files, and what execve(2) makes of them:
//! <https://man7.org/linux/man-pages/man7/capabilities.7.html>.

pub mod execve;
mod file;
mod rule;
mod set;
mod status;
mod table;
mod user_map;

pub use execve::{Executed, Execution, Formula, execve};
pub use file::{FileCapabilities, UnreadableFileCapabilities};
pub use rule::SpecialRule;
pub use set::{Set, UnknownCapability};
pub use status::{Status, ThreadSets, UnreadableStatus};
pub use table::{Capability, table};
pub use user_map::UserMap;

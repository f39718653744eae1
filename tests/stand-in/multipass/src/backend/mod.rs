//! What is behind the instances. The commands keep the books; a back-end makes machines of them.

mod none;
mod qemu;
mod ssh;
mod user_data;

pub use none::NoMachines;
pub use qemu::Guests;

use crate::reply::Reply;
use crate::store::Instance;

/// One way to have machines. Every method is called with the instance as the books have it after the change.
pub trait Backend {
    /// Brings a machine up, for the first time or again, at the instance's address. Returns when ssh would answer.
    fn boot(&self, name: &str, instance: &Instance) -> std::io::Result<()>;

    /// Shuts a machine down, or with `force` pulls the plug.
    fn halt(&self, name: &str, force: bool) -> std::io::Result<()>;

    /// Removes a machine with its disk and snapshots.
    fn destroy(&self, name: &str) -> std::io::Result<()>;

    fn snapshot(&self, name: &str, snapshot: &str) -> std::io::Result<()>;

    fn restore(&self, name: &str, snapshot: &str) -> std::io::Result<()>;

    fn forget_snapshot(&self, name: &str, snapshot: &str) -> std::io::Result<()>;

    /// Runs a command as `ubuntu`, with this process' stdin. What is not in the reply was said already.
    fn exec(&self, name: &str, instance: &Instance, command: &[String]) -> std::io::Result<Reply>;

    fn upload(&self, name: &str, instance: &Instance, path: &str, content: &[u8]) -> std::io::Result<()>;

    /// `None` when the machine has no such file.
    fn download(&self, name: &str, instance: &Instance, path: &str) -> std::io::Result<Option<Vec<u8>>>;
}

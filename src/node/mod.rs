//! A session with one node: the only place that runs remote commands.
//! It knows how to reach a node and how to run a script there, and nothing of what scripts do.

mod copy;
mod exec;
mod log;
mod login;
mod script;
mod session;
mod ssh;
mod ssh_config;
mod stream;
mod tar_stream;
mod tunnel;

pub use copy::{Copy, CopyWay};
pub use exec::ExecChannel;
pub use log::OperationLog;
pub use login::Login;
pub use script::{Account, Answer, KILLED, Script, TIMED_OUT};
pub use session::{Node, NodeError, NodeIdentity};
pub use ssh::SshChannel;
pub use ssh_config::{SshConfig, Way};
pub use tar_stream::{TarError, TarStream};
pub use tunnel::Tunnel;

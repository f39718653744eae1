//! Existing machines, reached in the user's own ssh way: nothing is created and nothing deleted.

mod address;
mod host;
mod provider;

pub use address::{Address, BadAddress};
pub use host::Host;
pub use provider::{Ssh, SshError, probe};

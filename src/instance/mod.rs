//! A lab brought up: what is remembered of it between commands, its keys, its lock, and the way to its nodes.

mod keys;
mod lock;
mod open;
mod record;
mod saved;

pub use lock::{InstanceLock, LockError};
pub use open::{Instance, InstanceError, names};
pub use record::{Choice, NodeRecord, Record, Verified};

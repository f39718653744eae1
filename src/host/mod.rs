//! The host: programs that run on it and what it has. Nothing here knows labs or nodes.

pub mod command;
pub mod lock;
pub mod long_script;
pub mod proxy;
pub mod resources;

//! The host: programs that run on it and what it has. Nothing here knows labs or nodes.

pub mod checksum;
pub mod command;
pub mod download;
pub mod json_file;
pub mod lock;
pub mod long_script;
pub mod proxy;
pub mod resources;

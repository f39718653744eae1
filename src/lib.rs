//! seclab: a real rootless-Kubernetes security lab with one command.
//! The design is in `CONTRIBUTING.md`; each folder's `mod.rs` says what it may do.

pub mod error;
pub mod event;
pub mod host;
pub mod image;
pub mod paths;
pub mod provider;
pub mod spec;
pub mod template;

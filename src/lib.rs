//! seclab: a real rootless-Kubernetes security lab with one command.
//! The design is in `CONTRIBUTING.md`; each folder's `mod.rs` says what it may do.

pub mod catalog;
pub mod cli;
pub mod container_image;
pub mod digest;
pub mod doctor;
pub mod error;
pub mod event;
pub mod exercise;
pub mod host;
pub mod image;
pub mod inspect;
pub mod instance;
pub mod kernel_log;
pub mod lifecycle;
pub mod node;
pub mod paths;
pub mod phase;
pub mod policy;
pub mod provider;
pub mod reconcile;
pub mod runtime;
pub mod shell;
pub mod spec;
pub mod suggestion;
pub mod supply;
pub mod template;
pub mod ui;

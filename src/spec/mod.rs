//! The lab spec: types, loading, validation, JSON Schema. Pure but for reading files; knows no other module but `error` and `suggestion`.

pub mod apparmor;
pub mod files;
pub mod kubernetes;
pub mod lab;
pub mod load;
pub mod manifest;
pub mod name;
pub mod pod;
mod position;
pub mod problem;
pub mod quantity;
pub mod schema;
pub mod validate;
pub mod workload;

pub use files::LabFiles;
pub use lab::Lab;
pub use problem::{Problem, SpecError};

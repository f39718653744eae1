//! The lab spec: types, loading, validation, JSON Schema. Pure but for reading files; knows no other module.

pub mod lab;
pub mod name;
pub mod quantity;

pub use lab::Lab;

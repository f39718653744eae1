//! Security policies as data: seccomp profiles and capabilities, read, checked and explained.
//! Pure: no I/O, and no other module but `error` and `digest` is known here.

pub mod capabilities;
mod nearest;
pub mod seccomp;

//! Security policies as data: seccomp profiles and capabilities, read, checked and explained.
//! Pure: no I/O, and no other module but `error`, `digest` and `suggestion` is known here.

pub mod apparmor;
pub mod capabilities;
pub mod seccomp;

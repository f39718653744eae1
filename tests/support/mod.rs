//! What tests of several files need.

pub mod multipass;

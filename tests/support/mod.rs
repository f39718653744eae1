//! What tests of several files need.

pub mod multipass;
pub mod stand_in;

//! observe → plan → apply, until nothing is left; then verify. The only place that runs what phases declare;
//! it knows them through their trait alone.

mod apply;
mod converge;
mod made;
mod observe;
mod payload;
mod plan;
mod undo;
mod verify;

pub use apply::ApplyError;
pub use converge::converge;
pub use observe::{answer, look, observe_script};
pub use plan::{Plan, plan};
pub use undo::undo;
pub use verify::{ask, assertions, verify};

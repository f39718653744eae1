//! Exercises: what a student is asked to do, and the checks that grade what came of it. A check declares: what is
//! asked of the node or the cluster, and the answer that earns it. Only `grade` and `stage` talk to a node.

pub mod check;
mod curriculum;
mod folder;
mod format;
mod grade;
mod lint;
mod progress;
mod rehearsal;
mod result;
mod stage;
mod translation;

pub use check::Check;
pub use curriculum::Domain;
pub use folder::{Exercise, ExerciseError, Language, Part, by_path, create, find, of_lab, review};
pub use format::{Need, Spec, Worker, schema};
pub use grade::{Place, grade};
pub use lint::lint;
pub use progress::{Progress, Steps};
pub use rehearsal::{Rehearsal, rehearse};
pub use result::{Graded, Outcome, Report};
pub use stage::{reset, set_up};

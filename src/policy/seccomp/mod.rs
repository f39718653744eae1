//! Seccomp profiles in the form of the OCI runtime specification, which Kubernetes and Podman read:
//! <https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp>.
//! What runtimes and libseccomp make of a profile is taken from their sources: runc
//! `libcontainer/seccomp/seccomp_linux.go`, crun `src/libcrun/seccomp.c`, libseccomp `src/db.c`.

mod action;
mod architecture;
mod argument;
pub mod decide;
pub mod diff;
pub mod explain;
mod finding;
pub mod group;
mod json;
mod lint;
mod profile;
mod read;
mod recording;
mod syscalls;

pub use action::{Action, Outcome};
pub use architecture::Architecture;
pub use argument::{Argument, Operator};
pub use finding::{Finding, Position, Severity};
pub use lint::lint;
pub use profile::{Placed, Profile, Rule};
pub use read::parse;
pub use recording::{Record, Recording};

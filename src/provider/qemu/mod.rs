//! VMs by QEMU: no daemon, no root. A process per node, its disk an overlay on a base image.
//! What a node was made with stays in its folder; whether it runs is asked of the process itself.

mod accelerator;
mod arguments;
mod disk;
mod machine;
mod probe_guest;
mod process;
mod provider;
mod qmp;
mod seed;

pub use accelerator::{Accelerator, AcceleratorChoice, find as find_accelerator};
pub use machine::{Machine, QemuError};
pub use process::{probe, program, version};
pub use provider::Qemu;

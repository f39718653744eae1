//! `as PID ACTION...`: each action, tried as that process is: in its namespaces and control group, with its users,
//! capabilities, seccomp filters and AppArmor profile. For the node's root, who so learns what the kernel lets the
//! process do without running anything that lies in its reach.

mod imitate;
mod process;

use crate::{Done, Trouble, attempt, errno, number, sys};
use process::Process;

pub fn run(arguments: &[&str]) -> Done {
    let Some((pid, actions)) = arguments.split_first().filter(|(_, actions)| !actions.is_empty()) else {
        return Err(Trouble::Usage("`as` needs a process id and an action".to_owned()));
    };
    let pid: u32 = number(pid)?;
    // All are understood before anything is done.
    let attempts = attempt::parse(actions)?;
    let failed = |(step, error): imitate::Failed| Trouble::Failed(format!("as {pid}: {step}: {}", errno::name(&error)));
    let process = Process::look(pid).map_err(failed)?;
    // Nobody in the namespaces that are entered may look into this process or change it.
    sys::forbid_tracing().map_err(|error| failed(("prctl", error)))?;
    process.enter().map_err(failed)?;
    // A process id namespace is entered by a child.
    let child = sys::in_child(|| match process.imitate() {
        Ok(()) => {
            attempt::try_all(attempts);
            0
        }
        Err(error) => {
            crate::report(&failed(error));
            1
        }
    });
    let status = child.and_then(sys::wait).map_err(|error| failed(("fork", error)))?;
    if status == 0 { Ok(()) } else { Err(Trouble::Failed(format!("as {pid}: nothing was tried"))) }
}

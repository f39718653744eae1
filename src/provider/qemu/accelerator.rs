//! Which hardware acceleration really works here: found by starting a guest, not by looking for a device.
//! `/dev/kvm` may open and still run no guest (nested and paravirtual hosts).

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::machine::QemuError;
use super::probe_guest::ProbeGuest;
use crate::error::Result;
use crate::event::Events;
use crate::host::command::{CommandError, HostCommand};
use crate::host::json_file;
use crate::paths::Paths;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Accelerator {
    Kvm,
    Hvf,
    /// Software emulation.
    Tcg,
}

/// An accelerator and why it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceleratorChoice {
    pub accelerator: Accelerator,
    pub reason: String,
}

impl Accelerator {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kvm => "kvm",
            Self::Hvf => "hvf",
            Self::Tcg => "tcg",
        }
    }

    /// The value of QEMU's `-accel`.
    pub fn argument(self) -> &'static str {
        match self {
            Self::Tcg => "tcg,thread=multi",
            other => other.as_str(),
        }
    }

    pub fn cpu(self) -> &'static str {
        match self {
            Self::Tcg => "max",
            _ => "host",
        }
    }

    fn of_this_system() -> Self {
        if cfg!(target_os = "macos") { Self::Hvf } else { Self::Kvm }
    }
}

/// A guest of a few bytes needs milliseconds; one that hangs in its firmware never ends.
const PROBE_LIMIT: Duration = Duration::from_secs(10);

/// Answers are kept by what could change them.
type Answers = BTreeMap<String, bool>;

/// Tries the system's accelerator, or remembers what came of it under this kernel and this QEMU.
pub async fn find(qemu: &Path, arch: &str, version: &str, paths: &Paths, events: &Events) -> Result<AcceleratorChoice> {
    let wanted = Accelerator::of_this_system();
    let kernel = rustix::system::uname().release().to_string_lossy().into_owned();
    let key = format!("{} {arch} linux={kernel} qemu={version}", wanted.as_str());
    let file = paths.cache.join("accelerators.json");
    // What can't be read is found out anew.
    let mut answers: Answers = json_file::load(&file).ok().flatten().unwrap_or_default();
    let works = if let Some(known) = answers.get(&key) {
        *known
    } else {
        events.waiting(format!("a trial guest under {}", wanted.as_str()));
        let works =
            if wanted == Accelerator::Kvm && !kvm_may_work() { false } else { try_it(qemu, arch, wanted).await? };
        answers.insert(key, works);
        crate::paths::private_dir(&paths.cache)?;
        json_file::store(&file, &answers)?;
        works
    };
    Ok(if works {
        AcceleratorChoice { accelerator: wanted, reason: "a trial guest ran under it".to_owned() }
    } else {
        let reason =
            format!("no trial guest ran under {}; expect about 20 times the time of real hardware", wanted.as_str());
        AcceleratorChoice { accelerator: Accelerator::Tcg, reason }
    })
}

/// Under a paravirtual KVM the firmware and the trial guest run, slowly, and then Linux hangs without a word.
fn kvm_may_work() -> bool {
    let paravirtual = Path::new("/sys/module/kvm_pvm").exists();
    !paravirtual && std::fs::OpenOptions::new().read(true).write(true).open("/dev/kvm").is_ok()
}

/// Starts the trial guest. Any other end than its own is a no.
pub(super) async fn try_it(qemu: &Path, arch: &str, accelerator: Accelerator) -> Result<bool> {
    let guest = ProbeGuest::for_arch(arch).ok_or_else(|| QemuError::UnknownArch { arch: arch.to_owned() })?;
    let mut program = tempfile::NamedTempFile::new()?;
    std::io::Write::write_all(&mut program, &guest.bytes)?;
    let run = HostCommand::new(qemu)
        .args(["-nodefaults", "-no-user-config", "-display", "none", "-m", "128", "-no-reboot"])
        .args(["-machine", guest.machine, "-accel", accelerator.argument(), "-cpu", accelerator.cpu()])
        .args(guest.arguments(program.path()))
        .limit(PROBE_LIMIT);
    match run.finish().await {
        Ok(done) => Ok(done.code == guest.exit_code),
        Err(CommandError::TimedOut { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_trial_guest_runs_to_its_own_end_under_software_emulation() {
        for arch in ["x86_64", "aarch64"] {
            let Ok(qemu) = which::which(format!("qemu-system-{arch}")) else { continue };
            assert!(try_it(&qemu, arch, Accelerator::Tcg).await.unwrap(), "{arch}");
        }
    }
}

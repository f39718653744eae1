//! Hardware acceleration of QEMU: whether a trial guest ran, and if not, what stands in the way.

use super::Finding;
use crate::provider::qemu::{Accelerator, AcceleratorChoice};

/// What `/dev/kvm` looks like to this user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KvmDevice {
    Absent,
    Denied,
    Opens,
}

pub(super) fn kvm_device() -> KvmDevice {
    match std::fs::OpenOptions::new().read(true).write(true).open("/dev/kvm") {
        Ok(_) => KvmDevice::Opens,
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => KvmDevice::Denied,
        Err(_) => KvmDevice::Absent,
    }
}

const COST: &str = "expect a node to take a minute or more to boot, and programs on it 5 to 20 times as long";

pub(super) fn judge(choice: &AcceleratorChoice, device: KvmDevice) -> Finding {
    if choice.accelerator != Accelerator::Tcg {
        return Finding::ok("acceleration", format!("{}: {}", choice.accelerator.as_str(), choice.reason));
    }
    let (why, hint) = match device {
        _ if cfg!(target_os = "macos") => ("no trial guest ran under hvf", "sysctl kern.hv_support"),
        KvmDevice::Absent => (
            "there is no /dev/kvm",
            "turn virtualisation on in the firmware; in a VM, let its host nest virtualisation",
        ),
        KvmDevice::Denied => ("this user may not open /dev/kvm", "sudo usermod -aG kvm \"$USER\"  # then log in again"),
        KvmDevice::Opens => (
            "/dev/kvm opens, but no trial guest ran under it",
            "let no other program hold /dev/kvm; in a VM, let its host nest virtualisation",
        ),
    };
    Finding::warning("acceleration", format!("none, QEMU emulates in software: {why}; {COST}")).hinted(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn what_stands_in_the_way_decides_the_hint() {
        let tcg = AcceleratorChoice { accelerator: Accelerator::Tcg, reason: "no".to_owned() };
        for (device, word) in
            [(KvmDevice::Absent, "firmware"), (KvmDevice::Denied, "usermod"), (KvmDevice::Opens, "other program")]
        {
            let finding = judge(&tcg, device);
            assert_eq!(finding.level, Level::Warning);
            assert!(cfg!(target_os = "macos") || finding.hints[0].contains(word), "{finding:?}");
        }
        let kvm = AcceleratorChoice { accelerator: Accelerator::Kvm, reason: "a trial guest ran under it".to_owned() };
        assert_eq!(judge(&kvm, KvmDevice::Opens), Finding::ok("acceleration", "kvm: a trial guest ran under it"));
    }
}

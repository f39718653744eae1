//! The smallest guests that prove that machine code runs: they end QEMU with an exit code of their own.

use std::ffi::OsString;
use std::path::Path;

pub struct ProbeGuest {
    pub machine: &'static str,
    pub bytes: Vec<u8>,
    pub exit_code: i32,
    boots: Boots,
}

#[derive(Clone, Copy)]
enum Boots {
    /// Through the firmware, from the first sector of a disk: a paravirtual KVM that hangs there is found out.
    Disk,
    Kernel,
}

impl ProbeGuest {
    pub fn for_arch(arch: &str) -> Option<Self> {
        match arch {
            "x86_64" => Some(Self {
                machine: "q35",
                bytes: boot_disk(),
                // isa-debug-exit ends QEMU with (value << 1) | 1; https://www.qemu.org/docs/master/system/
                exit_code: (0x10 << 1) | 1,
                boots: Boots::Disk,
            }),
            "aarch64" => Some(Self { machine: "virt", bytes: power_off(), exit_code: 0, boots: Boots::Kernel }),
            _ => None,
        }
    }

    pub fn arguments(&self, program: &Path) -> Vec<OsString> {
        match self.boots {
            Boots::Disk => vec![
                "-device".into(),
                "isa-debug-exit,iobase=0xf4,iosize=0x04".into(),
                "-drive".into(),
                [OsString::from("if=ide,format=raw,readonly=off,snapshot=on,file="), program.into()]
                    .into_iter()
                    .collect(),
            ],
            Boots::Kernel => vec!["-kernel".into(), program.into()],
        }
    }
}

/// `mov al, 0x10; out 0xf4, al; hlt; jmp -3`, and the mark of a boot sector, on a disk of 1 MiB.
fn boot_disk() -> Vec<u8> {
    let mut disk = vec![0xb0, 0x10, 0xe6, 0xf4, 0xf4, 0xeb, 0xfd];
    disk.resize(510, 0);
    disk.extend([0x55, 0xaa]);
    // SeaBIOS boots from no AHCI disk of a single sector.
    disk.resize(1 << 20, 0);
    disk
}

/// PSCI `SYSTEM_OFF` (Arm DEN0022): `mov w0, #0x84000008; hvc #0; b .`
fn power_off() -> Vec<u8> {
    [0x52b0_8000_u32, 0x7280_0100, 0xd400_0002, 0x1400_0000].into_iter().flat_map(u32::to_le_bytes).collect()
}

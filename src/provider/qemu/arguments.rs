//! QEMU's command line for a machine. Pure: the same machine gives the same line.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::machine::{Files, Machine};
use crate::image::Boot;

/// What the guest's network card hangs on.
pub const NETWORK: &str = "net0";

/// Where things lie that the machine's record does not tell.
pub struct Surroundings<'a> {
    pub name: &'a str,
    pub folder: &'a Path,
    pub socket: &'a Path,
    /// UEFI code, for aarch64 machines that boot from their disk.
    pub firmware: Option<&'a Path>,
}

/// A comma separates QEMU's options; inside a value it is doubled.
fn value(path: &Path) -> String {
    path.to_string_lossy().replace(',', ",,")
}

/// For options that take a path and nothing else.
fn plain(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

pub fn command_line(machine: &Machine, around: &Surroundings) -> Vec<OsString> {
    let files = Files(around.folder);
    let mut line: Vec<String> = Vec::new();
    let mut add = |option: &str, value: String| line.extend([option.to_owned(), value]);
    add("-name", format!("seclab-{},process=seclab-{}", around.name, around.name));
    add("-machine", machine.machine_type.clone());
    add("-accel", machine.accelerator.argument().to_owned());
    add("-cpu", machine.accelerator.cpu().to_owned());
    add("-smp", machine.cpus.to_string());
    add("-m", format!("{}M", machine.memory_mebibytes));
    if let Boot::Kernel { append, .. } = &machine.image.boot {
        add("-kernel", plain(&files.kernel()));
        add("-initrd", plain(&files.initrd()));
        add("-append", append.clone());
    } else if let Some(code) = around.firmware {
        add("-drive", format!("if=pflash,unit=0,format=raw,readonly=on,file={}", value(code)));
        add("-drive", format!("if=pflash,unit=1,format=qcow2,file={}", value(&files.firmware_variables())));
    }
    add(
        "-blockdev",
        format!("driver=qcow2,node-name=disk,discard=unmap,file.driver=file,file.filename={}", value(&files.disk())),
    );
    add("-device", "virtio-blk-pci,drive=disk".to_owned());
    add("-blockdev", format!("driver=vvfat,node-name=seed,read-only=on,label=cidata,dir={}", value(&files.seed())));
    add("-device", "virtio-blk-pci,drive=seed".to_owned());
    let ports = std::iter::once((&22, &machine.ssh_port)).chain(&machine.ports);
    let forwards = ports.map(|(there, here)| format!("hostfwd={}", forward(machine, *here, *there)));
    let options: Vec<_> = [format!("user,id={NETWORK}")].into_iter().chain(forwards).collect();
    add("-netdev", options.join(","));
    add("-device", format!("virtio-net-pci,netdev={NETWORK},romfile="));
    add("-device", "virtio-rng-pci".to_owned());
    add("-chardev", format!("file,id=console,append=on,path={}", value(&files.console())));
    add("-serial", "chardev:console".to_owned());
    add("-qmp", format!("unix:{},server=on,wait=off", value(around.socket)));
    add("-pidfile", plain(&files.pid()));
    add("-display", "none".to_owned());
    line.extend(["-nodefaults", "-no-user-config", "-daemonize", "-S"].map(str::to_owned));
    line.into_iter().map(OsString::from).collect()
}

/// QEMU's word for a port of the host that leads to one of the guest.
pub fn forward(machine: &Machine, here: u16, there: u16) -> String {
    format!("tcp:{}:{here}-:{there}", machine.address)
}

/// Debian's and Ubuntu's `qemu-efi-aarch64`, then Homebrew's QEMU.
pub fn firmware() -> Option<PathBuf> {
    [
        "/usr/share/AAVMF/AAVMF_CODE.fd",
        "/opt/homebrew/share/qemu/edk2-aarch64-code.fd",
        "/usr/share/qemu/edk2-aarch64-code.fd",
    ]
    .into_iter()
    .map(PathBuf::from)
    .find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::{DiskFormat, Image};
    use crate::provider::qemu::Accelerator;

    fn line(arch: &str, machine_type: &str, accelerator: Accelerator, boot: Boot, firmware: Option<&Path>) -> String {
        let image = Image {
            name: "debian-12".into(),
            digest: "0".into(),
            disk: "/images/disk.qcow2".into(),
            format: DiskFormat::Qcow2,
            boot,
            admin: "debian".into(),
        };
        let machine = Machine {
            arch: arch.into(),
            machine_type: machine_type.into(),
            accelerator,
            cpus: 2,
            memory_mebibytes: 2048,
            image,
            address: [127, 0, 0, 1].into(),
            ssh_port: 40022,
            ports: std::collections::BTreeMap::new(),
            saves: Vec::new(),
        };
        let around =
            Surroundings { name: "cks-node", folder: Path::new("/a,b"), socket: Path::new("/run/q"), firmware };
        let words = command_line(&machine, &around);
        words.iter().fold(String::new(), |text, word| {
            let word = word.to_string_lossy();
            let gap = if word.starts_with('-') { "\n" } else { " " };
            text + gap + &word
        })
    }

    #[test]
    fn a_debian_image_is_started_without_a_boot_loader_on_x86_64() {
        let boot = Boot::Kernel { kernel: "/k".into(), initrd: "/i".into(), append: "root=LABEL=r quiet".into() };
        insta::assert_snapshot!(line("x86_64", "pc-q35-7.2", Accelerator::Tcg, boot, None));
    }

    #[test]
    fn a_cloud_image_is_started_by_uefi_on_aarch64() {
        let firmware = Path::new("/usr/share/AAVMF/AAVMF_CODE.fd");
        insta::assert_snapshot!(line("aarch64", "virt-7.2", Accelerator::Kvm, Boot::Firmware, Some(firmware)));
    }
}

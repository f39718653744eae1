//! Architectures as libseccomp names them.

use super::syscalls::Table;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Architecture(&'static str);

/// <https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp>
const NAMES: [&str; 24] = [
    "SCMP_ARCH_X86",
    "SCMP_ARCH_X86_64",
    "SCMP_ARCH_X32",
    "SCMP_ARCH_ARM",
    "SCMP_ARCH_AARCH64",
    "SCMP_ARCH_MIPS",
    "SCMP_ARCH_MIPS64",
    "SCMP_ARCH_MIPS64N32",
    "SCMP_ARCH_MIPSEL",
    "SCMP_ARCH_MIPSEL64",
    "SCMP_ARCH_MIPSEL64N32",
    "SCMP_ARCH_PPC",
    "SCMP_ARCH_PPC64",
    "SCMP_ARCH_PPC64LE",
    "SCMP_ARCH_S390",
    "SCMP_ARCH_S390X",
    "SCMP_ARCH_PARISC",
    "SCMP_ARCH_PARISC64",
    "SCMP_ARCH_RISCV64",
    "SCMP_ARCH_LOONGARCH64",
    "SCMP_ARCH_M68K",
    "SCMP_ARCH_SH",
    "SCMP_ARCH_SHEB",
    "SCMP_ARCH_NATIVE",
];

/// The two kinds of node, each with the 32-bit ways into its kernel.
pub(super) const FAMILIES: [(&str, &[&str]); 2] =
    [("SCMP_ARCH_X86_64", &["SCMP_ARCH_X86", "SCMP_ARCH_X32"]), ("SCMP_ARCH_AARCH64", &["SCMP_ARCH_ARM"])];

impl Architecture {
    pub fn named(name: &str) -> Option<Self> {
        NAMES.into_iter().find(|known| *known == name).map(Self)
    }

    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.into_iter()
    }

    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The names of its system calls, where they are known here.
    pub(super) fn table(self) -> Option<&'static Table> {
        Table::of(self.0)
    }
}

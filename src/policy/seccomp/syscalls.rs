//! The names of system calls, by architecture.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use syscalls::{aarch64, arm, mips, mips64, powerpc64, riscv64, s390x, x86, x86_64};

/// The names of one architecture.
pub struct Table {
    /// As libseccomp has it, without `SCMP_ARCH_`.
    architectures: &'static [&'static str],
    names: BTreeSet<&'static str>,
}

/// The crate's own iteration leaves the last one out.
macro_rules! names {
    ($architecture:ident) => {
        $architecture::Sysno::iter()
            .chain([$architecture::Sysno::last()])
            .map(|call| as_in_kernel(call.name()))
            .collect()
    };
}

static TABLES: LazyLock<[Table; 9]> = LazyLock::new(|| {
    let table = |architectures, names| Table { architectures, names };
    [
        table(&["X86_64", "X32"], names!(x86_64)),
        table(&["AARCH64"], names!(aarch64)),
        table(&["X86"], names!(x86)),
        table(&["ARM"], names!(arm)),
        table(&["RISCV64"], names!(riscv64)),
        table(&["S390X"], names!(s390x)),
        table(&["PPC64", "PPC64LE"], names!(powerpc64)),
        table(&["MIPS", "MIPSEL"], names!(mips)),
        table(&["MIPS64", "MIPSEL64"], names!(mips64)),
    ]
});

impl Table {
    /// By libseccomp's name of an architecture.
    pub fn of(architecture: &str) -> Option<&'static Self> {
        let name = architecture.strip_prefix("SCMP_ARCH_")?;
        TABLES.iter().find(|table| table.architectures.contains(&name))
    }

    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The tables of the two kinds of node.
    pub fn of_nodes() -> &'static [Self] {
        &TABLES[..2]
    }
}

/// The name of a call by its number, where a node can have this architecture.
pub fn name_of(architecture: &str, number: u32) -> Option<&'static str> {
    let number = usize::try_from(number).ok()?;
    match architecture {
        "SCMP_ARCH_X86_64" => x86_64::Sysno::new(number).map(|call| call.name()),
        "SCMP_ARCH_AARCH64" => aarch64::Sysno::new(number).map(|call| as_in_kernel(call.name())),
        _ => None,
    }
}

/// On aarch64 the crate has a name that the kernel, libseccomp and so profiles don't have.
fn as_in_kernel(name: &'static str) -> &'static str {
    if name == "fstatat" { "newfstatat" } else { name }
}

/// The system calls of `x86_64` and aarch64, in the order of the alphabet.
pub fn known() -> impl Iterator<Item = &'static str> {
    static ALL: LazyLock<BTreeSet<&'static str>> =
        LazyLock::new(|| Table::of_nodes().iter().flat_map(|table| table.names.iter().copied()).collect());
    ALL.iter().copied()
}

/// The architectures whose kernels have a call of this name, out of those known here.
pub fn architectures_with(name: &str) -> Vec<&'static str> {
    TABLES.iter().filter(|table| table.has(name)).map(|table| table.architectures[0]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_differ_where_the_kernels_do() {
        assert_eq!(architectures_with("open"), ["X86_64", "X86", "ARM", "S390X", "PPC64", "MIPS", "MIPS64"]);
        assert_eq!(architectures_with("socketcall"), ["X86", "S390X", "PPC64", "MIPS"]);
        assert_eq!(architectures_with("openat").len(), TABLES.len());
        assert!(architectures_with("mkdirr").is_empty());
    }

    #[test]
    fn the_last_call_of_a_table_is_not_forgotten() {
        assert!(Table::of("SCMP_ARCH_X86_64").unwrap().has(x86_64::Sysno::last().name()));
        assert!(Table::of("SCMP_ARCH_SH").is_none());
    }
}

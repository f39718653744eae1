//! The toolbox program that `build.rs` compiled: static, for the processor of this machine.

use crate::error::{Diagnose, Result};

/// Empty where it could not be compiled.
static PROGRAM: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/toolbox"));

#[derive(Debug, thiserror::Error)]
pub enum ProgramError {
    #[error("this seclab was built without its container images: the machine lacked a static C library")]
    Missing,
}

impl Diagnose for ProgramError {
    fn hints(&self) -> Vec<String> {
        let musl = concat!("rustup target add ", env!("SECLAB_TOOLBOX_TARGET"));
        vec![format!("{musl} && cargo install --force --path .")]
    }
}

/// The bytes of a static Linux program, to be run on nodes and in containers.
pub fn program() -> Result<&'static [u8]> {
    if PROGRAM.is_empty() { Err(ProgramError::Missing.into()) } else { Ok(PROGRAM) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kinds of an ELF's program headers: see elf(5).
    fn header_kinds(program: &[u8]) -> Vec<u32> {
        let u16_at = |at: usize| usize::from(u16::from_le_bytes(program[at..at + 2].try_into().unwrap()));
        let first = usize::try_from(u64::from_le_bytes(program[32..40].try_into().unwrap())).unwrap();
        let (size, count) = (u16_at(54), u16_at(56));
        let starts = (0..count).map(|number| first + number * size);
        starts.map(|at| u32::from_le_bytes(program[at..at + 4].try_into().unwrap())).collect()
    }

    #[test]
    fn the_program_needs_no_loader() {
        const LOAD: u32 = 1;
        const INTERPRETER: u32 = 3;
        let program = program().unwrap();
        assert!(program.starts_with(b"\x7fELF"));
        let kinds = header_kinds(program);
        assert!(kinds.contains(&LOAD) && !kinds.contains(&INTERPRETER), "{kinds:?}");
    }
}

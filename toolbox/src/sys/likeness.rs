//! The calls by which a process is looked at and imitated.

use std::ffi::c_int;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsRawFd;

use super::{address, address_mut, call};

/// A seccomp filter: a program of instructions of 8 bytes, as seccomp(2) takes it.
#[derive(Debug, PartialEq)]
pub struct Filter(Vec<u64>);

/// The program's length and place.
#[repr(C)]
struct Program {
    length: u16,
    instructions: *const u64,
}

/// The filters of a process, the newest first. It is stopped meanwhile, for an instant.
pub fn filters_of(pid: u32) -> io::Result<Vec<Filter>> {
    const DETACH: isize = 17;
    const SEIZE: isize = 0x4206;
    const INTERRUPT: isize = 0x4207;
    let pid = isize::try_from(pid).map_err(io::Error::other)?;
    call("ptrace", &[SEIZE, pid, 0, 0])?;
    let read =
        call("ptrace", &[INTERRUPT, pid, 0, 0]).and_then(|_| wait_for_stop(pid)).and_then(|()| read_filters(pid));
    call("ptrace", &[DETACH, pid, 0, 0])?;
    read
}

fn wait_for_stop(pid: isize) -> io::Result<()> {
    const ANY_CHILD: isize = 0x4000_0000;
    let mut status: c_int = 0;
    call("wait4", &[pid, address_mut(&mut status), ANY_CHILD, 0]).map(drop)
}

fn read_filters(pid: isize) -> io::Result<Vec<Filter>> {
    const GET_FILTER: isize = 0x420c;
    const ENOENT: i32 = 2;
    let mut filters = Vec::new();
    loop {
        let index = filters.len().cast_signed();
        let count = match call("ptrace", &[GET_FILTER, pid, index, 0]) {
            Err(error) if error.raw_os_error() == Some(ENOENT) => return Ok(filters),
            other => other?.cast_unsigned(),
        };
        let mut instructions = vec![0u64; count];
        call("ptrace", &[GET_FILTER, pid, index, address_mut(instructions.as_mut_slice())])?;
        filters.push(Filter(instructions));
    }
}

pub fn install(filter: &Filter) -> io::Result<()> {
    const SET_MODE_FILTER: isize = 1;
    let length = u16::try_from(filter.0.len()).map_err(io::Error::other)?;
    let program = Program { length, instructions: filter.0.as_ptr() };
    // The address is used by the kernel alone.
    program.instructions.expose_provenance();
    call("seccomp", &[SET_MODE_FILTER, 0, address(&program)]).map(drop)
}

pub fn enter(namespace: &File) -> io::Result<()> {
    call("setns", &[namespace.as_raw_fd() as isize, 0]).map(drop)
}

pub fn set_groups(groups: &[u32]) -> io::Result<()> {
    call("setgroups", &[groups.len().cast_signed(), address(groups)]).map(drop)
}

pub fn set_group_ids(real_effective_saved: [u32; 3]) -> io::Result<()> {
    call("setresgid", &real_effective_saved.map(word)).map(drop)
}

pub fn set_user_ids(real_effective_saved: [u32; 3]) -> io::Result<()> {
    call("setresuid", &real_effective_saved.map(word)).map(drop)
}

/// The kernel takes the lower half.
fn word(id: u32) -> isize {
    (id as usize).cast_signed()
}

/// `aa_change_profile(2)` by the file it writes to, in this machine's `/proc`.
pub fn change_profile(proc: &File, profile: &str) -> io::Result<()> {
    // The folder's own path leads there from any mount namespace: it is held open.
    let mut file = super::open_at(proc, "self/attr/current")?;
    file.write_all(format!("changeprofile {profile}").as_bytes())
}

fn prctl(option: isize, value: isize, more: isize) -> io::Result<()> {
    call("prctl", &[option, value, more, 0, 0]).map(drop)
}

/// `PR_SET_DUMPABLE`: no process without the node's own `SYS_PTRACE` can attach to this one.
pub fn forbid_tracing() -> io::Result<()> {
    prctl(4, 0, 0)
}

/// `PR_SET_KEEPCAPS`: what is permitted stays so when the user changes.
pub fn keep_capabilities() -> io::Result<()> {
    prctl(8, 1, 0)
}

/// `PR_CAPBSET_DROP`
pub fn drop_bounding(capability: u32) -> io::Result<()> {
    prctl(24, word(capability), 0)
}

/// `PR_CAP_AMBIENT` with `PR_CAP_AMBIENT_RAISE`
pub fn raise_ambient(capability: u32) -> io::Result<()> {
    prctl(47, 2, word(capability))
}

/// `PR_SET_NO_NEW_PRIVS`
pub fn no_new_privs() -> io::Result<()> {
    prctl(38, 1, 0)
}

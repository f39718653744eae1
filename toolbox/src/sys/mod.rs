//! The system calls that std has no function for. The only unsafe code of this program.

#![expect(unsafe_code, reason = "a program that tries what the kernel allows must call it")]

mod likeness;

use std::ffi::{CString, c_int};
use std::fs::File;
use std::io;
use std::net::Ipv4Addr;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

pub use likeness::{
    Filter, change_profile, drop_bounding, enter, filters_of, forbid_tracing, install, keep_capabilities, no_new_privs,
    raise_ambient, set_group_ids, set_groups, set_user_ids,
};

use crate::syscalls;

unsafe extern "C" {
    /// An `isize` is as wide as C's `long` on every Linux.
    fn syscall(number: isize, ...) -> isize;
    fn fork() -> c_int;
    fn _exit(status: c_int) -> !;
    fn signal(signal: c_int, handler: *const ()) -> *const ();
}

/// Makes any call with whole numbers. Called in a forked child only: a call may take its memory or its life, and
/// nothing else is lost with it.
pub fn call(name: &str, arguments: &[isize]) -> io::Result<isize> {
    let number = syscalls::number(name).ok_or_else(syscalls::not_implemented)?;
    let mut a = [0; 6];
    for (to, from) in a.iter_mut().zip(arguments) {
        *to = *from;
    }
    // SAFETY: the wrappers below pass addresses of values that outlive the call and have the layout the kernel
    // documents; other callers pass what a user typed, in a process that ends after it.
    match unsafe { syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]) } {
        -1 => Err(io::Error::last_os_error()),
        answer => Ok(answer),
    }
}

fn address<T: ?Sized>(value: &T) -> isize {
    std::ptr::from_ref(value).cast::<()>().expose_provenance().cast_signed()
}

/// As `address`, for what the kernel writes to.
fn address_mut<T: ?Sized>(value: &mut T) -> isize {
    std::ptr::from_mut(value).cast::<()>().expose_provenance().cast_signed()
}

/// Starts a child that runs the action and ends with its exit code. Returns the child's process id.
pub fn in_child(action: impl FnOnce() -> c_int) -> io::Result<isize> {
    // SAFETY: there is one thread when this is called, so the child is a whole copy of the process.
    match unsafe { fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => {
            let code = action();
            // SAFETY: ends the child without running what the parent has set up for its own end.
            unsafe { _exit(code) }
        }
        pid => Ok(pid as isize),
    }
}

/// The child's wait status, or None while it lives.
pub fn try_wait(pid: isize) -> io::Result<Option<c_int>> {
    const WNOHANG: isize = 1;
    let mut status: c_int = 0;
    let ended = call("wait4", &[pid, address_mut(&mut status), WNOHANG, 0])?;
    Ok((ended == pid).then_some(status))
}

/// The child's wait status, when it has ended.
pub fn wait(pid: isize) -> io::Result<c_int> {
    let mut status: c_int = 0;
    call("wait4", &[pid, address_mut(&mut status), 0, 0])?;
    Ok(status)
}

/// As PID 1 must: ends at SIGTERM and SIGINT, which the kernel would keep from a PID 1 without handlers, and lets the
/// kernel reap whatever becomes its child. See signal(7) and wait(2).
pub fn end_at_signals() {
    const SIGINT: c_int = 2;
    const SIGTERM: c_int = 15;
    const SIGCHLD: c_int = 17;
    const IGNORE: usize = 1;

    extern "C" fn end(_: c_int) {
        // SAFETY: _exit may be called in a signal handler.
        unsafe { _exit(0) }
    }
    for number in [SIGINT, SIGTERM] {
        // SAFETY: the handler has the type that signal(2) asks for and is there as long as the program.
        unsafe { signal(number, end as extern "C" fn(c_int) as *const ()) };
    }
    // SAFETY: SIG_IGN is the number 1 in place of a handler.
    unsafe { signal(SIGCHLD, std::ptr::without_provenance(IGNORE)) };
}

/// The header and the data of capget(2) and capset(2), version 3.
const CAPABILITY_HEADER: [u32; 2] = [0x2008_0522, 0];

/// Effective, permitted and inheritable set of this thread, low words first, then the high words.
pub fn capget() -> io::Result<[u32; 6]> {
    let mut sets = [0; 6];
    call("capget", &[address(&CAPABILITY_HEADER), address_mut(&mut sets)])?;
    Ok(sets)
}

pub fn capset(sets: &[u32; 6]) -> io::Result<()> {
    call("capset", &[address(&CAPABILITY_HEADER), address(sets)]).map(drop)
}

/// Seconds and nanoseconds of a clock, by its number in `clock_gettime(2)`.
pub fn clock(number: isize) -> io::Result<[i64; 2]> {
    let mut time = [0; 2];
    call("clock_gettime", &[number, address_mut(&mut time)])?;
    Ok(time)
}

pub fn set_clock(number: isize, time: &[i64; 2]) -> io::Result<()> {
    call("clock_settime", &[number, address(time)]).map(drop)
}

/// Mounts a tmpfs on a folder.
pub fn mount_tmpfs(folder: &str) -> io::Result<()> {
    let (kind, folder) = (CString::new("tmpfs")?, CString::new(folder)?);
    call("mount", &[address(kind.as_c_str()), address(folder.as_c_str()), address(kind.as_c_str()), 0, 0]).map(drop)
}

pub fn unmount(folder: &str) -> io::Result<()> {
    let folder = CString::new(folder)?;
    call("umount2", &[address(folder.as_c_str()), 0]).map(drop)
}

/// Makes a device like `/dev/null`.
pub fn make_null_device(path: &str) -> io::Result<()> {
    const AT_FDCWD: isize = -100;
    const CHARACTER_DEVICE: isize = 0o020_600;
    const NULL: isize = 0x103;
    let path = CString::new(path)?;
    call("mknodat", &[AT_FDCWD, address(path.as_c_str()), CHARACTER_DEVICE, NULL]).map(drop)
}

/// Makes an array of one number for BPF programs, the least that bpf(2) can be asked for.
pub fn make_bpf_map() -> io::Result<()> {
    const MAP_CREATE: isize = 0;
    const ARRAY: u32 = 2;
    let attributes = [ARRAY, 4, 4, 1];
    let size = size_of_val(&attributes).cast_signed();
    call("bpf", &[MAP_CREATE, address(&attributes), size]).map(drop)
}

/// Opens a file to write, by a path below an open folder.
fn open_at(folder: &File, path: &str) -> io::Result<File> {
    const WRITE_ONLY: isize = 1;
    let path = CString::new(path)?;
    let descriptor = call("openat", &[folder.as_raw_fd() as isize, address(path.as_c_str()), WRITE_ONLY])?;
    owned(descriptor).map(File::from)
}

fn owned(descriptor: isize) -> io::Result<OwnedFd> {
    let descriptor = c_int::try_from(descriptor).map_err(io::Error::other)?;
    // SAFETY: the kernel has just made it, and nobody else knows it.
    Ok(unsafe { OwnedFd::from_raw_fd(descriptor) })
}

/// A socket by the numbers of socket(2).
pub fn socket(family: isize, kind: isize, protocol: isize) -> io::Result<OwnedFd> {
    owned(call("socket", &[family, kind, protocol])?)
}

pub fn send_to(socket: &OwnedFd, packet: &[u8], address_of: Ipv4Addr) -> io::Result<()> {
    const AF_INET: u16 = 2;
    let mut name = [0u8; 16];
    name[..2].copy_from_slice(&AF_INET.to_ne_bytes());
    name[4..8].copy_from_slice(&address_of.octets());
    let descriptor = socket.as_raw_fd() as isize;
    let (length, name_length) = (packet.len().cast_signed(), name.len().cast_signed());
    call("sendto", &[descriptor, address(packet), length, 0, address(&name), name_length]).map(drop)
}

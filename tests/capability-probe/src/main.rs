//! Asks a kernel what execve makes of capabilities. One program in three parts, as each case needs three processes:
//!
//! - `ask PLAIN NOSUID`, as root: reads cases from stdin, a line each; prepares a file (a copy of this program, in the
//!   folder PLAIN or in one that is mounted nosuid), and prints what came of it, a line each;
//! - `become CASE…`: becomes the thread that the case describes, and executes the file;
//! - `tell`: says what it has become.

#![expect(clippy::print_stdout, reason = "the answers are its output")]

mod case;

use std::error::Error;
use std::io::{BufRead, stdin};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use capctl::caps::{CapSet, CapState, ambient, bounding};
use capctl::prctl::{Secbits, set_no_new_privs, set_securebits};
use case::Case;
use rustix::fs::XattrFlags;
use rustix::io::Errno;
use rustix::thread::{set_thread_groups, set_thread_res_uid};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const ATTRIBUTE: &str = "security.capability";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["ask", plain, nosuid] => ask(Path::new(plain), Path::new(nosuid)),
        ["become", case, file] => become_and_execute(case, file),
        ["tell"] => tell(),
        _ => Err("usage: capability-probe ask PLAIN NOSUID | become CASE FILE | tell".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("broken {error}");
            ExitCode::FAILURE
        }
    }
}

fn ask(plain: &Path, nosuid: &Path) -> Result<()> {
    let program = std::env::current_exe()?;
    let copy = |folder: &Path| -> Result<PathBuf> {
        let file = folder.join("capability-probe-file");
        std::fs::copy(&program, &file)?;
        Ok(file)
    };
    let (plain, nosuid) = (copy(plain)?, copy(nosuid)?);
    for line in stdin().lock().lines() {
        let line = line?;
        let case: Case = line.parse()?;
        let file = if case.nosuid { &nosuid } else { &plain };
        prepare(file, &case)?;
        let answer = Command::new(&program).args(["become", &line]).arg(file).output()?;
        print!("{}", String::from_utf8(answer.stdout)?);
    }
    Ok(())
}

/// The owner first: a new owner takes the bit and the capabilities away.
fn prepare(file: &Path, case: &Case) -> Result<()> {
    chown(file, Some(case.setuid.unwrap_or(0)), Some(0))?;
    let mode = if case.setuid.is_some() { 0o4755 } else { 0o755 };
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode))?;
    match rustix::fs::removexattr(file, ATTRIBUTE) {
        Ok(()) | Err(Errno::NODATA) => {}
        Err(other) => return Err(other.into()),
    }
    if let Some(bytes) = &case.file {
        rustix::fs::setxattr(file, ATTRIBUTE, bytes, XattrFlags::empty())?;
    }
    Ok(())
}

/// The order matters: the bounding set bounds what becomes inheritable, and what is dropped can't be used any more.
fn become_and_execute(case: &str, file: &str) -> Result<()> {
    let case: Case = case.parse()?;
    let set = CapSet::from_bitmask_truncate;
    let mut state = CapState::get_current()?;
    state.inheritable = set(case.inheritable);
    state.set_current()?;
    // The sets are to stay what they are when the user changes.
    let mut bits = Secbits::NO_SETUID_FIXUP;
    bits.set(Secbits::NOROOT, case.no_root);
    set_securebits(bits)?;
    for dropped in !set(case.bounding) {
        bounding::drop(dropped)?;
    }
    set_thread_groups(&[])?;
    let user = rustix::fs::Uid::from_raw;
    set_thread_res_uid(user(case.real_uid), user(case.effective_uid), user(case.effective_uid))?;
    let (permitted, effective) = (set(case.permitted), set(case.effective));
    CapState { permitted, effective, inheritable: set(case.inheritable) }.set_current()?;
    for raised in set(case.ambient) {
        ambient::raise(raised)?;
    }
    if case.no_new_privs {
        set_no_new_privs()?;
    }
    let error = Command::new(file).arg("tell").exec();
    match error.raw_os_error() {
        Some(number) if number == Errno::PERM.raw_os_error() => println!("refused"),
        _ => return Err(error.into()),
    }
    Ok(())
}

/// One line: the effective user and the sets, as the kernel writes them.
fn tell() -> Result<()> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let field = |name: &str, column: usize| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.and_then(|line| line.split_whitespace().nth(column)).unwrap_or("?").to_owned()
    };
    let sets = ["CapPrm", "CapInh", "CapEff", "CapBnd", "CapAmb"].map(|name| field(name, 0));
    println!("{} {}", field("Uid", 1), sets.join(" "));
    Ok(())
}

//! Runs the real binary and shows all it said.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

use std::path::Path;
use std::process::Command;

/// The built binary, far from the user's own settings.
pub fn seclab(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seclab"));
    command.args(arguments).current_dir(folder).env_clear().env("HOME", folder).env("COLUMNS", "100");
    command
}

/// Everything a process showed, in one text: the exit code, stdout and stderr, with `folder` named `[HERE]`.
#[must_use]
pub fn shown(folder: &Path, arguments: &[&str]) -> String {
    shown_with(folder, arguments, &[])
}

/// The same, with these in its environment.
#[must_use]
pub fn shown_with(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let done = seclab(folder, arguments).envs(environment.iter().copied()).output().unwrap();
    let real = folder.canonicalize().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap().replace(real.to_str().unwrap(), "[HERE]");
    let mut all = format!("exit code {}\n", done.status.code().unwrap());
    for (name, bytes) in [("stdout", &done.stdout), ("stderr", &done.stderr)] {
        if !bytes.is_empty() {
            all = all + "--- " + name + "\n" + &text(bytes);
        }
    }
    all
}

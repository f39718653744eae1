//! The container images that seclab brings along: the program runs, and packs for a node.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use seclab::container_image;

/// The embedded program, as a file and by a link. Written before the first test starts a process, since a file that
/// a process still has open for writing can't be run.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("container-image");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("toolbox"), container_image::program().unwrap()).unwrap();
    std::fs::set_permissions(folder.join("toolbox"), std::fs::Permissions::from_mode(0o755)).unwrap();
    std::os::unix::fs::symlink("toolbox", folder.join("caps")).unwrap();
    folder
});

fn toolbox() -> Command {
    Command::new(FOLDER.join("toolbox"))
}

fn said(command: &mut Command) -> Said {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let [stdout, stderr] = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    Said { code: status.code(), stdout, stderr }
}

#[derive(Debug, PartialEq)]
struct Said {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Said {
    fn new(code: i32, stdout: &str, stderr: &str) -> Self {
        Self { code: Some(code), stdout: stdout.to_owned(), stderr: stderr.to_owned() }
    }
}

#[test]
fn each_action_is_tried_by_itself_and_answered_in_a_line() {
    let own = FOLDER.join("toolbox").display().to_string();
    let said = said(toolbox().args([
        "try",
        "read:/etc/passwd",
        "read:/nonexistent",
        "write:/nonexistent/file",
        "connect:127.0.0.1:1",
        &format!("exec:{own}"),
        "exec:/nonexistent",
        "syscall:getpid",
        "syscall:unlink:0",
        "syscall:exit_group:7",
        "syscall:fork",
        "kill:1073741823",
    ]));
    let expected = format!(
        "read:/etc/passwd ok\nread:/nonexistent ENOENT\nwrite:/nonexistent/file ENOENT\n\
        connect:127.0.0.1:1 ECONNREFUSED\nexec:{own} exit 2\nexec:/nonexistent ENOENT\nsyscall:getpid ok\n\
        syscall:unlink:0 {unlink}\nsyscall:exit_group:7 exit 7\nsyscall:fork {fork}\nkill:1073741823 ESRCH\n",
        unlink = if cfg!(target_arch = "x86_64") { "EFAULT" } else { "ENOSYS" },
        fork = if cfg!(target_arch = "x86_64") { "ok" } else { "ENOSYS" },
    );
    assert_eq!(said, Said::new(0, &expected, ""));
}

#[test]
fn what_worked_is_undone() {
    let action = format!("write:{}", FOLDER.join("made").display());
    assert_eq!(said(toolbox().args(["try", &action])), Said::new(0, &format!("{action} ok\n"), ""));
    assert!(!FOLDER.join("made").exists());
}

#[test]
fn a_file_that_is_there_stays_as_it_was() {
    let file = FOLDER.join("kept");
    std::fs::write(&file, "text").unwrap();
    let action = format!("write:{}", file.display());
    assert_eq!(said(toolbox().args(["try", &action])), Said::new(0, &format!("{action} ok\n"), ""));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "text");
}

#[test]
fn nothing_is_tried_when_one_action_is_unknown() {
    let stderr = "toolbox: `fly` is no action\ntoolbox: `toolbox help` lists the commands\n";
    assert_eq!(said(toolbox().args(["try", "syscall:getpid", "fly"])), Said::new(2, "", stderr));
}

#[test]
fn a_link_named_like_a_command_runs_it() {
    let said = said(&mut Command::new(FOLDER.join("caps")));
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
    let keys: Vec<_> = said.stdout.lines().filter_map(|line| line.split(": ").next()).collect();
    let expected =
        ["Inheritable", "Permitted", "Effective", "Bounding", "Ambient", "NoNewPrivs", "Seccomp", "Uid", "UidMap"];
    assert_eq!(keys, expected);
    assert!(said.stdout.contains(&format!("\nUid: {}\n", rustix::process::geteuid().as_raw())), "{}", said.stdout);
}

#[test]
fn serve_ends_at_once_when_it_is_told_to() {
    let mut serving = toolbox().arg("serve").stdout(Stdio::piped()).spawn().unwrap();
    let mut ready = String::new();
    BufReader::new(serving.stdout.take().unwrap()).read_line(&mut ready).unwrap();
    assert_eq!(ready, "ready\n");
    let pid = rustix::process::Pid::from_child(&serving);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(serving.wait().unwrap().code(), Some(0));
}

/// The archive stays in the folder, for who wants to load it into a real runtime: with the busybox of `SECLAB_BUSYBOX`.
#[test]
fn the_archive_of_the_images_is_read_by_tar() {
    let busybox = std::env::var_os("SECLAB_BUSYBOX").map(|path| std::fs::read(path).unwrap());
    let program = container_image::program().unwrap();
    let packed = container_image::pack(program, busybox.as_deref().unwrap_or(program), std::env::consts::ARCH).unwrap();
    let archive = FOLDER.join("toolbox.tar");
    std::fs::write(&archive, &packed.bytes).unwrap();
    let listed = said(Command::new("tar").arg("-tf").arg(&archive));
    let count = |end: &str| listed.stdout.lines().filter(|path| path.ends_with(end)).count();
    assert_eq!((listed.code, listed.stderr.as_str()), (Some(0), ""));
    assert_eq!((count(".tar"), count("manifest.json"), count(".json")), (5, 1, 1 + container_image::Tag::ALL.len()));
}

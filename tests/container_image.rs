//! The container images that seclab brings along: the program runs, and packs for a node.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output};

use seclab::container_image;

/// The embedded program as a file, under the name given.
struct Toolbox {
    #[expect(dead_code, reason = "its life is the file's")]
    folder: tempfile::TempDir,
    path: PathBuf,
}

impl Toolbox {
    fn named(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, container_image::program().unwrap()).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder, path }
    }

    fn run(&self, arguments: &[&str]) -> Said {
        let Output { status, stdout, stderr } = Command::new(&self.path).args(arguments).output().unwrap();
        Said {
            code: status.code(),
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8(stderr).unwrap(),
        }
    }
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
    let toolbox = Toolbox::named("toolbox");
    let own = toolbox.path.to_str().unwrap();
    let said = toolbox.run(&[
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
    ]);
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
    let toolbox = Toolbox::named("toolbox");
    let file = toolbox.path.with_file_name("made");
    let action = format!("write:{}", file.display());
    assert_eq!(toolbox.run(&["try", &action]), Said::new(0, &format!("{action} ok\n"), ""));
    assert!(!file.exists());
    let before = std::fs::read(&toolbox.path).unwrap();
    let read = format!("write:{}", toolbox.path.display());
    // A program that runs can't be written to.
    assert_eq!(toolbox.run(&["try", &read]), Said::new(0, &format!("{read} ETXTBSY\n"), ""));
    assert_eq!(std::fs::read(&toolbox.path).unwrap(), before);
}

#[test]
fn nothing_is_tried_when_one_action_is_unknown() {
    let toolbox = Toolbox::named("toolbox");
    let file = toolbox.path.with_file_name("made");
    let said = toolbox.run(&["try", &format!("exec:{}", file.display()), "fly"]);
    let stderr = "toolbox: `fly` is no action\ntoolbox: `toolbox help` lists the commands\n";
    assert_eq!(said, Said::new(2, "", stderr));
}

#[test]
fn a_link_named_like_a_command_runs_it() {
    let said = Toolbox::named("caps").run(&[]);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
    let keys: Vec<_> = said.stdout.lines().filter_map(|line| line.split(": ").next()).collect();
    let expected =
        ["Inheritable", "Permitted", "Effective", "Bounding", "Ambient", "NoNewPrivs", "Seccomp", "Uid", "UidMap"];
    assert_eq!(keys, expected);
    assert!(said.stdout.contains(&format!("\nUid: {}\n", rustix::process::geteuid().as_raw())), "{}", said.stdout);
}

#[test]
fn serve_ends_at_once_when_it_is_told_to() {
    let toolbox = Toolbox::named("toolbox");
    let mut serving =
        Command::new(&toolbox.path).arg("serve").stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut ready = String::new();
    let mut stdout = std::io::BufReader::new(serving.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut stdout, &mut ready).unwrap();
    assert_eq!(ready, "ready\n");
    let pid = rustix::process::Pid::from_child(&serving);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(serving.wait().unwrap().code(), Some(0));
}

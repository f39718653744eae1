//! The command lines by which a user's own terminal gets onto a node: a shell, a command.

use std::ffi::OsString;
use std::path::PathBuf;

use super::exec::ExecChannel;
use super::session::{Channel, Node};
use super::ssh::SshChannel;
use crate::shell;

/// A program of the host and its arguments, ready to take over the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    pub program: PathBuf,
    pub arguments: Vec<OsString>,
}

impl Node {
    /// A shell, or a command whose words reach the node as they are. Without a user it is the admin.
    pub fn login(&self, user: Option<&str>, command: &[String], terminal: bool) -> Login {
        match &self.channel {
            Channel::Ssh(ssh) => by_ssh(ssh, user, command, terminal),
            Channel::Exec(exec) => by_exec(exec, user, command, terminal),
        }
    }
}

fn by_ssh(ssh: &SshChannel, user: Option<&str>, command: &[String], terminal: bool) -> Login {
    let mut arguments: Vec<OsString> = vec!["-F".into(), ssh.config_file().into()];
    match user {
        Some(user) => {
            arguments.extend(ssh.config().key_options().map(Into::into));
            arguments.extend(["-l".into(), user.into()]);
        }
        // The admin's connection may be open already.
        None => arguments.extend(ssh.open_master().into_iter().flat_map(|m| ["-S".into(), m.into_os_string()])),
    }
    if terminal {
        arguments.push("-t".into());
    }
    arguments.extend(["--".into(), ssh.config().destination().into()]);
    if !command.is_empty() {
        arguments.push(quoted(command).into());
    }
    Login { program: "ssh".into(), arguments }
}

/// The client gives a terminal by itself. A user gets a session of their own, as a login by ssh brings it: with a
/// runtime folder and a slice; `sudo --user` would stay in the admin's.
fn by_exec(exec: &ExecChannel, user: Option<&str>, command: &[String], terminal: bool) -> Login {
    let mut arguments: Vec<OsString> = ["exec", &exec.machine, "--"].map(Into::into).to_vec();
    if let Some(user) = user {
        arguments.extend(["sudo", "-n", "systemd-run", "--quiet", "--collect", "--wait", "--pipe"].map(Into::into));
        arguments.extend(terminal.then(|| "--pty".into()));
        arguments.extend(["-p", &format!("User={user}"), "-p", "PAMName=login"].map(Into::into));
        arguments.extend(["-p", "WorkingDirectory=~", "--"].map(Into::into));
    }
    match (command, user) {
        ([], _) => arguments.extend(["/bin/bash", "--login"].map(Into::into)),
        (words, None) => arguments.extend(words.iter().map(Into::into)),
        // systemd.service(5): in a command line `$` begins a variable, and `$$` is the character.
        (words, Some(_)) => {
            arguments.extend(["/bin/sh".into(), "-c".into(), quoted(words).replace('$', "$$").into()]);
        }
    }
    Login { program: exec.program.clone(), arguments }
}

/// ssh joins its words by blanks and gives them to a shell: quoted, they arrive as they left.
fn quoted(words: &[String]) -> String {
    words.iter().map(|word| shell::word(word)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_users_session_through_the_client_keeps_the_words() {
        let exec = ExecChannel { program: "multipass".into(), machine: "m".to_owned() };
        let login = by_exec(&exec, Some("student"), &["echo".to_owned(), "a $HOME".to_owned()], false);
        let words: Vec<_> = login.arguments.iter().map(|word| word.to_str().unwrap()).collect();
        assert_eq!(
            words.join(" "),
            "exec m -- sudo -n systemd-run --quiet --collect --wait --pipe -p User=student -p PAMName=login \
             -p WorkingDirectory=~ -- /bin/sh -c 'echo' 'a $$HOME'"
        );
    }

    #[test]
    fn the_admin_is_who_the_client_logs_in() {
        let exec = ExecChannel { program: "multipass".into(), machine: "m".to_owned() };
        let login = by_exec(&exec, None, &["id".to_owned()], true);
        assert_eq!(login.arguments, ["exec", "m", "--", "id"]);
    }
}

//! The command lines by which a user's own terminal gets onto a node: a shell, a command, a copy.

use std::ffi::OsString;
use std::path::PathBuf;

use super::session::Node;

/// A program of the host and its arguments, ready to take over the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    pub program: PathBuf,
    pub arguments: Vec<OsString>,
}

/// One side of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyPlace {
    Host(PathBuf),
    Node(String),
}

impl Node {
    /// A shell, or a command whose words reach the node as they are. Without a user it is the admin.
    pub fn login(&self, user: Option<&str>, command: &[String], terminal: bool) -> Login {
        let mut arguments: Vec<OsString> = Vec::new();
        let program = if let Some(ssh) = self.ssh() {
            arguments.extend(["-F".into(), ssh.config_file().into()]);
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
            PathBuf::from("ssh")
        } else {
            let (program, machine) =
                self.exec().map_or_else(Default::default, |e| (e.program.clone(), e.machine.clone()));
            arguments.extend(["exec", &machine, "--"].map(Into::into));
            if let Some(user) = user {
                arguments.extend(["sudo", "--login", "--user", user, "--"].map(Into::into));
            }
            match command {
                [] => arguments.push("bash".into()),
                words => arguments.extend(words.iter().map(Into::into)),
            }
            program
        };
        Login { program, arguments }
    }

    /// A copy to or from the node.
    pub fn copy(&self, user: Option<&str>, from: &CopyPlace, to: &CopyPlace, recursive: bool) -> Login {
        let mut arguments: Vec<OsString> = Vec::new();
        let (program, machine) = if let Some(ssh) = self.ssh() {
            arguments.extend(["-q".into(), "-F".into(), ssh.config_file().into()]);
            if let Some(user) = user {
                arguments.extend(ssh.config().key_options().map(Into::into));
                arguments.push(format!("-oUser={user}").into());
            }
            let machine = ssh.config().destination();
            // scp would take the first colon of an IPv6 address for the one before the path.
            (PathBuf::from("scp"), if machine.contains(':') { format!("[{machine}]") } else { machine.to_owned() })
        } else {
            arguments.push("transfer".into());
            self.exec().map_or_else(Default::default, |e| (e.program.clone(), e.machine.clone()))
        };
        if recursive {
            arguments.push("-r".into());
        }
        arguments.push("--".into());
        for place in [from, to] {
            arguments.push(match place {
                // A path with a colon in it would be taken for a host's.
                CopyPlace::Host(path) if path.is_relative() => PathBuf::from(".").join(path).into(),
                CopyPlace::Host(path) => path.into(),
                CopyPlace::Node(path) => format!("{machine}:{path}").into(),
            });
        }
        Login { program, arguments }
    }
}

/// ssh joins its words by blanks and gives them to a shell: quoted, they arrive as they left.
fn quoted(words: &[String]) -> String {
    let word = |word: &String| format!("'{}'", word.replace('\'', r"'\''"));
    words.iter().map(word).collect::<Vec<_>>().join(" ")
}

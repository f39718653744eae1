//! Copies between the host and a node.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::login::Login;
use super::session::{Channel, Node};
use super::ssh::SshChannel;
use super::tar_stream::TarStream;

/// What is copied. A path on the node counts from the user's home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Copy {
    ToNode { from: PathBuf, to: String },
    FromNode { from: String, to: PathBuf },
}

/// How a copy is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyWay {
    /// By a program that takes over the terminal.
    Program(Login),
    Stream(TarStream),
}

impl Node {
    /// A copy to or from the node. Without a user it is the admin.
    pub fn copy(&self, user: Option<String>, copy: Copy, recursive: bool) -> CopyWay {
        match &self.channel {
            Channel::Ssh(ssh) => CopyWay::Program(scp(ssh, user, copy, recursive)),
            Channel::Exec(exec) => CopyWay::Stream(TarStream { exec: exec.clone(), user, copy, recursive }),
        }
    }
}

fn scp(ssh: &SshChannel, user: Option<String>, copy: Copy, recursive: bool) -> Login {
    let mut arguments: Vec<OsString> = vec!["-q".into(), "-F".into(), ssh.config_file().into()];
    if let Some(user) = user {
        arguments.extend(ssh.config().key_options().map(Into::into));
        arguments.push(format!("-oUser={user}").into());
    }
    arguments.extend(recursive.then(|| "-r".into()));
    arguments.push("--".into());
    // scp would take the first colon of an IPv6 address for the one before the path.
    let machine = ssh.config().destination();
    let machine = if machine.contains(':') { format!("[{machine}]") } else { machine.to_owned() };
    let there = |path: String| OsString::from(format!("{machine}:{path}"));
    arguments.extend(match copy {
        Copy::ToNode { from, to } => [here(&from), there(to)],
        Copy::FromNode { from, to } => [there(from), here(&to)],
    });
    Login { program: "scp".into(), arguments }
}

/// A path with a colon in it would be taken for a host's.
fn here(path: &Path) -> OsString {
    if path.is_relative() { Path::new(".").join(path).into() } else { path.into() }
}

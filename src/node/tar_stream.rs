//! A copy through the provider's client: one stream of tar through a pipe. The client's own way to copy wants to read
//! the host's files, which a confined one may not, and knows no other user than the admin.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::json;
use tokio::process::{Child, Command};

use super::copy::Copy;
use super::exec::ExecChannel;
use crate::error::{Diagnose, Kind, Result};
use crate::host::command::exit_code;
use crate::template;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TarStream {
    pub exec: ExecChannel,
    pub user: Option<String>,
    pub copy: Copy,
    pub recursive: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum TarError {
    #[error("there is no file {path}")]
    NoFile { path: PathBuf },
    #[error("{path} is a folder")]
    Folder { path: PathBuf },
    #[error("{path} has no name that a copy could get")]
    NoName { path: PathBuf },
    #[error("{program} can't be started")]
    NotStarted { program: String, source: std::io::Error },
    #[error("tar failed with code {code}")]
    Tar { code: i32 },
}

impl Diagnose for TarError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoFile { .. } | Self::Folder { .. } | Self::NoName { .. } => Kind::Invalid,
            Self::NotStarted { .. } => Kind::Unreachable,
            Self::Tar { .. } => Kind::Failed,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::Folder { .. } => vec!["add --recursive".to_owned()],
            _ => Vec::new(),
        }
    }
}

impl TarStream {
    /// Copies, with the terminal's stderr, and returns the exit code of the node's side.
    pub async fn run(&self) -> Result<i32> {
        match &self.copy {
            Copy::ToNode { from, to } => self.upload(from, to).await,
            Copy::FromNode { from, to } => self.download(from, to).await,
        }
    }

    async fn upload(&self, from: &Path, to: &str) -> Result<i32> {
        if !from.exists() {
            return Err(TarError::NoFile { path: from.to_owned() }.into());
        }
        if from.is_dir() && !self.recursive {
            return Err(TarError::Folder { path: from.to_owned() }.into());
        }
        // `.` has a name too.
        let path = if from.file_name().is_some() { std::path::absolute(from)? } else { fs_err::canonicalize(from)? };
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(TarError::NoName { path }.into());
        };
        let mut tar = Command::new("tar");
        // macOS' tar would add a file of attributes to each file.
        tar.env("COPYFILE_DISABLE", "1").args(["-chf", "-", "-C"]).arg(parent).arg("--").arg(name);
        let mut tar = start(tar.stdin(Stdio::null()).stdout(Stdio::piped()))?;
        let script = template::render("node/receive.sh", &json!({ "target": to, "name": name.to_string_lossy() }))?;
        let client = start(self.client(&script).stdin(pipe(tar.stdout.take())?).stdout(Stdio::null()))?;
        ends(client, tar).await
    }

    async fn download(&self, from: &str, to: &Path) -> Result<i32> {
        let Some(name) = Path::new(from).file_name() else { return Err(TarError::NoName { path: from.into() }.into()) };
        let target = if to.is_dir() { to.join(name) } else { to.to_owned() };
        // What the node sends is unpacked where nothing else is, and only what was asked for is taken from it.
        let beside = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let staged = tempfile::tempdir_in(beside)?;
        let script = template::render("node/send.sh", &json!({ "path": from, "recursive": self.recursive }))?;
        let mut client = start(self.client(&script).stdin(Stdio::null()).stdout(Stdio::piped()))?;
        let mut tar = Command::new("tar");
        tar.args(["-xf", "-", "--no-same-owner", "-C"]).arg(staged.path());
        let tar = start(tar.stdin(pipe(client.stdout.take())?).stdout(Stdio::null()))?;
        let code = ends(client, tar).await?;
        if code == 0 {
            fs_err::rename(staged.path().join(name), target)?;
        }
        Ok(code)
    }

    fn client(&self, script: &str) -> Command {
        let mut client = Command::new(&self.exec.program);
        client.args(["exec", &self.exec.machine, "--"]);
        if let Some(user) = &self.user {
            client.args(["sudo", "-n", "-H", "-u", user, "--"]);
        }
        client.args(["sh", "-c", script]);
        client
    }
}

fn start(command: &mut Command) -> Result<Child, TarError> {
    let program = command.as_std().get_program().to_string_lossy().into_owned();
    command
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()
        .map_err(|source| TarError::NotStarted { program, source })
}

fn pipe(stdout: Option<tokio::process::ChildStdout>) -> std::io::Result<Stdio> {
    stdout.map_or_else(|| Ok(Stdio::null()), TryInto::try_into)
}

/// The code of the node's side; where that is well, tar must be too.
async fn ends(mut client: Child, mut tar: Child) -> Result<i32> {
    let code = exit_code(client.wait().await?);
    let tar = exit_code(tar.wait().await?);
    if code == 0 && tar != 0 { Err(TarError::Tar { code: tar }.into()) } else { Ok(code) }
}

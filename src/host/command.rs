//! Runs programs of the host: qemu-img, multipass, mmdebstrap. Remote commands are `node`'s.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::error::{Diagnose, Kind, Result};

/// One run of a program, with everything it said.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The exit code; 128 and the signal's number for a program ended by a signal.
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    #[error("{program} is not installed")]
    NotFound { program: String },
    #[error("{program} could not be started")]
    NotStarted { program: String, source: std::io::Error },
    #[error("{program} gave no answer within {} s", limit.as_secs())]
    TimedOut { program: String, limit: Duration },
    #[error("{program} failed with code {code}: {stderr}")]
    Failed { program: String, code: i32, stderr: String },
}

impl Diagnose for CommandError {
    fn kind(&self) -> Kind {
        match self {
            Self::Failed { .. } => Kind::Failed,
            _ => Kind::Unreachable,
        }
    }
}

/// A program, its arguments, what it reads and how long it may take.
#[derive(Debug)]
pub struct HostCommand {
    program: PathBuf,
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    stdin: Vec<u8>,
    output: Option<std::fs::File>,
    folder: Option<PathBuf>,
    tied: bool,
    limit: Duration,
}

impl HostCommand {
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            environment: Vec::new(),
            stdin: Vec::new(),
            output: None,
            folder: None,
            tied: false,
            limit: Duration::from_mins(1),
        }
    }

    #[must_use]
    pub fn arg(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    #[must_use]
    pub fn args<A: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    #[must_use]
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// What the program reads, through a real pipe. Without it, stdin is empty.
    #[must_use]
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    /// The folder that the program starts in.
    #[must_use]
    pub fn within(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Sends stdout and stderr, as they come, to a file instead of into `Finished`.
    #[must_use]
    pub fn output_to(mut self, file: std::fs::File) -> Self {
        self.output = Some(file);
        self
    }

    /// For a program that starts others: it leads a process group of its own, and its stdin stays open until it ends.
    /// The end of stdin tells it that seclab is gone, however seclab went, and that it should end its group.
    #[must_use]
    pub fn tied(mut self) -> Self {
        self.tied = true;
        self
    }

    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Runs to the end, whatever the exit code. The program is ended when the limit passes or the caller gives up.
    pub async fn finish(self) -> Result<Finished, CommandError> {
        let name = self.program.file_name().unwrap_or(self.program.as_os_str()).to_string_lossy().into_owned();
        let not_started = |source: std::io::Error| match source.kind() {
            std::io::ErrorKind::NotFound => CommandError::NotFound { program: name.clone() },
            _ => CommandError::NotStarted { program: name.clone(), source },
        };
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).envs(self.environment).stdin(Stdio::piped()).kill_on_drop(true);
        match self.output {
            None => command.stdout(Stdio::piped()).stderr(Stdio::piped()),
            Some(file) => command.stdout(file.try_clone().map_err(not_started)?).stderr(file),
        };
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        if self.tied {
            command.process_group(0);
        }
        let mut child = command.spawn().map_err(not_started)?;
        drop(command);
        let mut pipe = child.stdin.take();
        let input = self.stdin;
        let fed = async move {
            if let Some(pipe) = pipe.as_mut() {
                // A program may end without reading all; its exit code tells.
                let _ = pipe.write_all(&input).await;
            }
            // Held, it lives until the program has ended; dropped, it ends here.
            if self.tied { pipe } else { None }
        };
        let waited = tokio::time::timeout(self.limit, async { tokio::join!(fed, child.wait_with_output()).1 }).await;
        let output = waited
            .map_err(|_| CommandError::TimedOut { program: name.clone(), limit: self.limit })?
            .map_err(|source| CommandError::NotStarted { program: name, source })?;
        Ok(Finished {
            code: exit_code(output.status),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// Runs to the end and returns stdout; any exit code but 0 is an error that carries stderr.
    pub async fn output(self) -> Result<String, CommandError> {
        let program = self.program.file_name().unwrap_or(self.program.as_os_str()).to_string_lossy().into_owned();
        let Finished { code, stdout, stderr } = self.finish().await?;
        if code == 0 {
            Ok(stdout)
        } else {
            Err(CommandError::Failed { program, code, stderr: stderr.trim().to_owned() })
        }
    }
}

/// The code a shell would show.
pub fn exit_code(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn everything_a_program_says_is_kept() {
        let done =
            HostCommand::new("sh").args(["-c", "cat; echo oops >&2; exit 3"]).stdin("hello").finish().await.unwrap();
        assert_eq!((done.code, done.stdout.as_str(), done.stderr.as_str()), (3, "hello", "oops\n"));
    }

    #[tokio::test]
    async fn output_goes_to_a_file_when_one_is_given() {
        let folder = tempfile::tempdir().unwrap();
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let script = "pwd; echo oops >&2";
        let done = HostCommand::new("sh").args(["-c", script]).within("/").output_to(log).finish().await.unwrap();
        assert_eq!((done.code, done.stdout.as_str()), (0, ""));
        assert_eq!(std::fs::read_to_string(folder.path().join("log")).unwrap(), "/\noops\n");
    }

    #[tokio::test]
    async fn a_tied_program_sees_that_seclab_gave_up() {
        let folder = tempfile::tempdir().unwrap();
        let script = "exec 3<&0; (cat <&3; touch noticed) >/dev/null & sleep 60";
        let command = HostCommand::new("sh").args(["-c", script]).within(folder.path()).tied();
        command.limit(Duration::from_millis(200)).finish().await.unwrap_err();
        for _ in 0..100 {
            if folder.path().join("noticed").exists() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the program's stdin stayed open");
    }

    #[tokio::test]
    async fn a_program_that_hangs_is_ended() {
        let error = HostCommand::new("sleep").arg("60").limit(Duration::from_millis(50)).finish().await.unwrap_err();
        assert_eq!(error.to_string(), "sleep gave no answer within 0 s");
    }
}

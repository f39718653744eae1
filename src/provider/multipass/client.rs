//! The `multipass` client: one method for each command that seclab runs, always with a machine's name.
//! Never here: `purge`, `--all`, and `start` or `stop` without a name, which are about other people's machines.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::de::DeserializeOwned;

pub use super::json::Version;

use super::error::{MultipassError, only_timed_out};
use super::json::{Info, InfoAnswer, SnapshotsAnswer};
use super::launch::Launch;
use crate::host::command::{CommandError, Finished, HostCommand};

type Result<T> = std::result::Result<T, MultipassError>;

/// How a command that makes a machine run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    /// Nobody waits any more, but the machine may still get there.
    TimedOut,
}

#[derive(Clone, Debug)]
pub struct Client {
    program: PathBuf,
    /// The pause before a daemon that did not answer is asked again; it doubles.
    pub pause: Duration,
}

impl Client {
    pub fn new(program: PathBuf) -> Self {
        Self { program, pause: Duration::from_secs(1) }
    }

    /// `SECLAB_MULTIPASS`, or `multipass` on the PATH.
    pub fn find() -> Result<Self> {
        let named = std::env::var_os("SECLAB_MULTIPASS").filter(|name| !name.is_empty());
        let wanted = named.unwrap_or_else(|| "multipass".into());
        let found = which::which(&wanted);
        let program =
            found.map_err(|_| MultipassError::NotInstalled { program: wanted.to_string_lossy().into_owned() })?;
        Ok(Self::new(program))
    }

    pub fn program(&self) -> &Path {
        &self.program
    }

    /// The versions of client and daemon. An unreachable daemon is no error to the client, but it is one here.
    pub async fn version(&self) -> Result<Version> {
        let version: Version = self.json("version", "", &["version"]).await?;
        if version.multipassd.is_some() { Ok(version) } else { Err(MultipassError::DaemonUnreachable) }
    }

    /// The virtualisation driver: `qemu`, `hyperv`, `virtualbox`, `applevz`. `None` when the client won't tell.
    pub(super) async fn driver(&self) -> Option<String> {
        let answer = self.command(&["get", "local.driver"]).output().await.ok()?;
        Some(answer.trim().to_owned()).filter(|driver| !driver.is_empty())
    }

    pub(super) async fn info(&self, machine: &str) -> Result<Option<Info>> {
        let mut pause = self.pause;
        for _ in 0..2 {
            match self.info_once(machine).await {
                Err(MultipassError::DaemonUnreachable) => tokio::time::sleep(pause).await,
                answer => return answer,
            }
            pause *= 2;
        }
        self.info_once(machine).await
    }

    async fn info_once(&self, machine: &str) -> Result<Option<Info>> {
        match self.json::<InfoAnswer>("info", machine, &["info", machine]).await {
            Ok(mut answer) => Ok(answer.info.remove(machine)),
            Err(MultipassError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The names of a machine's snapshots, oldest first.
    pub(super) async fn snapshots(&self, machine: &str) -> Result<Vec<String>> {
        let answer: SnapshotsAnswer = self.json("info", machine, &["info", machine, "--snapshots"]).await?;
        Ok(answer.names(machine))
    }

    pub(super) async fn launch(&self, launch: &Launch, limit: Duration) -> Result<Outcome> {
        let timeout = limit.as_secs().to_string();
        let arguments: Vec<String> = [
            "launch",
            &launch.image,
            "--name",
            &launch.machine,
            "--cpus",
            &launch.cpus,
            "--memory",
            &launch.memory,
            "--disk",
            &launch.disk,
            "--cloud-init",
            "-",
            "--timeout",
            &timeout,
        ]
        .map(str::to_owned)
        .into();
        let command = HostCommand::new(&self.program).args(arguments).stdin(launch.user_data.as_str());
        // The client keeps its own limit; ours is for a client that hangs.
        Self::outcome("launch", &launch.machine, command.limit(limit + Duration::from_mins(1)).finish().await)
    }

    pub(super) async fn start(&self, machine: &str, limit: Duration) -> Result<Outcome> {
        let timeout = limit.as_secs().to_string();
        let command = self.command(&["start", machine, "--timeout", &timeout]);
        Self::outcome("start", machine, command.limit(limit + Duration::from_mins(1)).finish().await)
    }

    pub(super) async fn stop(&self, machine: &str, limit: Duration) -> Result<()> {
        self.done("stop", machine, self.command(&["stop", machine]).limit(limit)).await
    }

    pub(super) async fn recover(&self, machine: &str) -> Result<()> {
        self.done("recover", machine, self.command(&["recover", machine])).await
    }

    /// One machine, or with `MACHINE.SNAPSHOT` one snapshot; for good.
    pub(super) async fn delete(&self, target: &str) -> Result<()> {
        match self.done("delete", target, self.command(&["delete", "--purge", target]).limit(LONG)).await {
            Err(MultipassError::NotFound { .. }) => Ok(()),
            other => other,
        }
    }

    pub(super) async fn snapshot(&self, machine: &str, name: &str) -> Result<()> {
        self.done("snapshot", machine, self.command(&["snapshot", machine, "--name", name]).limit(LONG)).await
    }

    pub(super) async fn restore(&self, machine: &str, snapshot: &str) -> Result<()> {
        let target = format!("{machine}.{snapshot}");
        self.done("restore", machine, self.command(&["restore", &target, "--destructive"]).limit(LONG)).await
    }

    /// Runs a program on the machine, whatever its exit code. A stopped machine would be started by this.
    pub(super) async fn exec(&self, machine: &str, command: &[&str]) -> Result<Finished> {
        Ok(self.command(&["exec", machine, "--"]).args(command.iter().copied()).finish().await?)
    }

    fn command(&self, arguments: &[&str]) -> HostCommand {
        HostCommand::new(&self.program).args(arguments.iter().copied())
    }

    async fn done(&self, name: &str, machine: &str, command: HostCommand) -> Result<()> {
        let finished = command.finish().await?;
        if finished.code == 0 { Ok(()) } else { Err(MultipassError::read(name, machine, &finished)) }
    }

    async fn json<T: DeserializeOwned>(&self, name: &str, machine: &str, arguments: &[&str]) -> Result<T> {
        let finished = self.command(arguments).args(["--format", "json"]).finish().await?;
        if finished.code != 0 {
            return Err(MultipassError::read(name, machine, &finished));
        }
        serde_json::from_str(&finished.stdout)
            .map_err(|source| MultipassError::BadAnswer { command: name.to_owned(), source })
    }

    fn outcome(name: &str, machine: &str, ended: std::result::Result<Finished, CommandError>) -> Result<Outcome> {
        match ended {
            Ok(finished) if finished.code == 0 => Ok(Outcome::Done),
            Ok(finished) if only_timed_out(&finished) => Ok(Outcome::TimedOut),
            Ok(finished) => Err(MultipassError::read(name, machine, &finished)),
            Err(CommandError::TimedOut { .. }) => Ok(Outcome::TimedOut),
            Err(error) => Err(error.into()),
        }
    }
}

/// For commands that copy disks.
const LONG: Duration = Duration::from_mins(10);

//! A node reached by ssh. The connection outlives one seclab command for a while, so that the next needs no handshake.

use std::path::{Path, PathBuf};
use std::time::Duration;

use openssh::{ControlPersist, KnownHosts, Session, SessionBuilder, Stdio};

use super::log::OperationLog;
use super::script::{Answer, Script};
use super::session::{NodeError, NodeIdentity};
use super::ssh_config::{SshConfig, Way};
use super::stream;
use crate::error::Result;

/// How long an unused connection stays open, in seconds.
const IDLE_SECONDS: usize = 120;
/// A live master answers at once; a guest in software emulation needs a moment to open a channel.
const CHANNEL_LIMIT: Duration = Duration::from_secs(15);

#[derive(Debug)]
pub struct SshChannel {
    config: SshConfig,
    config_file: PathBuf,
    /// Where masters live; a link there remembers the current one.
    runtime: PathBuf,
}

impl SshChannel {
    /// Writes the configuration file; nothing is sent.
    pub fn new(identity: &NodeIdentity, way: Way) -> Result<Self> {
        let config = SshConfig { host: identity.host.clone(), key_file: identity.key_file.clone(), way };
        let config_file = identity.folder.join("ssh_config");
        config.write(&config_file)?;
        Ok(Self { config, config_file, runtime: identity.runtime.clone() })
    }

    pub fn config(&self) -> &SshConfig {
        &self.config
    }

    pub fn config_file(&self) -> &Path {
        &self.config_file
    }

    fn link(&self) -> PathBuf {
        self.runtime.join(format!("{}.master", self.config.host))
    }

    /// The control socket of the connection that an earlier command left open.
    pub fn open_master(&self) -> Option<PathBuf> {
        fs_err::read_link(self.link()).ok().filter(|socket| socket.exists())
    }

    /// The connection that an earlier command left open, if it still answers.
    pub(super) async fn resume(&self) -> Option<Session> {
        let session = Session::resume_mux(self.open_master()?.into(), None);
        let alive = tokio::time::timeout(Duration::from_secs(2), session.check()).await;
        matches!(alive, Ok(Ok(()))).then_some(session)
    }

    /// A new connection; one attempt.
    pub(super) async fn connect(&self, limit: Duration) -> Result<Session, NodeError> {
        let unreachable = |reason: String| NodeError::Unreachable { address: self.config.address(), reason };
        crate::paths::private_dir(&self.runtime).map_err(|e| unreachable(e.chain().join(": ")))?;
        let attempt = SessionBuilder::default()
            .known_hosts_check(KnownHosts::Strict)
            .config_file(&self.config_file)
            .control_directory(&self.runtime)
            .control_persist(ControlPersist::IdleFor(
                std::num::NonZeroUsize::new(IDLE_SECONDS).unwrap_or(std::num::NonZeroUsize::MIN),
            ))
            .connect_timeout(limit)
            .server_alive_interval(Duration::from_secs(15))
            .connect_mux(self.config.destination())
            .await;
        let session = attempt.map_err(|e| unreachable(reason_of(&e)))?;
        // From here on the master must outlive this process, even one that is killed.
        let (socket, log) = session.detach();
        self.close().await;
        self.remember(&socket);
        Ok(Session::resume_mux(socket, log))
    }

    fn remember(&self, socket: &Path) {
        let staged = self.link().with_extension(format!("{}", std::process::id()));
        // Without the link the next command merely connects anew.
        let _ = std::os::unix::fs::symlink(socket, &staged);
        let _ = std::fs::rename(&staged, self.link());
    }

    /// Ends the remembered connection, whoever opened it.
    pub(super) async fn close(&self) {
        if let Ok(socket) = fs_err::read_link(self.link()) {
            let closing = Session::resume_mux(socket.clone().into(), None).close();
            let _ = tokio::time::timeout(Duration::from_secs(2), closing).await;
            if let Some(folder) = socket.parent().filter(|f| f.starts_with(&self.runtime)) {
                let _ = std::fs::remove_dir_all(folder);
            }
        }
        let _ = std::fs::remove_file(self.link());
    }

    pub(super) async fn run(
        session: &Session,
        script: &Script,
        log: Option<&OperationLog>,
    ) -> Result<Answer, NodeError> {
        let mut command = session.raw_command(script.command_line());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let spawned = tokio::time::timeout(CHANNEL_LIMIT, command.spawn()).await;
        let mut child = spawned
            .map_err(|_| NodeError::Lost { reason: "the connection no longer answers".to_owned() })?
            .map_err(|e| NodeError::Lost { reason: reason_of(&e) })?;
        let pipes = (child.stdin().take(), child.stdout().take(), child.stderr().take());
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(NodeError::Lost { reason: "a channel without streams".to_owned() });
        };
        // The limit on the node comes first; this one is for a node that stopped altogether.
        let limit = script.limit + Duration::from_secs(30);
        let input = script.input().await.map_err(|e| NodeError::Unread { source: e })?;
        let conversation = tokio::time::timeout(limit, stream::converse(stdin, stdout, stderr, input, log));
        let (stdout, stderr) = conversation
            .await
            .map_err(|_| NodeError::Lost { reason: "the node stopped answering".to_owned() })?
            .map_err(|e| NodeError::Lost { reason: e.to_string() })?;
        match child.wait().await {
            Ok(status) if crate::host::command::exit_code(status) == 255 => {
                Err(NodeError::Lost { reason: "the connection was closed".to_owned() })
            }
            Ok(status) => Ok(Answer { code: crate::host::command::exit_code(status), stdout, stderr }),
            Err(openssh::Error::Remote(_)) => Ok(Answer { code: 127, stdout, stderr }),
            Err(e) => Err(NodeError::Lost { reason: reason_of(&e) }),
        }
    }
}

/// openssh wraps ssh's own sentence one level down.
fn reason_of(error: &openssh::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

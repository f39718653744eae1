//! One node, connected when first used.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use openssh::Session;
use tokio::sync::{Mutex, Semaphore};

use super::exec::ExecChannel;
use super::log::OperationLog;
use super::script::{Answer, Script};
use super::ssh::SshChannel;
use super::ssh_config::{Way, known_hosts_file};
use crate::error::{Diagnose, Kind, Result};
use crate::event::Events;
use crate::provider::Endpoint;

/// sshd allows 10 sessions on a connection (`MaxSessions`, `sshd_config(5)`); two stay free for the user.
const CHANNELS: usize = 8;

/// For a word with our own end of the connection.
const CHECK_LIMIT: Duration = Duration::from_secs(2);

#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    #[error("no ssh connection to {address}: {reason}")]
    Unreachable { address: String, reason: String },
    #[error("the connection to the node was lost: {reason}")]
    Lost { reason: String },
    #[error("what was to be sent can't be read")]
    Unread { source: std::io::Error },
    #[error("the node did not answer within {} s: {last}", waited.as_secs())]
    NeverAnswered { waited: Duration, last: String },
}

impl Diagnose for NodeError {
    fn kind(&self) -> Kind {
        match self {
            Self::Unread { .. } => Kind::Failed,
            _ => Kind::Unreachable,
        }
    }
}

/// The names and files a session needs, all on the host.
#[derive(Clone, Debug)]
pub struct NodeIdentity {
    /// `INSTANCE-NODE`, unique on this host.
    pub host: String,
    pub key_file: PathBuf,
    pub host_public_key: String,
    /// The node's folder: `ssh_config` and `known_hosts` are written there.
    pub folder: PathBuf,
    pub runtime: PathBuf,
}

/// The way to a node.
#[derive(Debug)]
pub(super) enum Channel {
    Ssh(SshChannel),
    Exec(ExecChannel),
}

#[derive(Debug)]
pub struct Node {
    pub(super) channel: Channel,
    connection: Mutex<Option<std::sync::Arc<Session>>>,
    channels: Semaphore,
    /// Attempts to connect that failed in a row.
    failed: AtomicU32,
}

impl Node {
    /// Prepares to reach a node; nothing is sent yet.
    pub fn new(endpoint: &Endpoint, identity: &NodeIdentity) -> Result<Self> {
        let channel = match endpoint {
            Endpoint::Ssh { address, port, user } => {
                let known_hosts = identity.folder.join("known_hosts");
                known_hosts_file(&known_hosts, &identity.host, &identity.host_public_key)?;
                let (address, port, user) = (address.clone(), *port, user.clone());
                Channel::Ssh(SshChannel::new(identity, Way::Ours { address, port, user, known_hosts })?)
            }
            Endpoint::Existing { address, config } => {
                let (address, config) = (address.clone(), config.clone());
                Channel::Ssh(SshChannel::new(identity, Way::Theirs { address, config })?)
            }
            Endpoint::Exec { program, machine, .. } => {
                Channel::Exec(ExecChannel { program: program.clone(), machine: machine.clone() })
            }
        };
        Ok(Self {
            channel,
            connection: Mutex::new(None),
            channels: Semaphore::new(CHANNELS),
            failed: AtomicU32::new(0),
        })
    }

    /// Runs a script to its end, whatever its exit code. A connection that died is made anew once,
    /// and only where the script had not been sent.
    pub async fn run(&self, script: &Script, log: Option<&OperationLog>) -> Result<Answer, NodeError> {
        let _permit = self.channels.acquire().await.map_err(|e| NodeError::Lost { reason: e.to_string() })?;
        match &self.channel {
            Channel::Exec(exec) => exec.run(script, log).await,
            Channel::Ssh(ssh) => {
                let session = self.session(ssh).await?;
                SshChannel::run(&session, script, log).await
            }
        }
    }

    /// Like `run`, for a script that only looks: it may be asked again when the connection died under it.
    pub async fn ask(&self, script: &Script) -> Result<Answer, NodeError> {
        match self.run(script, None).await {
            Err(NodeError::Lost { .. }) => {
                self.disconnect().await;
                self.run(script, None).await
            }
            answer => answer,
        }
    }

    async fn session(&self, ssh: &SshChannel) -> Result<std::sync::Arc<Session>, NodeError> {
        let mut connection = self.connection.lock().await;
        if let Some(session) = connection.as_ref() {
            // Its master ends when nobody has used it for a while: who asks only the cluster's API sends nothing here.
            let alive = tokio::time::timeout(CHECK_LIMIT, session.check()).await;
            if !matches!(alive, Ok(Err(_))) {
                return Ok(session.clone());
            }
        }
        let session = match ssh.resume().await {
            Some(session) => session,
            None => match ssh.connect(self.patience()).await {
                Ok(session) => session,
                Err(error) => {
                    self.failed.fetch_add(1, Ordering::Relaxed);
                    return Err(error);
                }
            },
        };
        self.failed.store(0, Ordering::Relaxed);
        let session = std::sync::Arc::new(session);
        *connection = Some(session.clone());
        Ok(session)
    }

    /// How long one attempt to connect may take. A port that is forwarded to a guest without a network yet takes
    /// the connection and says nothing, so first attempts are short; a busy guest gets more time later.
    fn patience(&self) -> Duration {
        Duration::from_secs(u64::from(4 + 2 * self.failed.load(Ordering::Relaxed)).min(20))
    }

    /// Ends the connection, also one left open by another command. The next script connects anew.
    pub async fn disconnect(&self) {
        self.connection.lock().await.take();
        if let Channel::Ssh(ssh) = &self.channel {
            ssh.close().await;
        }
    }

    /// Waits until the node answers: it may still be booting.
    pub async fn wait_until_it_answers(&self, limit: Duration, events: &Events) -> Result<(), NodeError> {
        let began = Instant::now();
        events.waiting("the node to answer");
        loop {
            let Err(last) = self.hello().await else { return Ok(()) };
            self.disconnect().await;
            if began.elapsed() > limit {
                return Err(NodeError::NeverAnswered { waited: limit, last });
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    /// An ssh connection is an answer: the node's sshd let us in. One left open may outlive its node for a while;
    /// the next script finds out.
    async fn hello(&self) -> Result<(), String> {
        if let Channel::Ssh(ssh) = &self.channel {
            return self.session(ssh).await.map(drop).map_err(|error| error.to_string());
        }
        match self.run(&Script::admin(":", Duration::from_secs(20)), None).await {
            Ok(answer) if answer.code == 0 => Ok(()),
            Ok(answer) => Err(answer.stderr),
            Err(error) => Err(error.to_string()),
        }
    }
}

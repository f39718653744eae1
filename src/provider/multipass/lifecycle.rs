//! The provider: brings machines up and down, and refuses those it did not make.

use std::path::PathBuf;
use std::time::Duration;

use async_trait::async_trait;

use super::client::{Client, Outcome};
use super::error::MultipassError;
use super::json::{Info, State};
use super::launch::machine_name;
use super::record::Record;
use super::saves;
use crate::error::Result;
use crate::event::Events;
use crate::paths::Paths;
use crate::provider::{Description, Endpoint, NodeRequest, NodeState, Provider};
use crate::spec::name::Name;

/// How long what may take.
#[derive(Clone, Debug)]
pub struct Limits {
    /// A launch or a start, as the client is told: download of the image, boot, cloud-init.
    pub launch: Duration,
    pub stop: Duration,
    /// A machine between two states, or one whose launch was only waited for too shortly.
    pub settle: Duration,
    /// A running machine that has no address yet.
    pub address: Duration,
    /// The first answer of the ssh port of a machine that has booted.
    pub reach: Duration,
    /// The pause between two looks.
    pub pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            launch: Duration::from_mins(20),
            stop: Duration::from_mins(3),
            settle: Duration::from_mins(10),
            address: Duration::from_secs(30),
            reach: Duration::from_secs(5),
            pause: Duration::from_secs(2),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Multipass {
    pub(super) client: Client,
    /// Held while a launch runs, across all seclab processes of this user.
    pub(super) launch_lock: PathBuf,
    pub limits: Limits,
    /// 22, but for tests without the right to listen there.
    pub ssh_port: u16,
}

impl Multipass {
    pub fn new(client: Client, paths: &Paths) -> Self {
        let launch_lock = paths.data.join("multipass-launch.lock");
        Self { client, launch_lock, limits: Limits::default(), ssh_port: 22 }
    }

    /// A Multipass whose daemon answers, or what is wrong with it.
    pub async fn connect(paths: &Paths) -> Result<Self, MultipassError> {
        let client = Client::find()?;
        client.version().await?;
        Ok(Self::new(client, paths))
    }

    /// Stops a machine that runs, and waits for it.
    async fn halt(&self, machine: &str, info: &Info, events: &Events) -> Result<()> {
        if matches!(info.state, State::Stopped | State::Suspended | State::Deleted) {
            return Ok(());
        }
        let step = events.step(format!("stop {machine}"));
        self.client.stop(machine, self.limits.stop).await?;
        step.done();
        Ok(())
    }

    /// A machine of ours that exists, with what is remembered of it.
    async fn existing(&self, node: &NodeRequest) -> Result<(Record, Info)> {
        let machine = machine_name(node)?;
        let found = self.client.info(&machine).await?;
        let info = found.ok_or_else(|| MultipassError::NotFound { machine: machine.clone() })?;
        Ok((owned(node, &machine)?, info))
    }
}

/// What is remembered of a machine that exists; without that it is somebody else's.
pub(super) fn owned(node: &NodeRequest, machine: &str) -> Result<Record> {
    let record = Record::load(&node.folder, machine)?;
    Ok(record.ok_or_else(|| MultipassError::Foreign { machine: machine.to_owned() })?)
}

#[async_trait]
impl Provider for Multipass {
    async fn ensure(&self, node: &NodeRequest, events: &Events) -> Result<Endpoint> {
        let machine = machine_name(node)?;
        let found = self.client.info(&machine).await?;
        let (mut record, launch) = match found {
            Some(_) => (owned(node, &machine)?, Outcome::Done),
            None => self.launch(node, &machine, events).await?,
        };
        let (info, started) = self.running(&machine, events).await?;
        if !record.seeded {
            self.seeded(node, &mut record, launch, events).await?;
        }
        let limit = if launch == Outcome::Done { self.limits.reach } else { self.limits.settle };
        self.endpoint(node, &mut record, &info, started, limit, events).await
    }

    async fn describe(&self, node: &NodeRequest) -> Result<Description> {
        let machine = machine_name(node)?;
        let absent = Description { state: NodeState::Absent, address: None, saves: Vec::new() };
        let Some(info) = self.client.info(&machine).await? else { return Ok(absent) };
        if Record::load(&node.folder, &machine)?.is_none() {
            return Ok(absent);
        }
        let state = match &info.state {
            State::Running => NodeState::Running,
            State::Stopped => NodeState::Stopped,
            other => NodeState::Other(other.to_string()),
        };
        let saves = saves::names(&self.client, &machine, &info).await?;
        Ok(Description { state, address: info.address(), saves })
    }

    async fn pause(&self, node: &NodeRequest) -> Result<()> {
        Err(MultipassError::NoPause { instance: node.instance.to_string() }.into())
    }

    async fn stop(&self, node: &NodeRequest, events: &Events) -> Result<()> {
        let machine = machine_name(node)?;
        match self.client.info(&machine).await? {
            Some(info) => {
                owned(node, &machine)?;
                self.halt(&machine, &info, events).await
            }
            None => Ok(()),
        }
    }

    async fn delete(&self, node: &NodeRequest, events: &Events) -> Result<()> {
        let machine = machine_name(node)?;
        if self.client.info(&machine).await?.is_some() {
            owned(node, &machine)?;
            let step = events.step(format!("delete {machine}"));
            self.client.delete(&machine).await?;
            step.done();
        }
        Record::remove(&node.folder)
    }

    async fn save(&self, node: &NodeRequest, save: &Name, events: &Events) -> Result<()> {
        let (mut record, info) = self.existing(node).await?;
        let machine = record.machine.clone();
        self.halt(&machine, &info, events).await?;
        let step = events.step(format!("save {machine} as {save}"));
        saves::replace(&self.client, &machine, &info, save.as_str()).await?;
        step.done();
        if info.state == State::Running {
            let (info, _) = self.running(&machine, events).await?;
            self.endpoint(node, &mut record, &info, true, self.limits.reach, events).await?;
        }
        Ok(())
    }

    async fn restore(&self, node: &NodeRequest, save: &Name, events: &Events) -> Result<Endpoint> {
        let (mut record, info) = self.existing(node).await?;
        let machine = record.machine.clone();
        let saves = saves::names(&self.client, &machine, &info).await?;
        if !saves.iter().any(|name| name == save.as_str()) {
            let (save, instance) = (save.to_string(), node.instance.to_string());
            return Err(MultipassError::NoSave { machine, save, saves, instance }.into());
        }
        self.halt(&machine, &info, events).await?;
        let step = events.step(format!("restore {machine} from {save}"));
        self.client.restore(&machine, save.as_str()).await?;
        step.done();
        let (info, _) = self.running(&machine, events).await?;
        self.endpoint(node, &mut record, &info, true, self.limits.reach, events).await
    }
}

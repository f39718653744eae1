//! From a machine that may not exist to one that runs and is ours.

use tokio::time::{Instant, sleep};

use super::client::Outcome;
use super::error::MultipassError;
use super::json::{Info, State};
use super::launch::Launch;
use super::lifecycle::{Multipass, owned};
use super::reach::Choice;
use super::record::Record;
use crate::error::Result;
use crate::event::Events;
use crate::host::lock;
use crate::provider::{NodeRequest, cloud_init};

impl Multipass {
    /// Launches the machine unless another seclab does while this one waits for its turn.
    pub(super) async fn launch(&self, node: &NodeRequest, machine: &str, events: &Events) -> Result<(Record, Outcome)> {
        let launch = Launch::of(node, events)?;
        if let Some(folder) = self.launch_lock.parent() {
            crate::paths::private_dir(folder)?;
        }
        // Two launches at once have crashed the daemon. It keeps apart those of one user: Multipass has nothing that all
        // its users share and may write.
        let lock = lock::take(&self.launch_lock, "another launch: Multipass takes one at a time", events).await?;
        if self.client.info(machine).await?.is_some() {
            return Ok((owned(node, machine)?, Outcome::Done));
        }
        let interrupted = Record::load(&node.folder, machine)?.is_some();
        let record = Record::new(machine);
        record.store(&node.folder)?;
        let step = events.step(format!("launch {machine}"));
        let mut outcome = Outcome::Done;
        match self.client.launch(&launch, self.limits.launch).await {
            Ok(Outcome::Done) => {}
            Ok(Outcome::TimedOut) => {
                // The daemon may still be preparing it, so the record stays: what appears later is ours.
                if self.client.info(machine).await?.is_none() {
                    let (machine, limit) = (machine.to_owned(), self.limits.launch);
                    return Err(MultipassError::LaunchTimedOut { machine, limit }.into());
                }
                events
                    .notice(format!("{machine} takes longer to launch than Multipass waits; it is kept and watched."));
                outcome = Outcome::TimedOut;
            }
            // A launch of ours that was interrupted goes on in the daemon.
            Err(MultipassError::BeingPrepared { .. }) if interrupted => {
                self.appeared(machine, events).await?;
                outcome = Outcome::TimedOut;
            }
            Err(error @ (MultipassError::Foreign { .. } | MultipassError::BeingPrepared { .. })) => {
                Record::remove(&node.folder)?;
                return Err(error.into());
            }
            Err(error) => {
                // Most refusals leave nothing; what one leaves is ours.
                if let Ok(None) = self.client.info(machine).await {
                    Record::remove(&node.folder)?;
                }
                return Err(error.into());
            }
        }
        if outcome == Outcome::Done {
            step.done();
        }
        drop(lock);
        Ok((record, outcome))
    }

    async fn appeared(&self, machine: &str, events: &Events) -> Result<()> {
        let end = Instant::now() + self.limits.settle;
        events.waiting(format!("{machine}: an earlier launch is still under way"));
        while self.client.info(machine).await?.is_none() {
            if Instant::now() >= end {
                return Err(MultipassError::BeingPrepared { machine: machine.to_owned() }.into());
            }
            sleep(self.limits.pause).await;
        }
        Ok(())
    }

    /// Waits until the machine runs, starting or recovering it where needed. Says whether it was started.
    pub(super) async fn running(&self, machine: &str, events: &Events) -> Result<(Info, bool)> {
        let end = Instant::now() + self.limits.settle;
        let mut started = false;
        let mut seen = State::Running;
        loop {
            let found = self.client.info(machine).await?;
            let info = found.ok_or_else(|| MultipassError::NotFound { machine: machine.to_owned() })?;
            let expired = Instant::now() >= end;
            match &info.state {
                State::Running => return Ok((self.addressed(machine, info, events).await?, started)),
                State::Deleted => {
                    events.notice(format!("{machine} was deleted but not purged: it is recovered."));
                    self.client.recover(machine).await?;
                }
                State::Stopped | State::Suspended if !started => {
                    let step = events.step(format!("start {machine}"));
                    started = true;
                    if self.client.start(machine, self.limits.launch).await? == Outcome::Done {
                        step.done();
                    }
                }
                state if expired => {
                    let (machine, state, limit) = (machine.to_owned(), state.to_string(), self.limits.settle);
                    return Err(MultipassError::Unsettled { machine, state, limit }.into());
                }
                state => {
                    if *state != seen {
                        events.waiting(format!("{machine}: Multipass says {state}"));
                        seen = state.clone();
                    }
                    sleep(self.limits.pause).await;
                }
            }
        }
    }

    /// Gives a machine that has just come up the time to get an address; with the driver `virtualbox` it never does.
    async fn addressed(&self, machine: &str, mut info: Info, events: &Events) -> Result<Info> {
        let end = Instant::now() + self.limits.address;
        if info.address().is_none() && Choice::of_driver(self.client.driver().await.as_deref()).is_none() {
            events.waiting(format!("{machine}: an address"));
            while info.address().is_none() && Instant::now() < end {
                sleep(self.limits.pause).await;
                match self.client.info(machine).await? {
                    Some(later) if later.state == State::Running => info = later,
                    _ => break,
                }
            }
        }
        Ok(info)
    }

    /// Proves that the machine got our cloud-init document; Multipass can lose it without a word.
    /// One whose launch timed out may not have read it yet: it is asked again by the next command.
    pub(super) async fn seeded(
        &self,
        node: &NodeRequest,
        record: &mut Record,
        launch: Outcome,
        events: &Events,
    ) -> Result<()> {
        let machine = record.machine.clone();
        let found = self.client.exec(&machine, &["cat", cloud_init::MARKER]).await?;
        if found.code == 0 {
            if found.stdout.trim() != cloud_init::marker(node)?.trim() {
                return Err(MultipassError::Foreign { machine }.into());
            }
            record.seeded = true;
            return record.store(&node.folder);
        }
        if launch == Outcome::TimedOut {
            events.notice(format!(
                "{machine} is still booting: whether it got its cloud-init document is not known yet."
            ));
            return Ok(());
        }
        if found.stderr.contains("No such file") {
            return Err(MultipassError::NoUserData { machine, instance: node.instance.to_string() }.into());
        }
        Err(MultipassError::read("exec", &machine, &found).into())
    }
}

//! How a machine is reached: by ssh where the host has a way to it, through Multipass' client where not.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout_at};

use super::ADMIN;
use super::json::Info;
use super::lifecycle::Multipass;
use super::record::{Reach, Record};
use crate::error::Result;
use crate::event::Events;
use crate::provider::{Endpoint, NodeRequest};

impl Multipass {
    /// Kept from one start to the next, since addresses and ways to them change only then.
    pub(super) async fn endpoint(
        &self,
        node: &NodeRequest,
        record: &mut Record,
        info: &Info,
        changed: bool,
        limit: Duration,
        events: &Events,
    ) -> Result<Endpoint> {
        let known = record.reach.filter(|_| !changed);
        let reach = if known == Some(Reach::Exec) {
            Reach::Exec
        } else {
            let driver = if known.is_none() { self.client.driver().await } else { None };
            let choice = match Choice::of_driver(driver.as_deref()) {
                Some(choice) => choice,
                None => Choice::by_trying(info.address(), self.ssh_port, limit, self.limits.pause).await,
            };
            if record.reach != Some(choice.reach) {
                let value = if choice.reach == Reach::Ssh { "ssh" } else { "multipass exec" };
                events.chosen("connection", value, &choice.reason);
            }
            // A way that is blocked for now is not given up for good.
            if known.is_none() && record.reach != Some(choice.reach) {
                record.reach = Some(choice.reach);
                record.store(&node.folder)?;
            }
            choice.reach
        };
        let user = ADMIN.to_owned();
        Ok(match (reach, info.address()) {
            (Reach::Ssh, Some(address)) => Endpoint::Ssh { address: address.to_string(), port: self.ssh_port, user },
            _ => Endpoint::Exec { program: self.client.program().to_owned(), machine: record.machine.clone(), user },
        })
    }
}

/// What was found out, and why, in a user's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    pub reach: Reach,
    pub reason: String,
}

impl Choice {
    /// With `virtualbox` a machine sits behind address translation of its own.
    pub fn of_driver(driver: Option<&str>) -> Option<Self> {
        let reason = "Multipass' driver virtualbox gives machines no address that the host can reach".to_owned();
        (driver? == "virtualbox").then_some(Self { reach: Reach::Exec, reason })
    }

    /// Tries the machine's ssh port until it answers or the limit has passed.
    pub async fn by_trying(address: Option<IpAddr>, port: u16, limit: Duration, pause: Duration) -> Self {
        let Some(address) = address else {
            return Self { reach: Reach::Exec, reason: "Multipass knows no address of the machine".to_owned() };
        };
        let target = SocketAddr::new(address, port);
        if answers(target, limit, pause).await {
            Self { reach: Reach::Ssh, reason: format!("{target} answers") }
        } else {
            Self { reach: Reach::Exec, reason: format!("{target} gave no answer within {} s", limit.as_secs_f64()) }
        }
    }
}

async fn answers(target: SocketAddr, limit: Duration, pause: Duration) -> bool {
    let end = Instant::now() + limit;
    loop {
        match timeout_at(end, TcpStream::connect(target)).await {
            Ok(Ok(_)) => return true,
            // Refused or no route yet: sshd may still be starting.
            Ok(Err(_)) if Instant::now() + pause < end => sleep(pause).await,
            _ => return false,
        }
    }
}

//! The provider `qemu`.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};

use async_trait::async_trait;
use serde_json::json;

use super::machine::{Files, Machine, QemuError, Save};
use super::qmp::Qmp;
use super::{accelerator, arguments, disk, process, seed};
use crate::error::Result;
use crate::event::Events;
use crate::image::{Boot, resolve};
use crate::paths::Paths;
use crate::provider::cloud_init::user_data;
use crate::provider::{Description, Endpoint, NodeRequest, NodeState, Provider};
use crate::spec::name::Name;

#[derive(Clone, Debug)]
pub struct Qemu {
    paths: Paths,
    address: IpAddr,
    /// The host's port for the guest's sshd; chosen free where none is asked for.
    port: Option<u16>,
    user_data: Option<String>,
}

impl Qemu {
    pub fn new(paths: Paths) -> Self {
        Self { paths, address: Ipv4Addr::LOCALHOST.into(), port: None, user_data: None }
    }

    /// Guests answer on this address of the loopback range instead, from their next start on.
    #[must_use]
    pub fn on_address(self, address: IpAddr, port: u16) -> Self {
        Self { address, port: Some(port), ..self }
    }

    /// Guests get this cloud-config document instead of seclab's own.
    #[must_use]
    pub fn with_user_data(self, document: String) -> Self {
        Self { user_data: Some(document), ..self }
    }

    async fn create(&self, request: &NodeRequest, events: &Events) -> Result<Machine> {
        // Leftovers of a creation that was interrupted: the record is written last, so nobody uses them.
        let files = Files(&request.folder);
        for stale in [files.disk(), files.base(), files.kernel(), files.initrd(), files.firmware_variables()] {
            if stale.exists() {
                fs_err::remove_file(stale)?;
            }
        }
        let image = match request.spec.image.as_deref() {
            Some(name) => name.parse()?,
            None => resolve::decide(None, &self.paths, events).await?.image,
        };
        let image = resolve::ensure(&image, &self.paths, events).await?;
        let arch = std::env::consts::ARCH.to_owned();
        let qemu = process::program(&arch)?;
        let version = process::version(&qemu).await?;
        let choice = accelerator::find(&qemu, &arch, &version, &self.paths, events).await?;
        events.chosen("acceleration", choice.accelerator.as_str(), &choice.reason);
        let step = events.step("create disk");
        disk::take_base(&image, &request.folder).await?;
        disk::create_overlay(&image, &request.folder, request.spec.disk).await?;
        if let (Boot::Firmware, "aarch64", Some(code)) = (&image.boot, arch.as_str(), arguments::firmware()) {
            disk::create_firmware_variables(&code, &request.folder).await?;
        }
        let document = match &self.user_data {
            Some(document) => document.clone(),
            None => user_data(request, Some(&image.admin))?,
        };
        seed::write(request, &document, &files.seed())?;
        step.done();
        let machine = Machine {
            machine_type: process::machine_type(&qemu, &arch).await?,
            arch,
            accelerator: choice.accelerator,
            cpus: request.spec.cpus,
            memory_mebibytes: request.spec.memory.as_mebibytes(),
            image,
            address: self.address,
            ssh_port: self.port.map_or_else(|| free_port(self.address), Ok)?,
            ports: BTreeMap::new(),
            saves: Vec::new(),
        };
        machine.store(&request.folder)?;
        Ok(machine)
    }

    /// A lab that now asks for another size gets it at the next start.
    fn resize(machine: &mut Machine, request: &NodeRequest, running: bool, events: &Events) -> Result<()> {
        let wanted = (request.spec.cpus, request.spec.memory.as_mebibytes());
        if (machine.cpus, machine.memory_mebibytes) == wanted {
            return Ok(());
        }
        if running {
            events.notice(format!("the lab's {} CPUs and {} MiB hold after a stop and a start", wanted.0, wanted.1));
            return Ok(());
        }
        (machine.cpus, machine.memory_mebibytes) = wanted;
        machine.store(&request.folder)
    }

    /// The process of a node that exists, started paused if it does not run.
    async fn running(&self, machine: &mut Machine, request: &NodeRequest, events: &Events) -> Result<Qmp> {
        let missing = |machine: &Machine| -> Vec<u16> {
            request.ports.iter().copied().filter(|port| !machine.ports.contains_key(port)).collect()
        };
        if let Some(mut qmp) = Qmp::connect(&process::socket(request)).await? {
            for there in missing(machine) {
                let here = free_port(machine.address)?;
                let forward = arguments::forward(machine, here, there);
                let line = format!("hostfwd_add {} {forward}", arguments::NETWORK);
                qmp.execute("human-monitor-command", json!({ "command-line": line })).await?;
                machine.ports.insert(there, here);
                machine.store(&request.folder)?;
            }
            return Ok(qmp);
        }
        for there in missing(machine) {
            machine.ports.insert(there, free_port(machine.address)?);
        }
        for (there, here) in &mut machine.ports {
            if TcpListener::bind((machine.address, *here)).is_err() {
                let taken = std::mem::replace(here, free_port(machine.address)?);
                let reason = format!("another program listens on {taken}");
                events.chosen(&format!("port to {there}"), &here.to_string(), &reason);
            }
        }
        machine.store(&request.folder)?;
        if let Some(port) = self.port {
            (machine.address, machine.ssh_port) = (self.address, port);
            machine.store(&request.folder)?;
        } else if TcpListener::bind((machine.address, machine.ssh_port)).is_err() {
            let taken = machine.ssh_port;
            machine.ssh_port = free_port(machine.address)?;
            machine.store(&request.folder)?;
            events.chosen("ssh port", &machine.ssh_port.to_string(), &format!("another program listens on {taken}"));
        }
        let step = events.step("start machine");
        let qmp = process::start(machine, request).await?;
        step.done();
        Ok(qmp)
    }
}

fn endpoint(machine: &Machine) -> Endpoint {
    Endpoint::Ssh { address: machine.address.to_string(), port: machine.ssh_port, user: machine.image.admin.clone() }
}

fn free_port(address: IpAddr) -> Result<u16> {
    Ok(TcpListener::bind((address, 0))?.local_addr()?.port())
}

#[async_trait]
impl Provider for Qemu {
    async fn ensure(&self, request: &NodeRequest, events: &Events) -> Result<Endpoint> {
        let mut machine = match Machine::load(&request.folder)? {
            Some(machine) => machine,
            None => self.create(request, events).await?,
        };
        let running = Qmp::connect(&process::socket(request)).await?.is_some();
        Self::resize(&mut machine, request, running, events)?;
        let mut qmp = self.running(&mut machine, request, events).await?;
        qmp.execute("cont", json!({})).await?;
        Ok(endpoint(&machine))
    }

    async fn describe(&self, request: &NodeRequest) -> Result<Description> {
        let Some(machine) = Machine::load(&request.folder)? else {
            return Ok(Description { state: NodeState::Absent, address: None, saves: Vec::new() });
        };
        let state = match Qmp::connect(&process::socket(request)).await? {
            None => NodeState::Stopped,
            Some(mut qmp) => match qmp.execute("query-status", json!({})).await?["status"].as_str() {
                Some("running") => NodeState::Running,
                Some("paused") => NodeState::Paused,
                other => NodeState::Other(other.unwrap_or("unknown").to_owned()),
            },
        };
        let saves = machine.saves.into_iter().map(|save| save.name).collect();
        Ok(Description { state, address: Some(machine.address), saves })
    }

    async fn way_to(&self, request: &NodeRequest, port: u16) -> Result<Option<String>> {
        let Some(machine) = Machine::load(&request.folder)? else { return Ok(None) };
        let here = if port == 22 { Some(&machine.ssh_port) } else { machine.ports.get(&port) };
        Ok(here.map(|here| SocketAddr::new(machine.address, *here).to_string()))
    }

    async fn pause(&self, request: &NodeRequest) -> Result<()> {
        let not_running = || QemuError::NotRunning { instance: request.instance.to_string() };
        let mut qmp = Qmp::connect(&process::socket(request)).await?.ok_or_else(not_running)?;
        qmp.execute("stop", json!({})).await?;
        Ok(())
    }

    async fn is_paused(&self, request: &NodeRequest) -> Result<bool> {
        Ok(self.describe(request).await?.state == NodeState::Paused)
    }

    async fn stop(&self, request: &NodeRequest, events: &Events) -> Result<()> {
        process::stop(&process::socket(request), events).await
    }

    async fn delete(&self, request: &NodeRequest, _events: &Events) -> Result<()> {
        process::quit(&process::socket(request)).await
        // The files lie in the node's folder, which its owner removes.
    }

    async fn save(&self, request: &NodeRequest, save: &Name, events: &Events) -> Result<()> {
        let mut machine = Machine::load(&request.folder)?.ok_or(QemuError::NoMachine)?;
        let not_running = || QemuError::NotRunning { instance: request.instance.to_string() };
        let mut qmp = Qmp::connect(&process::socket(request)).await?.ok_or_else(not_running)?;
        let step = events.step("save machine state");
        qmp.job_ended().await?;
        if disk::saves(&request.folder).await?.iter().any(|name| name == save.as_str()) {
            qmp.job("snapshot-delete", json!({ "tag": save, "devices": ["disk"] })).await?;
        }
        qmp.job("snapshot-save", json!({ "tag": save, "vmstate": "disk", "devices": ["disk"] })).await?;
        let qemu_version = qmp.version.clone();
        machine.saves.retain(|known| known.name != save.as_str());
        let (cpus, memory_mebibytes) = (machine.cpus, machine.memory_mebibytes);
        machine.saves.push(Save { name: save.to_string(), qemu_version, cpus, memory_mebibytes });
        machine.store(&request.folder)?;
        step.done();
        Ok(())
    }

    async fn restore(&self, request: &NodeRequest, save: &Name, events: &Events) -> Result<Endpoint> {
        let mut machine = Machine::load(&request.folder)?.ok_or(QemuError::NoMachine)?;
        let known = || machine.saves.iter().map(|save| save.name.clone()).collect();
        let Some(saved) = machine.saves.iter().find(|known| known.name == save.as_str()).cloned() else {
            return Err(QemuError::NoSuchSave { name: save.to_string(), known: known() }.into());
        };
        if (saved.cpus, saved.memory_mebibytes) != (machine.cpus, machine.memory_mebibytes) {
            process::quit(&process::socket(request)).await?;
            (machine.cpus, machine.memory_mebibytes) = (saved.cpus, saved.memory_mebibytes);
            machine.store(&request.folder)?;
        }
        let mut qmp = self.running(&mut machine, request, events).await?;
        if qmp.version != saved.qemu_version {
            let (saved_by, installed) = (saved.qemu_version, qmp.version);
            return Err(QemuError::SaveOfOtherVersion { name: saved.name, saved_by, installed }.into());
        }
        let step = events.step("restore machine state");
        qmp.job_ended().await?;
        qmp.execute("stop", json!({})).await?;
        qmp.job("snapshot-load", json!({ "tag": save, "vmstate": "disk", "devices": ["disk"] })).await?;
        qmp.execute("cont", json!({})).await?;
        step.done();
        Ok(endpoint(&machine))
    }
}

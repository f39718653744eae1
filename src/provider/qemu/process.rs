//! The QEMU process of a node: found by its control socket, started as a daemon, stopped in order.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::json;

use super::arguments::{Surroundings, command_line, firmware};
use super::machine::{Machine, QemuError};
use super::qmp::Qmp;
use crate::digest::sha256;
use crate::error::Result;
use crate::event::Events;
use crate::host::command::{CommandError, HostCommand};
use crate::image::Boot;
use crate::provider::NodeRequest;

/// A guest in software emulation needs most of it.
const SHUTDOWN_LIMIT: Duration = Duration::from_secs(90);

/// The control socket. A socket's path may have 107 bytes at most, so the node's folder goes in as a hash.
pub fn socket(request: &NodeRequest) -> PathBuf {
    let digest = sha256(request.folder.as_os_str().as_encoded_bytes());
    request.runtime.join(format!("qemu-{}", &digest[..16]))
}

pub fn program(arch: &str) -> Result<PathBuf, QemuError> {
    let program = format!("qemu-system-{arch}");
    which::which(&program).map_err(|_| QemuError::NotInstalled { program })
}

/// QEMU's version, as `7.2.22`.
pub async fn version(qemu: &Path) -> Result<String> {
    let text = HostCommand::new(qemu).arg("--version").output().await?;
    let word = text.split_whitespace().skip_while(|word| *word != "version").nth(1);
    Ok(word.unwrap_or("unknown").to_owned())
}

/// Whether QEMU can be used here, and which.
pub async fn probe() -> Result<String> {
    let qemu = program(std::env::consts::ARCH)?;
    which::which("qemu-img").map_err(|_| QemuError::NotInstalled { program: "qemu-img".to_owned() })?;
    Ok(format!("QEMU {} is installed", version(&qemu).await?))
}

/// The newest versioned machine type: what the unversioned name stands for today.
pub async fn machine_type(qemu: &Path, arch: &str) -> Result<String> {
    let alias = if arch == "x86_64" { "q35" } else { "virt" };
    let text = HostCommand::new(qemu).args(["-machine", "help"]).output().await?;
    let named = text.lines().find(|line| line.split_whitespace().next() == Some(alias));
    let versioned = named.and_then(|line| line.split("(alias of ").nth(1)).and_then(|rest| rest.split(')').next());
    Ok(versioned.unwrap_or(alias).to_owned())
}

/// Starts the process with the machine paused, so that a state can be loaded before the first instruction.
pub async fn start(machine: &Machine, request: &NodeRequest) -> Result<Qmp> {
    crate::paths::private_dir(&request.runtime)?;
    let needs_firmware = machine.arch == "aarch64" && machine.image.boot == Boot::Firmware;
    let code = if needs_firmware { Some(firmware().ok_or(QemuError::NoFirmware)?) } else { None };
    let socket = socket(request);
    let name = format!("{}-{}", request.instance, request.spec.name);
    let around = Surroundings { name: &name, folder: &request.folder, socket: &socket, firmware: code.as_deref() };
    let run = HostCommand::new(program(&machine.arch)?).args(command_line(machine, &around));
    run.output().await.map_err(|error| match error {
        CommandError::Failed { stderr, .. } => QemuError::NotStarted { reason: stderr }.into(),
        other => crate::error::Error::from(other),
    })?;
    let connected = Qmp::connect(&socket).await?;
    Ok(connected.ok_or_else(|| QemuError::NotStarted { reason: "it ended at once".to_owned() })?)
}

/// Asks the guest to power off and waits; a guest that does not is cut off.
pub async fn stop(socket: &Path, events: &Events) -> Result<()> {
    let Some(mut qmp) = Qmp::connect(socket).await? else { return Ok(()) };
    events.waiting("the guest to shut down");
    // A paused machine can't hear the power button.
    qmp.execute("cont", json!({})).await?;
    qmp.execute("system_powerdown", json!({})).await?;
    drop(qmp);
    let began = Instant::now();
    while began.elapsed() < SHUTDOWN_LIMIT {
        tokio::time::sleep(Duration::from_millis(200)).await;
        if Qmp::connect(socket).await.is_ok_and(|qmp| qmp.is_none()) {
            return Ok(());
        }
    }
    events.notice(format!("the guest did not shut down within {} s and is cut off", SHUTDOWN_LIMIT.as_secs()));
    quit(socket).await
}

/// Ends the process at once, as pulling the plug would.
pub async fn quit(socket: &Path) -> Result<()> {
    let Some(mut qmp) = Qmp::connect(socket).await? else { return Ok(()) };
    match qmp.execute("quit", json!({})).await {
        // It may end before it answers.
        Ok(_) | Err(QemuError::NoAnswer { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    while Qmp::connect(socket).await.is_ok_and(|qmp| qmp.is_some()) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

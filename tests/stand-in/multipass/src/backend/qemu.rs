//! Real guests, by seclab's own QEMU: each at its instance's address, with the Debian image made to look like Ubuntu's.
//! Snapshots are of the disk alone and of a machine that is off, as the real daemon's are.

use std::io::{IsTerminal, Write};
use std::net::{IpAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use seclab::event::Events;
use seclab::paths::Paths;
use seclab::provider::qemu::Qemu;
use seclab::provider::{Identity, NodeRequest, Provider};
use seclab::spec::lab::NodeSpec;
use seclab::spec::name::Name;
use seclab::spec::quantity::Bytes;

use super::ssh::{Key, quoted};
use super::{Backend, user_data};
use crate::reply::Reply;
use crate::settings::Settings;
use crate::store::Instance;

/// Both boot and cloud-init, in software emulation.
const BOOT_LIMIT: Duration = Duration::from_mins(10);
const IMAGE: &str = "debian-12";
/// Whose machines these are, where seclab asks for an instance's name.
const OWNER: Name = Name::from_static("multipass");

pub struct Guests {
    folder: PathBuf,
    cache: PathBuf,
    ssh_port: u16,
    runtime: tokio::runtime::Runtime,
}

impl Guests {
    pub fn new(folder: &Path, settings: &Settings) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (folder, cache) = (folder.canonicalize()?, settings.cache.clone());
        Ok(Self { folder, cache, ssh_port: settings.ssh_port, runtime })
    }

    fn machine_folder(&self, name: &str) -> PathBuf {
        self.folder.join("machines").join(name)
    }

    fn qemu(&self) -> Qemu {
        let (data, runtime) = (self.folder.clone(), self.folder.join("run"));
        Qemu::new(Paths { data, cache: self.cache.clone(), runtime })
    }

    fn request(&self, name: &str) -> std::io::Result<NodeRequest> {
        let nobody = Identity {
            key_file: PathBuf::new(),
            public_key: String::new(),
            host_key: String::new(),
            host_public_key: String::new(),
        };
        let name: Name = name.parse().map_err(std::io::Error::other)?;
        let folder = self.machine_folder(name.as_str());
        fs_err::create_dir_all(&folder)?;
        let (image, size) = (Some(IMAGE.to_owned()), Bytes::gibibytes(1));
        let spec = NodeSpec { name, image, cpus: 1, memory: size, disk: size };
        Ok(NodeRequest {
            instance: OWNER,
            spec,
            folder,
            runtime: self.folder.join("run"),
            identity: nobody,
            ports: Vec::new(),
        })
    }

    fn key(&self) -> std::io::Result<Key> {
        Key::open(&self.folder)
    }

    fn ssh(&self, instance: &Instance, terminal: bool, command_line: &str) -> std::io::Result<Command> {
        let address = instance.address.as_deref().ok_or_else(without_address)?;
        Ok(self.key()?.ssh(address, self.ssh_port, terminal, command_line))
    }

    /// What a command on the machine said, and whether it succeeded.
    fn output(&self, instance: &Instance, command_line: &str, stdin: &[u8]) -> std::io::Result<(bool, Vec<u8>)> {
        let mut ssh = self.ssh(instance, false, command_line)?;
        let mut child = ssh.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let given = child.stdin.take().map_or(Ok(()), |mut pipe| pipe.write_all(stdin));
        let output = child.wait_with_output()?;
        Ok((given.is_ok() && output.status.success(), output.stdout))
    }

    fn disk_snapshot(&self, name: &str, option: &str, snapshot: &str) -> std::io::Result<()> {
        let disk = self.machine_folder(name).join("disk.qcow2");
        let output = Command::new("qemu-img").args(["snapshot", option, snapshot]).arg(disk).output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(std::io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
    }
}

/// QEMU is to listen where only root may.
fn may_listen(address: IpAddr, port: u16) -> std::io::Result<()> {
    let tried = TcpListener::bind((address, port));
    tried.map(drop).map_err(|error| {
        let way_out = "the back-end `qemu` runs as root or with CAP_NET_BIND_SERVICE";
        std::io::Error::other(format!("{address}:{port} can't be listened on: {error}; {way_out}"))
    })
}

fn without_address() -> std::io::Error {
    std::io::Error::other("the back-end `qemu` reaches machines by their address; hide it with `ssh_port`")
}

#[expect(clippy::needless_pass_by_value, reason = "it maps an error")]
fn told(error: seclab::error::Error) -> std::io::Error {
    std::io::Error::other(error.chain().join(": "))
}

impl Backend for Guests {
    fn boot(&self, name: &str, instance: &Instance) -> std::io::Result<()> {
        let address = instance.address.as_deref().ok_or_else(without_address)?;
        let address: IpAddr = address.parse().map_err(std::io::Error::other)?;
        may_listen(address, self.ssh_port)?;
        let mut request = self.request(name)?;
        let spec = &mut request.spec;
        (spec.cpus, spec.memory, spec.disk) = (instance.cpus, Bytes(instance.memory), Bytes(instance.disk));
        let document = user_data::document(instance.user_data.as_ref(), &self.key()?.public()?);
        let qemu = self.qemu().on_address(address, self.ssh_port).with_user_data(document);
        self.runtime.block_on(qemu.ensure(&request, &Events::silent())).map_err(told)?;
        let began = Instant::now();
        // Written when cloud-init is through.
        while !self.output(instance, "test -e /run/cloud-init/result.json", b"")?.0 {
            if began.elapsed() > BOOT_LIMIT {
                return Err(std::io::Error::other(format!("{name} did not boot")));
            }
            std::thread::sleep(Duration::from_millis(500));
        }
        Ok(())
    }

    fn halt(&self, name: &str, force: bool) -> std::io::Result<()> {
        let (qemu, request) = (self.qemu(), self.request(name)?);
        let events = Events::silent();
        let ended = self.runtime.block_on(async {
            // `delete` ends the process and leaves the files.
            if force { qemu.delete(&request, &events).await } else { qemu.stop(&request, &events).await }
        });
        ended.map_err(told)
    }

    fn destroy(&self, name: &str) -> std::io::Result<()> {
        self.halt(name, true)?;
        fs_err::remove_dir_all(self.machine_folder(name))
    }

    fn snapshot(&self, name: &str, snapshot: &str) -> std::io::Result<()> {
        self.disk_snapshot(name, "-c", snapshot)
    }

    fn restore(&self, name: &str, snapshot: &str) -> std::io::Result<()> {
        self.disk_snapshot(name, "-a", snapshot)
    }

    fn forget_snapshot(&self, name: &str, snapshot: &str) -> std::io::Result<()> {
        self.disk_snapshot(name, "-d", snapshot)
    }

    fn exec(&self, _: &str, instance: &Instance, command: &[String]) -> std::io::Result<Reply> {
        let terminal = std::io::stdin().is_terminal();
        let status = self.ssh(instance, terminal, &quoted(command))?.status()?;
        let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX);
        Ok(Reply { code, ..Reply::default() })
    }

    fn upload(&self, name: &str, instance: &Instance, path: &str, content: &[u8]) -> std::io::Result<()> {
        let command_line = format!("cat > {}", quoted(&[path.to_owned()]));
        match self.output(instance, &command_line, content)? {
            (true, _) => Ok(()),
            (false, _) => Err(std::io::Error::other(format!("{path} can't be written on {name}"))),
        }
    }

    fn download(&self, _: &str, instance: &Instance, path: &str) -> std::io::Result<Option<Vec<u8>>> {
        let (done, content) = self.output(instance, &format!("cat -- {}", quoted(&[path.to_owned()])), b"")?;
        Ok(done.then_some(content))
    }
}

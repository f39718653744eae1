//! A workload as a systemd unit: who keeps it running, and where that lies on the node. Units of the student's
//! manager are root's files too, so that nothing of seclab's is written through the student's home.

use serde::Serialize;

use crate::spec::workload::Workload;

/// The systemd that a workload's unit belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Supervisor {
    /// The student's user manager.
    Student,
    /// The node's own.
    System,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The unit's name.
    pub name: String,
    pub supervisor: Supervisor,
}

impl Service {
    pub fn of(workload: &Workload) -> Self {
        let of_root = workload.podman.rootful || workload.process.is_some();
        let supervisor = if of_root { Supervisor::System } else { Supervisor::Student };
        Self { name: format!("seclab-{}.service", workload.name), supervisor }
    }

    /// The workload whose unit file this is.
    pub fn at(path: &str) -> Option<Self> {
        let (folder, name) = path.rsplit_once('/')?;
        let supervisor = match folder {
            "/etc/systemd/user" => Supervisor::Student,
            "/etc/systemd/system" => Supervisor::System,
            _ => return None,
        };
        let ours = name.starts_with("seclab-") && name.ends_with(".service");
        ours.then(|| Self { name: name.to_owned(), supervisor })
    }

    pub fn unit_path(&self) -> String {
        format!("/etc/systemd/{}/{}", self.manager(), self.name)
    }

    /// A file that adds to the unit; systemd.unit(5).
    pub fn drop_in_path(&self, what: &str) -> String {
        format!("{}.d/{what}.conf", self.unit_path())
    }

    /// The link that starts it at boot.
    pub fn wants_path(&self) -> String {
        let target = match self.supervisor {
            Supervisor::Student => "default",
            Supervisor::System => "multi-user",
        };
        format!("/etc/systemd/{}/{target}.target.wants/{}", self.manager(), self.name)
    }

    fn manager(&self) -> &'static str {
        match self.supervisor {
            Supervisor::Student => "user",
            Supervisor::System => "system",
        }
    }
}

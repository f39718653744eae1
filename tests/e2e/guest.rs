//! The one guest of the suite, with two saved states: `bare`, just booted, and `ready`, prepared for the lab.

use std::fs;
use std::process::Command;

use crate::e2e::Ran;
use crate::instance::{Instance, built_in};

/// The lab, whole. Its package is ours: it takes some seconds to install, and needs no network.
pub const FULL: &str = "
packages: [uidmap, dbus-user-session, fuse3, seclab-e2e]
kernel:
  modules: [tun, br_netfilter, veth]
  sysctls: {net.ipv4.ip_forward: '1', net.ipv4.ping_group_range: 0 2147483647}
student: {name: student}
delegation: {controllers: [cpu, cpuset, io, memory, pids]}
profiles:
  apparmor:
    - {name: seclab-deny-write, file: profiles/seclab-deny-write}
    - {name: seclab-complain, file: profiles/seclab-complain, mode: complain}
";

/// The instance's name.
pub const NAME: &str = "e2e";

pub struct Guest(Instance);

impl std::ops::Deref for Guest {
    type Target = Instance;

    fn deref(&self) -> &Instance {
        &self.0
    }
}

impl Guest {
    /// Boots the guest and makes both saves.
    pub fn ready() -> Self {
        let guest = Self(Instance::new(NAME));
        let profiles = guest.lab_folder().join("profiles");
        fs::create_dir_all(&profiles).unwrap();
        for profile in ["seclab-deny-write", "seclab-complain"] {
            fs::copy(built_in("node").join("profiles/apparmor").join(profile), profiles.join(profile)).unwrap();
        }
        guest.lab_has("");
        guest.seclab(&["up", "./lab", "-o", "json"]).brings_up_bare();
        guest.serve_packages();
        guest.seclab(&["save", NAME, "bare"]).succeeds();
        guest.lab_has(FULL);
        guest.up().brings_up(|changes| changes > 10);
        guest.seclab(&["save", NAME, "ready"]).succeeds();
        guest
    }

    /// What the lab says from now on, below its one node.
    pub fn lab_has(&self, sections: &str) {
        let head = "apiVersion: seclab/v1alpha1\nkind: Lab\nmetadata: {name: e2e, title: The suite's lab}\n";
        self.lab_is(&format!("{head}nodes:\n  - name: node\n    disk: 6G\n{sections}"));
    }

    pub fn write_profile(&self, name: &str, text: &str) {
        fs::write(self.lab_folder().join("profiles").join(name), text).unwrap();
    }

    /// Nothing prepared yet, and the whole lab wanted.
    pub fn begin_bare(&self) -> &Self {
        self.lab_has(FULL);
        self.restore("bare");
        self
    }

    /// Everything prepared.
    pub fn begin_ready(&self) -> &Self {
        self.lab_has(FULL);
        self.restore("ready");
        self
    }

    /// A package repository on the guest's own disk, with a package that takes three seconds to install, or more where the test asks.
    fn serve_packages(&self) {
        let tree = self.folder().join("seclab-e2e");
        fs::create_dir_all(tree.join("DEBIAN")).unwrap();
        let control =
            "Package: seclab-e2e\nVersion: 1\nArchitecture: all\nMaintainer: seclab\nDescription: takes its time\n";
        fs::write(tree.join("DEBIAN/control"), control).unwrap();
        let postinst = tree.join("DEBIAN/postinst");
        fs::write(&postinst, "#!/bin/sh\nsleep 3\n[ ! -e /slow-packages ] || sleep 20\n").unwrap();
        fs::set_permissions(&postinst, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let package = self.folder().join("seclab-e2e.deb");
        let built = Command::new("dpkg-deb").arg("--build").arg("--root-owner-group").args([&tree, &package]).output();
        assert!(built.unwrap().status.success(), "dpkg-deb failed");
        let bytes = fs::read(&package).unwrap();
        let index = format!(
            "{control}Filename: ./seclab-e2e.deb\nSize: {}\nSHA256: {}\n\n",
            bytes.len(),
            seclab::digest::sha256(&bytes)
        );
        fs::write(self.folder().join("Packages"), index).unwrap();
        for file in ["seclab-e2e.deb", "Packages"] {
            self.seclab(&["cp", "--admin", file, "e2e:/tmp/"]).succeeds();
        }
        self.root("mkdir -p /srv/packages && mv /tmp/seclab-e2e.deb /tmp/Packages /srv/packages/");
        self.packages_come_from("file:/srv/packages");
    }

    pub fn packages_come_from(&self, place: &str) {
        self.root(&format!(
            "rm -rf /etc/apt/sources.list.d /var/lib/apt/lists/*; echo 'deb [trusted=yes] {place} ./' >/etc/apt/sources.list"
        ));
    }
}

impl Ran {
    /// An `up` of a lab that asks for nothing but its node: cgroups are looked at, nothing is changed.
    #[track_caller]
    fn brings_up_bare(self) {
        self.brings_up(|changes| changes <= 1);
    }
}

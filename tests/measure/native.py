"""A loopback sshd of our own on this machine. Nothing on the machine is changed: seclab only looks (noop), and the
playbook runs in check mode, on a copy of the files under a folder of its own."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from peers import FILES

NEEDED = "apt-get install openssh-server sudo python3-apt, and run as root"


class Native:
    def __init__(self, folder, noop, seclab):
        self.folder, self.noop, self.seclab = folder, str(noop), seclab
        self.prefix = folder / "root"
        self.user = getpass.getuser()
        self.process = None

    @staticmethod
    def missing():
        """What stands in the way here, or nothing."""
        sshd = shutil.which("sshd", path="/usr/sbin:/usr/bin")
        return "" if sshd and shutil.which("sudo") and os.getuid() == 0 else NEEDED

    def __enter__(self):
        self.seclab.program = self.noop
        instance = Path(self.seclab.run("node")[1].stdout.strip())
        node = instance / "nodes" / "node"
        self.config = node / "ssh_config"
        key = subprocess.run(["ssh-keygen", "-y", "-f", str(instance / "id_ed25519")],
                             stdout=subprocess.PIPE, text=True, check=True).stdout
        (self.folder / "authorized_keys").write_text(key)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        (self.folder / "sshd_config").write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {node}/host_ed25519\nPidFile none\nStrictModes no\n"
            f"AuthorizedKeysFile {self.folder}/authorized_keys\nUsePAM no\nPermitRootLogin prohibit-password\n"
            "Subsystem sftp internal-sftp\n")
        self.separation = Path("/run/sshd")
        self.made_separation = not self.separation.exists()
        if self.made_separation:
            self.separation.mkdir(mode=0o755)
        sshd = shutil.which("sshd", path="/usr/sbin:/usr/bin")
        self.process = subprocess.Popen([sshd, "-D", "-f", str(self.folder / "sshd_config"), "-E", str(self.folder / "sshd.log")])
        time.sleep(1)
        # What seclab says of this machine after its look. It also writes the ssh configuration.
        self.verdict = self.seclab.run(*self.words())[1].stdout.strip()
        return self

    def __exit__(self, *_):
        self.seclab.close_connection()
        self.process.terminate()
        self.process.wait()
        if self.made_separation:
            self.separation.rmdir()

    def words(self):
        return ["node", "127.0.0.1", str(self.port), self.user]

    def lay_out(self, files, ids):
        """What the playbook would write, under the prefix, so that there is nothing to do."""
        for path in FILES:
            target = self.prefix / path[1:]
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(files / path[1:], target)
            target.chmod(0o644)
        for name in ("subuid", "subgid"):
            (self.prefix / "etc" / name).write_text(f"{self.user}:{ids}\n")
        linger = self.prefix / "var/lib/systemd/linger" / self.user
        linger.parent.mkdir(parents=True, exist_ok=True)
        linger.touch()
        ssh = self.prefix / "home/student/.ssh"
        ssh.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(files / "authorized_key", ssh / "authorized_keys")
        (ssh / "authorized_keys").chmod(0o600)
        link = self.prefix / "etc/apparmor.d/force-complain/seclab-complain"
        link.parent.mkdir(exist_ok=True)
        if not link.is_symlink():
            link.symlink_to("/etc/apparmor.d/seclab-complain")

    def variables(self, ids):
        installed = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n"],
                                   stdout=subprocess.PIPE, text=True, check=True).stdout
        have = [line.split()[0] for line in installed.splitlines() if line.endswith(" installed")]
        wanted = "uidmap,dbus-user-session,fuse3,slirp4netns,iproute2,iptables,apparmor,apparmor-utils,kmod,ca-certificates"
        return {"prefix": self.prefix, "student": self.user, "subordinate_ids": ids,
                "packages": ",".join(name for name in wanted.split(",") if name in have) or "dpkg",
                "remote_tmp": self.folder / "ansible-tmp"}

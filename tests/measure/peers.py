"""What seclab is measured against: ssh itself, a hand-written script, and a playbook."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from samples import Samples, Subject, once

HERE = Path(__file__).parent
# What lab `node` puts on a node, and what the script and the playbook must find there.
FILES = [
    "/etc/modules-load.d/seclab.conf",
    "/etc/sysctl.d/99-seclab.conf",
    "/etc/systemd/system/user@.service.d/delegate.conf",
    "/etc/apparmor.d/seclab-deny-write",
    "/etc/apparmor.d/seclab-complain",
]


def ssh(config, host, *words, stdin=""):
    """A new connection each time."""
    return Subject(["ssh", "-F", str(config), "-o", "ControlPath=none", host, *words], stdin=stdin)


def hand_written(config, host, key, files, codes=(0,)):
    """The checks that a no-op `up` makes, as one script over one new connection."""
    sums = subprocess.run(["sha256sum", *(str(files / path[1:]) for path in FILES)],
                          stdout=subprocess.PIPE, text=True, check=True).stdout
    sums = sums.replace(f" {files}/", " /")
    script = f"key='{key}'\nsums='{sums}'\n" + (HERE / "checks.sh").read_text()
    subject = ssh(config, host, "sudo", "sh", "-s", stdin=script)
    subject.codes = codes
    return subject


class Playbook:
    """The same preparation for Ansible; what it would write is there already, so it changes nothing."""

    def __init__(self, folder, files):
        self.folder, self.files = folder, files
        self.runs = 0
        self.program = shutil.which("ansible-playbook") or self._install()

    def _install(self):
        venv = self.folder / "venv"
        program = venv / "bin" / "ansible-playbook"
        if not program.exists():
            subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
            subprocess.run([str(venv / "bin" / "pip"), "install", "--quiet", "ansible-core"], check=True)
        return str(program)

    def subject(self, config, host, pipelining, variables, check_mode):
        """One run over a new connection, that Ansible itself shares among its tasks."""
        self.runs += 1
        home = self.folder / f"ansible-{self.runs}"
        home.mkdir(exist_ok=True)
        python = variables.get("ansible_python_interpreter", "/usr/bin/python3")
        (home / "inventory").write_text(
            f"{host} ansible_ssh_common_args='-F {config}' ansible_python_interpreter={python} "
            f"ansible_remote_tmp={variables.get('remote_tmp', '/var/tmp/seclab-measure')}\n")
        words = [self.program, "-i", str(home / "inventory"), str(HERE / "playbook.yaml"), "-e", f"source={self.files}"]
        for name, value in variables.items():
            words += ["-e", f"{name}={value}"]
        environment = dict(os.environ, ANSIBLE_PIPELINING=str(pipelining), ANSIBLE_HOME=str(home / "home"),
                           ANSIBLE_SSH_ARGS="-C -o ControlMaster=auto -o ControlPersist=5s", ANSIBLE_NOCOLOR="1",
                           ANSIBLE_SSH_CONTROL_PATH_DIR=str(home / "cp"), ANSIBLE_LOCALHOST_WARNING="0")
        return Subject(words + (["--check"] if check_mode else []), environment=environment, limit=900)

    def time(self, config, host, pipelining, runs, variables, check_mode=False):
        """Seconds of runs that changed nothing, and how many tasks each had."""
        samples, tasks = Samples(), 0
        for _ in range(runs):
            seconds, done = once(self.subject(config, host, pipelining, variables, check_mode))
            recap = re.search(r"ok=(\d+)\s+changed=(\d+)", done.stdout)
            if not recap or recap.group(2) != "0":
                raise RuntimeError(f"the playbook was no no-op:\n{done.stdout}")
            samples.seconds.append(seconds)
            tasks = int(recap.group(1))
        return samples, tasks

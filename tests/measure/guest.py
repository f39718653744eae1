"""seclab on a QEMU guest: the cold `up`, its phases, the bare boot, save and restore."""

import json
import os
import subprocess
from collections import Counter
from pathlib import Path

from peers import FILES
from samples import Samples, Subject, once

LAB, NODE = "node", "node-node"


class Seclab:
    """One seclab program with folders of its own."""

    def __init__(self, program, folder):
        self.program, self.folder = str(program), folder
        self.environment = dict(os.environ, SECLAB_DATA_DIR=str(folder / "data"), SECLAB_RUNTIME_DIR=str(folder / "run"))

    def subject(self, *words, **more):
        return Subject([self.program, *words], environment=self.environment, **more)

    def run(self, *words, **more):
        return once(self.subject(*words, **more))

    def close_connection(self):
        """Ends the ssh connection that an earlier command left open, so that the next makes a new one."""
        for link in (self.folder / "run").glob("*/*.master"):
            socket = link.resolve()
            subprocess.run(["ssh", "-S", str(socket), "-O", "exit", "node"], capture_output=True, check=False)
            link.unlink()

    def new_no_op(self, *words, **more):
        return self.subject(*words, before=self.close_connection, **more)


class Guest:
    def __init__(self, seclab):
        self.seclab = seclab
        self.instance = seclab.folder / "data" / "instances" / LAB

    @property
    def config(self):
        return self.instance / "nodes" / "node" / "ssh_config"

    def exists(self):
        return (self.instance / "instance.json").exists()

    def cold_up(self):
        """Seconds of the whole, and of each step and phase of it."""
        seconds, done = self.seclab.run("up", LAB, "--provider", "qemu", "--events", "jsonl")
        return seconds, phases(done.stderr)

    def bare_boot(self):
        """A new machine of the same image, until it answers; then it is thrown away."""
        lab = str(Path(__file__).with_name("bare.yaml"))
        _, done = self.seclab.run("up", lab, "--provider", "qemu", "--events", "jsonl")
        self.seclab.run("down", "bare", "--yes")
        steps = phases(done.stderr)
        return sum(steps[step] for step in ("start machine", "reach node"))

    def remove(self):
        """Takes down what is left, also of a run that was interrupted."""
        for instance in self.instance.parent.glob("*/instance.json"):
            self.seclab.run("down", instance.parent.name, "--yes")

    def restores(self, runs):
        self.seclab.run("save", LAB, "measured")
        samples = Samples()
        for _ in range(runs):
            samples.seconds.append(self.seclab.run("restore", LAB, "measured")[0])
        return samples

    def fetch(self, folder):
        """The files that `up` wrote, for the script's and the playbook's sake; and the key they let in."""
        for path in FILES:
            target = folder / path[1:]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(self.seclab.run("exec", "--admin", LAB, "--", "sudo", "cat", path)[1].stdout)
        key = self.seclab.run("exec", "--admin", LAB, "--", "sudo", "cat", "/home/student/.ssh/authorized_keys")[1].stdout
        (folder / "authorized_key").write_text(key)
        return key.strip()

    def student_ids(self):
        line = self.seclab.run("exec", LAB, "--", "grep", "^student:", "/etc/subuid")[1].stdout
        return line.strip().split(":", 1)[1]

    def install_for_ansible(self, folder):
        """Ansible's apt module needs python3-apt: fetched here, since apt in an emulated guest takes minutes."""
        if self.seclab.run("exec", LAB, "--", "test", "-d", "/usr/lib/python3/dist-packages/apt", codes=(0, 1))[1].returncode:
            packages = ["python3-apt", "python-apt-common", "distro-info-data"]
            subprocess.run(["apt-get", "download", "-q", *packages], cwd=folder, check=True, capture_output=True)
            for deb in folder.glob("*.deb"):
                self.seclab.run("cp", "--admin", str(deb), f"{LAB}:/tmp/{deb.name}")
            self.seclab.run("exec", "--admin", LAB, "--", "sudo", "sh", "-c", "dpkg -i /tmp/*.deb")


def phases(events):
    """Seconds by step, phases among them, and by trigger."""
    took = Counter()
    for line in events.splitlines():
        event = json.loads(line) if line.startswith("{") else {}
        if event.get("event") == "step-done":
            took[event["step"]] += event["seconds"]
        elif event.get("event") == "triggered":
            took[event["trigger"]] += event["seconds"]
    return took

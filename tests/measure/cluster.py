#!/usr/bin/env python3
"""Measures the lab `rootless`: the way to a cluster against the same program started by hand, and what it costs."""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from guest import Seclab, phases
from report import Report
from samples import Subject, in_turns, once, pretty

ROOT = Path(__file__).resolve().parents[2]
LAB, NODE = "cluster", "cluster-node"
UNIT = ROOT / "templates/k3s/k3s-rootless.service"
IDLE_SECONDS = 60
# A Pod can be made once the node is ready and its namespace has the account that Pods get.
READY = """export KUBECONFIG=~/.kube/k3s.yaml
until [ "$(k3s kubectl get nodes -o \
'jsonpath={.items[0].status.conditions[?(@.type=="Ready")].status}' 2>/dev/null)" = True ]; do sleep 1; done
until k3s kubectl get serviceaccount default >/dev/null 2>&1; do sleep 1; done"""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=Path, default=ROOT / "target/release/seclab", help="the release build")
    parser.add_argument("--output", type=Path, help="write the Markdown here, too")
    return parser.parse_args()


def say(text):
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


class Cluster:
    """The lab without its Pods, on a guest of its own."""

    def __init__(self, seclab):
        self.seclab, self.lab = seclab, seclab.folder / "lab"
        shutil.copytree(ROOT / "labs/rootless", self.lab)
        text = (self.lab / "lab.yaml").read_text().replace("name: rootless", f"name: {LAB}", 1)
        self.prepared, kubernetes = text.split("\nkubernetes:\n")
        self.whole = self.prepared + "\nkubernetes: {source: upstream}\n"

    def up(self, text):
        """Seconds of the whole, and by step."""
        (self.lab / "lab.yaml").write_text(text + "\n")
        seconds, done = self.seclab.run("up", str(self.lab), "--provider", "qemu", "--events", "jsonl", limit=3600)
        return seconds, phases(done.stderr)

    def exec(self, script, *options):
        return self.seclab.run("exec", *options, LAB, "--", "sh", "-c", script, limit=1800)

    def programs(self):
        """What runs Kubernetes on the node: paths, and the files on this host that they are copies of."""
        record = json.loads((self.seclab.folder / f"data/instances/{LAB}/instance.json").read_text())
        return record["kubernetes"]["programs"]

    def by_hand(self, programs):
        """Seconds to put the same programs and unit there, start them, and see that a Pod can be made."""
        began = time.perf_counter()
        for program in programs:
            self.seclab.run("cp", "--admin", program["artifact"]["file"], f"{LAB}:/tmp/program")
            self.exec(f"sudo install -m 0755 /tmp/program {program['path']}", "--admin")
        self.seclab.run("cp", str(UNIT), f"{LAB}:k3s-rootless.service")
        self.exec("mkdir -p ~/.config/systemd/user && mv k3s-rootless.service ~/.config/systemd/user/ && "
                  "systemctl --user daemon-reload && systemctl --user enable --now k3s-rootless")
        self.exec(READY)
        return time.perf_counter() - began

    def memory(self):
        """MiB that the node's programs have."""
        fields = dict(line.split(":") for line in self.exec("cat /proc/meminfo")[1].stdout.splitlines())
        kibibytes = lambda key: int(fields[key].split()[0])
        return (kibibytes("MemTotal") - kibibytes("MemAvailable")) // 1024

    def idle(self):
        """Of one processor of this host, what the guest takes when nobody does anything."""
        pid = (self.seclab.folder / f"data/instances/{LAB}/nodes/node/qemu.pid").read_text().strip()
        used = lambda: sum(map(int, Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]))
        before = used()
        time.sleep(IDLE_SECONDS)
        return (used() - before) / os.sysconf("SC_CLK_TCK") / IDLE_SECONDS


def measure(report, cluster):
    say("prepared node")
    cluster.up(cluster.prepared)
    cluster.seclab.run("save", LAB, "prepared")
    time.sleep(30)
    report.row("prepared node: memory in use", f"{cluster.memory()} MiB")
    prepared_idle = cluster.idle()
    report.row("prepared node: idle", f"{prepared_idle:.0%} of a processor")
    say("to a cluster by seclab")
    seconds, steps = cluster.up(cluster.whole)
    report.phases = list(steps.items()) + [("looks, and all else", seconds - sum(steps.values())), ("whole", seconds)]
    time.sleep(60)
    memory, idle = cluster.memory(), cluster.idle()
    say("no-op")
    times = in_turns({
        "ssh true": Subject(["ssh", "-F", str(cluster.seclab.folder / f"data/instances/{LAB}/nodes/node/ssh_config"),
                             NODE, "true"]),
        "no-op": cluster.seclab.new_no_op("up", LAB),
    }, 5, time.monotonic() + 120)
    say("paused")
    cluster.seclab.run("pause", LAB)
    paused = cluster.idle()
    cluster.seclab.run("start", LAB)
    say("to a cluster by hand")
    # A restored node has none, and neither does its record.
    programs = cluster.programs()
    cluster.seclab.run("restore", LAB, "prepared")
    by_hand = cluster.by_hand(programs)
    report.row("from a prepared node to a verified cluster: `up`", pretty(seconds), f"by hand, {pretty(by_hand)}",
               seconds / by_hand)
    report.row("of it, until the cluster is ready", pretty(steps["Run Kubernetes"]), "by hand",
               steps["Run Kubernetes"] / by_hand, "≤1.5")
    report.row("`up` on a finished cluster, new connection", times["no-op"], "`ssh node true`",
               times["no-op"].median / times["ssh true"].median)
    report.row("cluster: memory in use", f"{memory} MiB")
    report.row("cluster: idle", f"{idle:.0%} of a processor", "prepared node", idle / max(prepared_idle, 0.001))
    report.row("cluster, paused: idle", f"{paused:.0%} of a processor")
    report.note("By hand: the programs copied over the same ssh, the same unit enabled, and the node asked every "
                "second until a Pod can be made.")


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if not options.binary.exists():
        sys.exit("build it first: cargo build --release -p seclab")
    report = Report("cluster.py")
    with tempfile.TemporaryDirectory(prefix="sl-") as temporary:
        seclab = Seclab(options.binary, Path(temporary))
        try:
            measure(report, Cluster(seclab))
        finally:
            once(seclab.subject("down", LAB, "--yes", codes=(0, 1, 2)))
    text = report.markdown("")
    print(text)
    if options.output:
        options.output.write_text(text)


if __name__ == "__main__":
    main()

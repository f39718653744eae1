#!/usr/bin/env python3
"""Measures seclab against ssh, a hand-written script and an Ansible playbook, in one run. See README.md."""

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

from guest import LAB, NODE, Guest, Seclab
from native import Native
from peers import Playbook, hand_written, ssh
from report import Report
from samples import Subject, in_turns, pretty

ROOT = Path(__file__).resolve().parents[2]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few runs of everything, one of the playbook")
    parser.add_argument("--folder", type=Path, help="work here and keep it; a guest that is there is used as it is")
    parser.add_argument("--binary", type=Path, default=ROOT / "target/release/seclab", help="the release build")
    parser.add_argument("--output", type=Path, help="write the Markdown here, too")
    parser.add_argument("--minutes", type=float, default=14, help="start no new round of runs after this time")
    return parser.parse_args()


def say(text):
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def time_playbook(playbook, options, deadline, config, runs, variables, check_mode=False):
    """Samples by setting, and the number of tasks. The second setting is left out when time is up."""
    found, tasks = {}, 0
    for setting in ["on"] if options.quick else ["on", "off"]:
        if not found or time.monotonic() < deadline:
            found[f"pipelining {setting}"], tasks = playbook.time(
                config, NODE, setting == "on", runs, variables, check_mode)
    return found, tasks


def compare(report, place, times, playbook, no_op, goals):
    """The rows of one place: everything against the script, and the playbook against the no-op."""
    script, true = times["script"], times["ssh true"]
    new, warm = times["new"], times["warm"]
    report.row(f"{place}: `ssh node true`", true)
    report.row(f"{place}: hand-written script", script, "`ssh node true`", script.median / true.median)
    report.row(f"{place}: {no_op}, new connection", new, "script", new.median / script.median, "≤1.25")
    report.row("", "", "`ssh node true`", new.median / true.median)
    report.row(f"{place}: {no_op}, open connection", warm, "script", warm.median / script.median)
    for name, samples in playbook.items():
        best = samples is min(playbook.values(), key=lambda one: one.median)
        report.row(f"{place}: playbook, {name}", samples, "no-op, new connection", samples.median / new.median,
                   goals if best else "")
        report.row("", "", "no-op, open connection", samples.median / warm.median)


def on_guest(report, guest, playbook, files, options, deadline):
    seclab = guest.seclab
    if guest.exists():
        seclab.run("up", LAB)
    else:
        # First, so that an image that has to be built is not part of what is measured.
        say("bare boot")
        bare = guest.bare_boot()
        say("cold up")
        seconds, steps = guest.cold_up()
        report.phases = list(steps.items()) + [("looks, and all else", seconds - sum(steps.values())), ("whole", seconds)]
        report.row("guest: cold `up node`", pretty(seconds), f"bare boot, {pretty(bare)}", seconds / bare)
        say("restore")
        restores = guest.restores(2 if options.quick else 4)
        report.row("guest: `restore`", restores, "cold `up`", restores.median / seconds, "≤0.1")
    key, ids = guest.fetch(files), guest.student_ids()
    say("no-op on the guest")
    times = in_turns({
        "ssh true": ssh(guest.config, NODE, "true"),
        "script": hand_written(guest.config, NODE, key, files),
        "new": seclab.new_no_op("up", LAB),
        "warm": seclab.subject("up", LAB),
    }, 3 if options.quick else 11, deadline)
    say("playbook on the guest")
    guest.install_for_ansible(files)
    runs, tasks = time_playbook(playbook, options, deadline, guest.config, 1, {"subordinate_ids": ids})
    compare(report, "guest", times, runs, "no-op `up`", "≥100 ×")
    report.note(f"The playbook on the guest has {tasks} tasks, and each run had changed=0.")
    return key, ids


def on_native(report, native, playbook, files, key, ids, options, deadline):
    say("no-op on a native sshd")
    native.lay_out(files, ids)
    times = in_turns({
        "ssh true": ssh(native.config, NODE, "true"),
        # Not all holds on this machine, so the script ends with 1; it makes every check all the same.
        "script": hand_written(native.config, NODE, key, files, codes=(0, 1)),
        "new": native.seclab.new_no_op(*native.words()),
        "warm": native.seclab.subject(*native.words()),
    }, 5 if options.quick else 21, deadline)
    say("playbook on a native sshd")
    runs, tasks = time_playbook(playbook, options, deadline, native.config, 1 if options.quick else 3,
                                native.variables(ids), check_mode=True)
    compare(report, "native", times, runs, "reach, look and plan", "≥40 ×")
    report.note("native: a loopback sshd on this machine, where nothing may change. So seclab's part is `noop`: it "
                "reaches the node, looks and plans, which is all that a no-op `up` asks of a node. Here the plan ended "
                f"with \"{native.verdict}\". The playbook ran in check mode on a copy of the files ({tasks} tasks, "
                "changed=0).")


def on_binary(report, binary, options):
    rounds = 10 if options.quick else 50
    times = in_turns({"help": Subject([str(binary), "--help"]), "true": Subject(["/bin/true"])}, rounds, time.monotonic() + 60)
    report.row("`seclab --help`", times["help"], "10 ms", times["help"].median / 0.010, "≤1")
    report.row("`/bin/true`, started the same way", times["true"])
    report.row("size of the binary", f"{binary.stat().st_size / 1e6:.1f} MB")


def main():
    options = arguments()
    # Ended from outside, it takes its guest down all the same.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    deadline = time.monotonic() + options.minutes * 60
    if not options.binary.exists():
        sys.exit("build it first: cargo build --release -p seclab -p noop")
    report = Report("measure.py")
    with tempfile.TemporaryDirectory(prefix="sl-") as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        files, own = folder / "files", folder / "native"
        for path in (files, own):
            path.mkdir(parents=True, exist_ok=True)
        guest = Guest(Seclab(options.binary, folder))
        try:
            on_binary(report, options.binary, options)
            playbook = Playbook(folder, files)
            key, ids = on_guest(report, guest, playbook, files, options, deadline)
            if Native.missing():
                report.note(f"native: not measured; {Native.missing()}")
            else:
                with Native(own, options.binary.parent / "noop", Seclab(options.binary, own)) as native:
                    on_native(report, native, playbook, files, key, ids, options, deadline)
        finally:
            if not options.folder:
                guest.remove()
    text = report.markdown(" --quick" if options.quick else "")
    print(text)
    if options.output:
        options.output.write_text(text)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Measures the grading of exercises: one, and all of a lab, against the same checks by a command each.

Works on an instance that is up: nothing is set up, so the checks fail, and they are asked all the same."""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instance")
    parser.add_argument("--lab", help="the built-in lab that it is; else it is called so")
    parser.add_argument("--binary", type=Path, default=ROOT / "target/release/seclab", help="the release build")
    parser.add_argument("--rounds", type=int, default=5)
    parsed = parser.parse_args()
    parsed.lab = parsed.lab or parsed.instance
    return parsed


def run(words):
    began = time.perf_counter()
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began, done


def median(numbers):
    ordered = sorted(numbers)
    return ordered[len(ordered) // 2]


def main():
    args = arguments()
    seclab = str(args.binary)
    names = run([seclab, "exercise", "list", args.instance, "-o", "name"])[1].stdout.decode().split()

    def check(exercise):
        seconds, done = run([seclab, "exercise", "check", args.instance, str(exercise), "-o", "json"])
        return seconds, json.loads(done.stdout)["checks"]

    def apart(name, folder):
        """The same exercise once for each of its checks, with this check alone."""
        shown = run([seclab, "exercise", "show", args.instance, name, "-o", "json"])[1]
        spec = json.loads(shown.stdout)["exercise"]
        total = 0
        for number, one in enumerate(spec["checks"]):
            copy = folder / str(number) / name
            shutil.copytree(ROOT / "labs" / args.lab / "exercises" / name, copy)
            only = spec | {"checks": [one], "open": [one["name"]], "wrong": {key: [one["name"]] for key in spec["wrong"]}}
            (copy / "exercise.yaml").write_text(json.dumps(only))
            total += check(copy)[0]
        return total

    rows = []
    for title, chosen in [(f"one exercise ({names[0]})", names[:1]), (f"all {len(names)} exercises", names)]:
        together, separate, count = [], [], 0
        for _ in range(args.rounds if len(chosen) == 1 else 1):
            measured = [check(name) for name in chosen]
            count = sum(len(checks) for _, checks in measured)
            together.append(sum(seconds for seconds, _ in measured))
            with tempfile.TemporaryDirectory() as folder:
                separate.append(sum(apart(name, Path(folder) / name) for name in chosen))
        rows.append((title, count, median(together), median(separate)))
    print("| what | checks | graded | a command each | ratio |\n|---|---|---|---|---|")
    for title, count, together, separate in rows:
        print(f"| {title} | {count} | {together:.1f} s | {separate:.1f} s | {together / separate:.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())

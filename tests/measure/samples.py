"""Times commands, in turns, so that a busy moment of the machine hits all of them alike."""

import statistics
import subprocess
import time
from dataclasses import dataclass, field


@dataclass
class Samples:
    """The seconds that one command took, run by run."""

    seconds: list = field(default_factory=list)

    @property
    def median(self):
        return statistics.median(self.seconds)

    def __str__(self):
        low, high = min(self.seconds), max(self.seconds)
        return f"{pretty(self.median)} ({pretty(low)} to {pretty(high)}, {len(self.seconds)} runs)"


@dataclass
class Subject:
    """A command to be timed. `before` runs untimed ahead of each run; `codes` are the exit codes it may have."""

    command: list
    stdin: str = ""
    before: object = None
    codes: tuple = (0,)
    environment: dict = None
    limit: float = 600


def pretty(seconds):
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms" if seconds >= 0.02 else f"{seconds * 1000:.1f} ms"
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s"


def once(subject):
    """Runs a subject once; returns the seconds it took and what it printed."""
    if subject.before:
        subject.before()
    began = time.perf_counter()
    done = subprocess.run(subject.command, input=subject.stdin, env=subject.environment, timeout=subject.limit,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    seconds = time.perf_counter() - began
    if done.returncode not in subject.codes:
        raise RuntimeError(f"{subject.command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return seconds, done


def in_turns(subjects, rounds, deadline):
    """Runs every subject once a round, after one round that is not counted. Stops early at the deadline."""
    samples = {name: Samples() for name in subjects}
    for number in range(rounds + 1):
        for name, subject in subjects.items():
            seconds, _ = once(subject)
            if number:
                samples[name].seconds.append(seconds)
        if number and time.monotonic() > deadline:
            break
    return samples

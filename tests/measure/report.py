"""The table, on the terminal and as Markdown."""

import os
import platform
from datetime import date

from samples import Samples, pretty


class Report:
    def __init__(self, script):
        self.script = script
        self.rows, self.notes, self.phases = [], [], []

    def row(self, what, measured, against="", ratio=None, goal=""):
        """`ratio` is compared with `goal`, which begins with ≤ or ≥."""
        self.rows.append((what, str(measured) if isinstance(measured, Samples) else measured, against,
                          "" if ratio is None else number(ratio), goal, "" if not goal else verdict(ratio, goal)))

    def note(self, text):
        self.notes.append(text)

    def markdown(self, mode):
        head = ("what", "median (range)", "against", "ratio", "goal", "")
        lines = [f"Measured on {date.today()} by `tests/measure/{self.script}{mode}`: {os.cpu_count()} CPUs, "
                 f"{platform.system()} {platform.release()}; load {os.getloadavg()[0]:.1f} at the end.", ""]
        lines += table(head, self.rows)
        if self.phases:
            lines += ["", "`up`, by step and phase:", ""]
            lines += table(("step", "seconds"), [(step, f"{seconds:.1f}") for step, seconds in self.phases])
        return "\n".join(lines + [""] + [f"- {note}" for note in self.notes]) + "\n"


def number(ratio):
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"


def verdict(ratio, goal):
    limit = float(goal[1:].split()[0])
    return "met" if (ratio <= limit if goal[0] == "≤" else ratio >= limit) else "**not met**"


def table(head, rows):
    widths = [max(len(str(row[column])) for row in [head, *rows]) for column in range(len(head))]
    line = lambda row: "| " + " | ".join(str(cell).ljust(width) for cell, width in zip(row, widths)) + " |"
    return [line(head), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *map(line, rows)]

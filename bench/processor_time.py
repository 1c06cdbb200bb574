"""Processor time of a process with its threads and living children, from /proc."""

import os
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def processor_seconds(pid: int) -> float:
    """User and system time so far, in steps of one tick (10 ms)."""
    ticks = sum(_ticks(each) for each in _with_descendants(pid))
    return ticks / TICKS_PER_SECOND


def _ticks(pid: int) -> int:
    # The name, in parentheses, may hold anything: count the fields behind it.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15]))  # utime, stime, and those of children that have ended


def _with_descendants(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").iterdir():
            found.extend(map(int, (task / "children").read_text().split()))
    return found

"""Rounds: every contestant takes its turn with a document, again and again; medians count."""

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from .contestants import ROOT
from .documents import DOCUMENTS
from .processor_time import processor_seconds
from .serving import ContestantError, Running, body_of

CONNECTIONS = 16
WARM_UP_REQUESTS = 300

Figures = dict[str, float]


@dataclass(frozen=True)
class Plan:
    """How much to measure. A turn ends by count or by time, whichever comes first."""

    rounds: int = 5
    requests: int = 4000
    seconds: float = 4.0
    warm_up: int = WARM_UP_REQUESTS


def measure(
    servers: Sequence[Running], document: str, plan: Plan, database_pid: int
) -> dict[str, Figures]:
    """The figures of each server for one document, by the server's name."""
    for server in servers:
        _turn(server, document, plan.warm_up, 600.0)
    turns: dict[str, list[Figures]] = {server.name: [] for server in servers}
    for _ in range(plan.rounds):
        for server in servers:
            turns[server.name].append(_measured_turn(server, document, plan, database_pid))
    return {name: _medians(of_one) for name, of_one in turns.items()}


def _measured_turn(server: Running, document: str, plan: Plan, database_pid: int) -> Figures:
    before = processor_seconds(server.pid), processor_seconds(database_pid)
    figures = _turn(server, document, plan.requests, plan.seconds)
    after = processor_seconds(server.pid), processor_seconds(database_pid)
    used, used_by_database = (
        (late - early) * 1000 / figures["requests"]
        for early, late in zip(before, after, strict=True)
    )
    return {**figures, "server_milliseconds": used, "database_milliseconds": used_by_database}


def _turn(server: Running, document: str, requests: int, seconds: float) -> Figures:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "bench.client", f"--port={server.port}"),
            *(f"--connections={CONNECTIONS}", f"--requests={requests}", f"--seconds={seconds}"),
        ],
        input=body_of(DOCUMENTS[document]),
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    if done.returncode != 0:
        tail = done.stderr.decode(errors="replace")[-1500:]
        raise ContestantError(f"{server.name}, document {document!r}:\n{tail}")
    figures: Figures = json.loads(done.stdout)
    return figures


def _medians(turns: Sequence[Figures]) -> Figures:
    medians = {key: statistics.median(turn[key] for turn in turns) for key in turns[0]}
    rates = [turn["requests_per_second"] for turn in turns]
    return {**medians, "spread": (max(rates) - min(rates)) / medians["requests_per_second"]}

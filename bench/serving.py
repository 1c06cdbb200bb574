"""Servers side by side: each a process of its own on a free port, ended by its id."""

import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from .contestants import Contestant

HOST = "127.0.0.1"
START_SECONDS = 60.0
ANSWER_SECONDS = 120.0
STOP_SECONDS = 10.0


class ContestantError(Exception):
    """A server did not start, or gave no answer that can be measured."""


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    contestant: Contestant
    port: int
    pid: int

    @property
    def name(self) -> str:
        return self.contestant.name

    def ask(self, document: str) -> Any:
        """The whole answer to `document`, parsed. Errors: ContestantError, OSError."""
        connection = HTTPConnection(HOST, self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request("POST", "/graphql", body_of(document), HEADERS)
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        if response.status != 200:
            raise ContestantError(f"{self.name}: status {response.status}: {text[:500]!r}")
        return json.loads(text)


HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}


def body_of(document: str) -> bytes:
    """The body of the request that asks `document`."""
    return json.dumps({"query": document}).encode()


@contextmanager
def serving(contestants: Sequence[Contestant], database_url: str) -> Iterator[list[Running]]:
    """Start them all, and end them all."""
    with ExitStack() as stack:
        yield [stack.enter_context(_served(each, database_url)) for each in contestants]


@contextmanager
def _served(contestant: Contestant, database_url: str) -> Iterator[Running]:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    url = contestant.url_scheme + database_url.removeprefix("mysql")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("MOVIE_GRAPH_")}
    chosen = {k: v.format(port=port, url=url) for k, v in contestant.environment.items()}
    with tempfile.TemporaryDirectory(prefix="movie-graph-bench-") as folder:  # holds no .env
        log = Path(folder, "log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [part.format(port=port) for part in contestant.command],
                cwd=folder,
                env={**inherited, **chosen},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            running = Running(contestant, port, process.pid)
            _wait_until_it_answers(running, process, log)
            yield running
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_it_answers(running: Running, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            running.ask("{ __typename }")
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            return
    tail = log.read_text(errors="replace")[-2000:]
    raise ContestantError(f"{running.name} does not answer:\n{tail}")

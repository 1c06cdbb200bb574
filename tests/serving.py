"""`movie-graph serve` as a process of its own: started, asked, ended by its process id."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SECRET = "s" * 32
START_SECONDS = 60
STOP_SECONDS = 40


class Served:
    """A running `movie-graph serve`."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process = process
        self.log = log
        self.address = self._address()

    def ask(self, document: str, *, token: str | None = None) -> tuple[int, Any]:
        """POST a document; status and body."""
        headers = {"content-type": "application/json"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        body = json.dumps({"query": document}).encode()
        return self._open(urllib.request.Request(f"{self.address}/graphql", body, headers))  # noqa: S310

    def get(self, path: str) -> tuple[int, Any]:
        return self._open(urllib.request.Request(f"{self.address}{path}"))  # noqa: S310

    def lines(self, pattern: str) -> list[str]:
        return re.findall(pattern, self.log.read_text())

    def _open(self, request: urllib.request.Request) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def _address(self) -> str:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := self.lines(r"running on (http://127\.0\.0\.1:\d+)"):
                return found[0]
            time.sleep(0.05)
        raise AssertionError(f"The server did not start:\n{self.log.read_text()}")


@contextmanager
def serving(folder: Path, *arguments: str, **environment: str) -> Iterator[Served]:
    """`movie-graph serve` on a port that the system picks, ended by its process id."""
    log = folder / "serve.log"
    clean = {k: v for k, v in os.environ.items() if not k.startswith("MOVIE_GRAPH_")}
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "movie_graph", "serve", "--port", "0", *arguments],
            cwd=folder,
            env={**clean, "PYTHONPATH": str(ROOT), "MOVIE_GRAPH_JWT_SECRET": SECRET, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        yield Served(process, log)
    finally:
        process.terminate()
        try:
            process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=STOP_SECONDS)

"""A large file over HTTP: rows per second, time to the first byte, memory of the server.

    python -m bench.export [--movies 1000000] [--rows 10000 1000000] [--format csv] [--wide]

Fills a throwaway MySQL or MariaDB from the PATH with a catalogue of that size, serves it with one
worker, and downloads so many movies as one file, for each number of rows once. `--wide` asks for
the genres as well and explodes them. Memory is the most that the process has ever had (VmHWM),
before the first file and after each; the file is read as fast as it comes, and counted, not kept.
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pymysql

from bench.big_catalogue import write_catalogue
from movie_graph.config import Settings
from movie_graph.database import open_database
from movie_graph.database.tables import migrate
from movie_graph.database.url import MySQLUrl, parse_database_url
from tests.servers import running_server

OPTIONS = ("--innodb-buffer-pool-size=1G", "--innodb-flush-log-at-trx-commit=0")
FIELDS = "tmdbId title releaseDate budget revenue voteAverage voteCount"
DOCUMENT = "query Movies($first: Int) {{ movies(first: $first) {{ nodes {{ {} }} }} }}"
START_SECONDS, STOP_SECONDS = 60, 40
PIECE = 1 << 16


@dataclass(frozen=True)
class Download:
    """One file: seconds from the request on."""

    rows: int
    bytes: int
    first_byte_seconds: float
    seconds: float


def main() -> None:
    arguments = _arguments()
    with running_server(*OPTIONS) as server:
        url = server.create_database()
        started = time.perf_counter()
        written = _fill(url, arguments.movies)
        print(
            f"{server.version}; {arguments.movies:,} movies, {written:,} rows, "
            f"written in {time.perf_counter() - started:.0f} s",
            flush=True,
        )
        with _served(url) as (port, pid):
            print(f"before the first file: {_peak_mib(pid):.0f} MiB at most")
            print(
                f"{'rows':>10}{'MB':>8}{'first byte ms':>15}{'seconds':>9}"
                f"{'rows/s':>9}{'peak MiB':>10}"
            )
            for rows in arguments.rows or (arguments.movies // 100, arguments.movies):
                done = _download(port, rows, arguments.format, wide=arguments.wide)
                assert done.rows == rows or arguments.wide
                print(
                    f"{done.rows:10,}{done.bytes / 1e6:8.1f}{done.first_byte_seconds * 1e3:15.0f}"
                    f"{done.seconds:9.1f}{done.rows / done.seconds:9,.0f}{_peak_mib(pid):10.0f}",
                    flush=True,
                )


def _download(port: int, rows: int, format_: str, *, wide: bool) -> Download:
    """Errors: http.client.IncompleteRead when the file is broken off."""
    document = DOCUMENT.format(f"{FIELDS} genres {{ name }}" if wide else FIELDS)
    parameters = {"query": document, "variables": f'{{"first": {rows}}}', "format": format_}
    if wide:
        parameters["explode"] = "genres"
    connection = HTTPConnection("127.0.0.1", port, timeout=600)
    started = time.perf_counter()
    connection.request("GET", f"/export?{urlencode(parameters)}")
    response = connection.getresponse()
    piece = response.read(1)
    first_byte_seconds = time.perf_counter() - started
    assert response.status == 200, piece + response.read()
    size, lines = 0, 0
    while piece:
        size += len(piece)
        lines += piece.count(b"\n")
        piece = response.read(PIECE)
    seconds = time.perf_counter() - started
    connection.close()
    return Download(lines - (format_ == "csv"), size, first_byte_seconds, seconds)


def _fill(url: str, movies: int) -> int:
    asyncio.run(_prepare(url))
    parts = parse_database_url(url)
    assert isinstance(parts, MySQLUrl)
    connection = pymysql.connect(
        host=parts.host,
        port=parts.port,
        user=parts.user,
        password=parts.password,
        database=parts.database,
        charset="utf8mb4",
    )
    try:
        return write_catalogue(connection, movies)
    finally:
        connection.close()


async def _prepare(url: str) -> None:
    database = open_database(Settings(database_url=url))
    await migrate(database)
    await database.close()


@contextmanager
def _served(url: str) -> Iterator[tuple[int, int]]:
    """`movie-graph serve`, ended by its process id: its port and that id."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("MOVIE_GRAPH_")}
    root = str(Path(__file__).parent.parent)
    with tempfile.TemporaryDirectory(prefix="movie-graph-bench-") as folder:  # holds no .env
        log = Path(folder, "log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "movie_graph", "serve", "--port", "0"],
                cwd=folder,
                env={**clean, "PYTHONPATH": root, "MOVIE_GRAPH_DATABASE_URL": url},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            yield _port(process, log), process.pid
        finally:
            process.terminate()
            process.wait(STOP_SECONDS)


def _port(process: "subprocess.Popen[bytes]", log: Path) -> int:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if found := re.search(r"running on http://127\.0\.0\.1:(\d+)", log.read_text()):
            return int(found[1])
        time.sleep(0.05)
    raise SystemExit(f"The server did not start:\n{log.read_text()}")


def _peak_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A large file over HTTP.")
    parser.add_argument("--movies", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, nargs="*", help="default: a hundredth, and all")
    parser.add_argument("--format", choices=("csv", "ndjson"), default="csv")
    parser.add_argument("--wide", action="store_true", help="explode the genres, too")
    return parser.parse_args()


if __name__ == "__main__":
    main()

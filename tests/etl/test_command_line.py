"""The command line: one line per error, tables that are made if need be, a load that dies whole."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from etl.synthetic import generate
from movie_graph.config import Settings
from movie_graph.database.engine import Row
from movie_graph.database.opening import open_database

from .files import load_into, movie, write_movies

# The largest size of the process, in kilobytes (ru_maxrss would count whoever started it, too).
MEASURE = """
import pathlib, re, runpy, sys
sys.argv = ["etl", *sys.argv[1:]]
try:
    runpy.run_module("etl", run_name="__main__")
finally:
    status = pathlib.Path("/proc/self/status").read_text()
    print("peak", re.search(r"VmHWM:\\s+(\\d+) kB", status)[1])
"""
PEAK_KILOBYTES = 500_000


def environment(url: str) -> dict[str, str]:
    return {**os.environ, "MOVIE_GRAPH_DATABASE_URL": url, "COLUMNS": "120"}


def run(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "etl", *arguments],
        env=environment(url),
        capture_output=True,
        text=True,
        check=False,
    )


def test_load_makes_the_tables_and_prints_the_report(
    fresh_database_url: str, tmp_path: Path
) -> None:
    write_movies(tmp_path / "movies_metadata.csv", movie(), movie(id="x"))

    done = run(
        fresh_database_url, "load", str(tmp_path), "--rejects", str(tmp_path / "rejects.csv")
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("movies_metadata.csv: 2 records\n")
    assert "id is not a whole number above 0" in done.stdout
    assert (tmp_path / "rejects.csv").read_text("utf-8").count("\n") == 2


@pytest.mark.parametrize(
    ("url", "folder", "message"),
    [
        ("sqlite:///{}/a.sqlite", "nowhere", "it is not a folder."),
        ("nonsense", ".", "MOVIE_GRAPH_DATABASE_URL"),
        ("mysql://u:p@127.0.0.1:1/db", ".", "cannot be reached"),
    ],
)
def test_an_error_is_one_line_and_exit_code_1(
    tmp_path: Path, url: str, folder: str, message: str
) -> None:
    done = run(url.format(tmp_path), "load", str(tmp_path / folder))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: ")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    debugged = run(url.format(tmp_path), "--debug", "load", str(tmp_path / folder))
    assert "Traceback" in debugged.stderr


def test_a_rejects_file_that_cannot_be_written_stops_the_load(tmp_path: Path) -> None:
    write_movies(tmp_path / "movies_metadata.csv", movie())

    done = run(f"sqlite:///{tmp_path}/a.sqlite", "load", str(tmp_path), "--rejects", str(tmp_path))

    assert done.returncode == 1
    assert done.stderr == (
        f"error: '{tmp_path}' cannot be written: Is a directory. Name another --rejects.\n"
    )


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_a_load_that_is_interrupted_leaves_the_old_catalogue(
    fresh_database_url: str, tmp_path: Path, end: signal.Signals
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    write_movies(old / "movies_metadata.csv", movie(title="Old"))
    load_into(fresh_database_url, old)
    generate(new, 3_000)
    write_movies(new / "tmdb_5000_movies.csv", movie(title="New"))

    with subprocess.Popen(
        [sys.executable, "-m", "etl", "load", str(new)],
        env=environment(fresh_database_url),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as load:
        assert load.stdout is not None
        assert load.stdout.readline().startswith("movies_metadata.csv: ")
        load.send_signal(end)
        _, errors = load.communicate()

    assert load.returncode == (130 if end == signal.SIGINT else -signal.SIGKILL)
    if end == signal.SIGINT:
        assert errors == "Interrupted. Nothing was stored; the old catalogue is as it was.\n"
    assert _titles(fresh_database_url) == [("Old",)]
    assert load_into(fresh_database_url, old).changed.total() == 0


def test_memory_stays_bounded_on_the_largest_cells(tmp_path: Path, real_data: Path) -> None:
    assert _peak(tmp_path, real_data / "tmdb-5000") < PEAK_KILOBYTES


def test_memory_does_not_grow_with_the_files(tmp_path: Path) -> None:
    peaks = []
    for movies in (1_000, 4_000):
        generate(tmp_path / str(movies), movies)
        peaks.append(_peak(tmp_path / str(movies), tmp_path / str(movies)))

    assert peaks[1] < 1.5 * peaks[0]


def test_generate_writes_files_that_load(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    url = f"sqlite:///{tmp_path}/a.sqlite"

    made = run(url, "generate", str(folder), "--movies", "70", "--seed", "3")
    loaded = run(url, "load", str(folder))

    assert (made.returncode, loaded.returncode) == (0, 0)
    assert "same id as an earlier record" in made.stdout
    assert "same id as an earlier record" in loaded.stdout


def _peak(scratch: Path, folder: Path) -> int:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, "load", str(folder)],
        env=environment(f"sqlite:///{scratch}/peak.sqlite"),
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout.rpartition("peak ")[2])


def _titles(url: str) -> list[Row]:
    async def read() -> list[Row]:
        database = open_database(Settings(database_url=url))
        try:
            return await database.fetch_all("SELECT title FROM movies")
        finally:
            await database.close()

    return asyncio.run(read())

"""Loading TMDB 5000, beside a bare script that parses the same cells and inserts the same rows.

    python -m bench.load FOLDER [--rounds 3] [--engine sqlite] [--engine mysql]

FOLDER holds the two files of TMDB 5000. Both programs run by turns, each in a process of its own,
on fresh databases; MySQL or MariaDB is a throwaway server from the PATH. The better round counts.
"""

import argparse
import asyncio
import importlib
import importlib.util
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from bench import bare_load
from bench.data_folder import tmdb_5000
from etl.pipeline import load_folder
from movie_graph.config import Settings
from movie_graph.database.engine import Database
from movie_graph.database.opening import open_database
from movie_graph.database.tables import migrate
from movie_graph.database.url import MySQLUrl, SQLiteUrl, parse_database_url
from tests.servers import running_server

ENGINES = ("sqlite", "mysql")
WITHIN = 1.5
PEAK_MEGABYTES = 500

Figures = dict[str, float]


class Clock:
    """Seconds spent in each stage."""

    def __init__(self) -> None:
        self.seconds: Figures = {}

    def add(self, stage: str, began: float) -> None:
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - began


class TimedTransaction:
    """A transaction that clocks what the database takes, by the kind of statement."""

    def __init__(self, tx: Any, clock: Clock) -> None:
        self.dialect = tx.dialect
        for name in ("fetch_all", "execute", "insert_rows"):
            setattr(self, name, _timed(getattr(tx, name), STAGES[name], clock))


STAGES = {"fetch_all": "look up", "execute": "summarise", "insert_rows": "insert"}


class TimedDatabase:
    """A database whose transactions are clocked."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @asynccontextmanager
    async def transaction(self, *, bulk: bool) -> AsyncIterator[TimedTransaction]:
        async with self._database.transaction(bulk=bulk) as tx:
            yield TimedTransaction(tx, self._clock)
            self.committing = time.perf_counter()
        self._clock.add("commit", self.committing)


def _timed(
    work: Callable[..., Awaitable[Any]], stage: str, clock: Clock
) -> Callable[..., Awaitable[Any]]:
    async def timed(*arguments: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return await work(*arguments, **named)
        finally:
            clock.add(stage, began)

    return timed


async def load_with_etl(folder: Path, url: str) -> Figures:
    """This project's load; seconds by stage."""
    clock = Clock()
    database = open_database(Settings(database_url=url))
    began = time.perf_counter()
    timed: Any = TimedDatabase(database, clock)
    report = await load_folder(folder, timed)
    seconds = time.perf_counter() - began
    await database.close()
    clocked = sum(clock.seconds.values())
    return {
        "read and transform": seconds - clocked,
        **clock.seconds,
        "in all": seconds,
        "rows": float(report.changed.total()),
    }


async def load_barely(folder: Path, url: str) -> Figures:
    """The bare script; seconds by stage."""
    began = time.perf_counter()
    rows = bare_load.parse(folder)
    parsed = time.perf_counter()
    target = parse_database_url(url)
    if isinstance(target, SQLiteUrl):
        bare_load.insert_into_sqlite(target.path, rows)
    else:
        await bare_load.insert_into_mysql(_driver(target), target, rows)
    ended = time.perf_counter()
    return {
        "parse": parsed - began,
        "insert and commit": ended - parsed,
        "in all": ended - began,
        "rows": float(sum(map(len, rows.values()))),
    }


PROGRAMS = {"etl": load_with_etl, "bare": load_barely}


def main() -> None:
    """Measure, print, and exit 1 when a bound is not kept."""
    arguments = _arguments()
    if arguments.program:
        _measure_here(arguments)
        return
    if arguments.folder is None:
        print("SKIPPED: bench.load needs the folder of TMDB 5000, see --help.", file=sys.stderr)
        return
    kept = True
    for engine in arguments.engine or ENGINES:
        figures = _rounds(engine, arguments.folder, arguments.rounds)
        kept &= _print(engine, figures)
    sys.exit(0 if kept else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, nargs="?", default=tmdb_5000())
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", action="append", choices=ENGINES)
    parser.add_argument("--program", choices=PROGRAMS, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    return parser.parse_args()


def _measure_here(arguments: argparse.Namespace) -> None:
    figures = asyncio.run(PROGRAMS[arguments.program](arguments.folder, arguments.url))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**figures, "peak MB": peak}))


def _rounds(engine: str, folder: Path, rounds: int) -> dict[str, list[Figures]]:
    """The figures of each program, round by round; the programs take turns."""
    figures: dict[str, list[Figures]] = {program: [] for program in PROGRAMS}
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(running_server()) if engine == "mysql" else None
        for turn in range(rounds):
            for program in PROGRAMS:
                url = (
                    server.create_database()
                    if server
                    else f"sqlite:///{scratch / f'{program}_{turn}.sqlite'}"
                )
                asyncio.run(_make_tables(url))
                figures[program].append(_in_own_process(program, folder, url))
                if server:
                    server.drop_database(url)
    return figures


async def _make_tables(url: str) -> None:
    database = open_database(Settings(database_url=url))
    await migrate(database)
    await database.close()


def _in_own_process(program: str, folder: Path, url: str) -> Figures:
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", str(folder), "--program", program, "--url", url],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    figures: Figures = json.loads(done.stdout)
    return figures


def _print(engine: str, figures: dict[str, list[Figures]]) -> bool:
    """The table of one engine; whether the bounds are kept."""
    print(f"\n{engine}")
    best = {program: min(rounds, key=lambda f: f["in all"]) for program, rounds in figures.items()}
    for program, best_round in best.items():
        print(f"  {program:<20}{'seconds':>10}{'rows/s':>12}")
        for stage, seconds in best_round.items():
            if stage not in ("rows", "peak MB"):
                rate = best_round["rows"] / seconds if seconds else 0
                print(f"    {stage:<18}{seconds:>10.2f}{rate:>12,.0f}")
        print(f"    {'peak memory':<18}{best_round['peak MB']:>10.0f} MB")
    ratio = best["etl"]["in all"] / best["bare"]["in all"]
    turns = [
        ours["in all"] / bare["in all"]
        for ours, bare in zip(figures["etl"], figures["bare"], strict=True)
    ]
    peak = max(each["peak MB"] for each in figures["etl"])
    print(f"  etl / bare: {ratio:.2f} (best), {statistics.median(turns):.2f} (median of turns)")
    return ratio <= WITHIN and peak < PEAK_MEGABYTES


def _driver(url: MySQLUrl) -> Any:
    name = url.driver or ("asyncmy" if importlib.util.find_spec("asyncmy") else "aiomysql")
    return importlib.import_module(name)


if __name__ == "__main__":
    main()

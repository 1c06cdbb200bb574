"""What signals cost: processor time of the page with each of them switched on, and with none.

    python -m bench.signals [--rounds 7] [--requests 4000] [--seconds 4]

Servers of one process each take turns on one MariaDB with the real TMDB 5000, so that whatever else
the machine does meets all of them. MOVIE_GRAPH_BENCH_DATA (or MOVIE_GRAPH_TEST_DATA) names the
folder that holds tmdb-5000/. Traces go to a collector that throws them away, in this process.
"""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from etl.pipeline import load_folder
from movie_graph.config import Settings
from movie_graph.database import open_database
from movie_graph.database.tables import migrate
from tests.collector import collecting
from tests.servers import find_binary, running_server

from .contestants import Contestant, movie_graph
from .data_folder import tmdb_5000
from .rounds import Figures, Plan, measure
from .serving import serving

GOAL = 0.05  # more processor time than without, at most
CONNECTIONS = 400
NONE = "none"
TYPICAL = "all, 1 % traced"  # the default ratio
OFF = {
    "MOVIE_GRAPH_SQL_COMMENTS": "false",
    "MOVIE_GRAPH_SLOW_OPERATION_SECONDS": "3600",
}
ON = {
    "MOVIE_GRAPH_SQL_COMMENTS": "true",
    "MOVIE_GRAPH_METRICS": "true",
    "MOVIE_GRAPH_SLOW_OPERATION_SECONDS": "1",
}


def main() -> None:
    """Measure, and print a table; exit 1 beyond the goal."""
    arguments = _arguments()
    folder = tmdb_5000()
    if folder is None or find_binary() is None:
        missing = "mariadbd on the PATH" if folder else "the folder with tmdb-5000/, see --help"
        print(f"SKIPPED: bench.signals needs {missing}.", file=sys.stderr)
        return
    plan = Plan(arguments.rounds, arguments.requests, arguments.seconds)
    with running_server(f"--max-connections={CONNECTIONS}") as database, collecting() as collector:
        url = database.create_database("signals")
        asyncio.run(_load(folder, url))
        with serving(_contestants(collector.address), url) as servers:
            figures = measure(servers, "page", plan, database.pid)
    _print(figures)
    if _more(figures, TYPICAL) > GOAL:
        sys.exit(f"error: signals cost more than {GOAL:.0%} of the page")


def _contestants(collector: str) -> list[Contestant]:
    traces = {"MOVIE_GRAPH_TRACE_ENDPOINT": collector}
    settings = {
        NONE: OFF,
        "SQL comments": {**OFF, "MOVIE_GRAPH_SQL_COMMENTS": "true"},
        "metrics": {**OFF, "MOVIE_GRAPH_METRICS": "true"},
        "all but traces": ON,
        TYPICAL: {**ON, **traces},
        "all, 10 % traced": {**ON, **traces, "MOVIE_GRAPH_TRACE_RATIO": "0.1"},
        "all, all traced": {**ON, **traces, "MOVIE_GRAPH_TRACE_RATIO": "1"},
    }
    return [movie_graph(name, **environment) for name, environment in settings.items()]


async def _load(folder: Path, url: str) -> None:
    database = open_database(Settings(database_url=url))
    try:
        await migrate(database)
        await load_folder(folder, database)
    finally:
        await database.close()


def _more(figures: Mapping[str, Figures], name: str) -> float:
    without = figures[NONE]["server_milliseconds"]
    return figures[name]["server_milliseconds"] / without - 1


def _print(figures: Mapping[str, Figures]) -> None:
    print(f"{'signals':18}{'CPU ms/page':>12}{'more':>8}{'pages/s':>10}{'spread':>8}")
    for name, figure in figures.items():
        print(
            f"{name:18}{figure['server_milliseconds']:12.3f}{_more(figures, name):8.1%}"
            f"{figure['requests_per_second']:10.0f}{figure['spread']:8.1%}"
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.signals", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=4000, help="of each turn, at most")
    parser.add_argument("--seconds", type=float, default=4.0, help="of each turn, at most")
    return parser.parse_args()


if __name__ == "__main__":
    main()

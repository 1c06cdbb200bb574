"""Who is compared: movie_graph on both drivers, and the peers."""

import importlib.util
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .equipment import NODE_PEERS, PEERS_PYTHON

ROOT = Path(__file__).parent.parent

MERCURIUS = "Mercurius + JIT"
STRAWBERRY = "Strawberry, stock"
AIOMYSQL = "movie_graph, aiomysql"
ASYNCMY = "movie_graph, asyncmy"


@dataclass(frozen=True)
class Contestant:
    """A server of one process. `{port}` and `{url}` stand for its port and its database.

    `url_scheme` is how it wants the database's URL to begin.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    url_scheme: str = "mysql"
    is_ours: bool = False


def contestants() -> list[Contestant]:
    """All that can run here, ours first; what cannot is named on stderr."""
    ours = [movie_graph(AIOMYSQL, "aiomysql")]
    if importlib.util.find_spec("asyncmy"):
        ours.append(movie_graph(ASYNCMY, "asyncmy"))
    else:
        _say_left_out(ASYNCMY, "asyncmy is not installed")
    node = [_node(MERCURIUS, "mercurius"), _node("Yoga + JIT", "yoga"), _node("Apollo", "apollo")]
    if shutil.which("node") is None:
        for contestant in node:
            _say_left_out(contestant.name, "node is not on the PATH")
        node.clear()
    return [
        *ours,
        *node,
        _asgi(STRAWBERRY, "stock_strawberry"),
        _asgi("FastAPI, bulk fetching", "fastapi_bulk"),
    ]


def movie_graph(name: str, driver: str | None = None, **environment: str) -> Contestant:
    """Ours, by the driver named or the one that it takes itself, with more settings."""
    return Contestant(
        name,
        (sys.executable, "-m", "movie_graph", "serve", "--port", "{port}"),
        {
            "MOVIE_GRAPH_DATABASE_URL": "{url}",
            "MOVIE_GRAPH_LOG_LEVEL": "warning",
            "PYTHONPATH": str(ROOT),
            **environment,
        },
        url_scheme=f"mysql+{driver}" if driver else "mysql",
        is_ours=True,
    )


def _node(name: str, script: str) -> Contestant:
    return Contestant(
        name,
        ("node", str(NODE_PEERS / f"{script}.js")),
        {"BENCH_DATABASE_URL": "{url}", "PORT": "{port}", "NODE_ENV": "production"},
    )


def _asgi(name: str, module: str) -> Contestant:
    application = f"bench.peers.python.{module}:app"
    return Contestant(
        name,
        (
            *(str(PEERS_PYTHON), "-m", "uvicorn", application),
            *("--port", "{port}", "--log-level", "warning", "--no-access-log"),
        ),
        {"BENCH_DATABASE_URL": "{url}", "PYTHONPATH": str(ROOT)},
    )


def _say_left_out(name: str, reason: str) -> None:
    print(f"LEFT OUT: {name}: {reason}.", file=sys.stderr)

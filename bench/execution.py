"""Execution alone, in process and without a database: per object, per page, and the first time.

    python -m bench.execution [--json]

The same schema runs breadth-first and on graphql-core's own executor. The loaders' answers come
from memory (bench/replay.py), so what is left is execution, loaders included.
"""

import argparse
import asyncio
import gc
import importlib
import importlib.util
import json
import statistics
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from typing import Any, cast

import orjson
import strawberry
from strawberry.schema.config import StrawberryConfig

from movie_graph.config import Settings
from movie_graph.context import request_context
from movie_graph.database import Database
from movie_graph.schema import build_schema
from movie_graph.schema.mutation import Mutation
from movie_graph.schema.query import Query
from movie_graph.schema.scalars import SCALARS
from movie_graph.serving import collect_garbage_seldom

from .documents import DEEP, FILMOGRAPHY, LIST, PAGE, count_fields
from .replay import Nothing, Replay, synthetic_catalogue
from .tables import execution_tables

SIZES = (10, 100, 1_000, 10_000)
PAGE_MOVIES = 20
SETTINGS = Settings(page_size_max=max(SIZES), document_cost_max=1_000_000)

OURS, CORE, STOCK = "breadth-first", "graphql-core", "Strawberry, stock"

Results = dict[str, Any]
Execute = Callable[[str], Awaitable[Any]]


async def measure(*, runs: int = 15, first_times: int = 150) -> Results:
    """All figures, by executor: seconds of processor time, and bytes.

    Garbage is collected as a server process does it, whoever executes.
    """
    collect_garbage_seldom()
    schemas = {
        OURS: build_schema(SETTINGS),
        CORE: build_schema(SETTINGS, breadth_first=False),
    }
    async with synthetic_catalogue(max(SIZES), PAGE_MOVIES) as database:
        return {
            "list": [
                {
                    "movies": size,
                    "executors": {
                        n: await _list(s, database, size, runs) for n, s in schemas.items()
                    },
                }
                for size in SIZES
            ],
            "page": {n: await _page(s, database, runs) for n, s in schemas.items()},
            "first_time": await _first_times(database, first_times),
        }


async def _list(schema: Any, database: Database, size: int, runs: int) -> dict[str, float]:
    document = LIST.replace("first: 1000", f"first: {size}")
    execute = await _replayed(schema, database, document)
    times, result = await _timed(execute, document, max(3, min(runs, 100_000 // size)))
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    kept = await execute(document)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept.errors is None
    return {
        "seconds": statistics.median(times),
        "peak_bytes": peak - before,
        "to_json_seconds": _to_json(result),
    }


async def _page(schema: Any, database: Database, runs: int) -> dict[str, float]:
    execute = await _replayed(schema, database, PAGE)
    times, result = await _timed(execute, PAGE, 10 * runs)
    return {
        "seconds": statistics.median(times),
        "fields": count_fields(orjson.loads(orjson.dumps(result.data))),
        "to_json_seconds": _to_json(result),
    }


async def _first_times(database: Database, times: int) -> dict[str, dict[str, float]]:
    """Seconds for documents never seen before, without a row: parse, validate, plan.

    The schemas take turns. Stock Strawberry has the same types and none of our extensions.
    """
    stock = strawberry.Schema(Query, Mutation, config=StrawberryConfig(scalar_map=SCALARS))
    nothing = cast("Database", Nothing(database))
    executors = {
        OURS: _executing(build_schema(SETTINGS), nothing),
        STOCK: _executing(stock, nothing),
    }
    fresh = count()
    figures = {}
    documents = {"page": PAGE, "filmography": FILMOGRAPHY, "deep": DEEP}
    for name, document in documents.items():
        taken: dict[str, list[float]] = {each: [] for each in executors}
        for _ in range(times):
            for each, execute in executors.items():
                never_seen = f"query Q{next(fresh)} {document}"
                began = time.thread_time()
                result = await execute(never_seen)
                taken[each].append(time.thread_time() - began)
                assert result.errors is None
        figures[name] = {each: statistics.median(found) for each, found in taken.items()}
    return figures


async def _replayed(schema: Any, database: Database, document: str) -> Execute:
    """Executes as a request does, on the answers that the database gives this document now."""
    replay = Replay(database)
    execute = _executing(schema, cast("Database", replay))
    result = await execute(document)
    assert result.errors is None, result.errors
    replay.database = None
    return execute


def _executing(schema: Any, database: Database) -> Execute:
    async def execute(document: str) -> Any:
        async with request_context(database, SETTINGS) as context:
            return await schema.execute(document, context_value=context)

    return execute


async def _timed(execute: Execute, document: str, runs: int) -> tuple[Sequence[float], Any]:
    times = []
    gc.collect()
    for _ in range(runs):
        began = time.thread_time()
        result = await execute(document)
        times.append(time.thread_time() - began)
    return times, result


def _to_json(result: Any) -> float:
    times = []
    for _ in range(3):
        began = time.thread_time()
        orjson.dumps(result.data)
        times.append(time.thread_time() - began)
    return statistics.median(times)


def main() -> None:
    """Measure on the event loop that the server would have, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.execution")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument("--quick", action="store_true", help="few runs: to see that it works")
    arguments = parser.parse_args()
    counts = {"runs": 3, "first_times": 20} if arguments.quick else {}
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        results = runner.run(measure(**counts))
    print(json.dumps(results) if arguments.json else "\n\n".join(execution_tables(results)))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    if importlib.util.find_spec("uvloop") is None:
        return asyncio.new_event_loop
    factory: Callable[[], asyncio.AbstractEventLoop] = importlib.import_module(
        "uvloop"
    ).new_event_loop
    return factory


if __name__ == "__main__":
    main()

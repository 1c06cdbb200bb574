"""Ratings a second: `rate` beside the same statements sent by a bare loop over the driver.

    python -m bench.ratings [--seconds 1.5] [--runs 5] [--driver aiomysql]

Both take turns, so that whatever else the machine does meets both; the figures are medians, the
ratio that of each turn's two. Runs on a throwaway server, or on the empty database that
MOVIE_GRAPH_BENCH_DATABASE_URL names.
"""

import argparse
import asyncio
import importlib
import os
import random
import re
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from movie_graph.config import Settings
from movie_graph.database import Database, open_database
from movie_graph.database.checking import check_votes
from movie_graph.database.ratings import ADD_RATING_TO_VOTES, UPSERT_RATING, rate
from movie_graph.database.tables import migrate
from movie_graph.database.url import MySQLUrl, parse_database_url
from tests.servers import running_server

DRIVERS = ("aiomysql", "asyncmy")
WRITERS = (1, 8, 64)
MOVIES = (1, 1000)
VIEWERS = 500
CONNECTIONS = 16
GOAL = 0.8
NOW = "2026-01-01 12:00:00.000"

Rate = Callable[[str, int, int], Awaitable[None]]


async def main() -> None:
    arguments = _arguments()
    with _database_url() as url:
        await _prepare(url)
        print(
            f"{'driver':10}{'writers':>8}{'movies':>8}{'bare/s':>9}{'ours/s':>9}{'ours÷bare':>11}"
        )
        ratios = [
            await _compare(url, driver, writers, movies, arguments)
            for driver in arguments.driver or DRIVERS
            for writers in WRITERS
            for movies in MOVIES
        ]
        async with _opened(url) as database:
            assert await check_votes(database) == []
    print(f"lowest ratio {min(ratios):.2f}, to reach: {GOAL}; every sum and count is exact")


async def _compare(
    url: str, driver: str, writers: int, movies: int, arguments: argparse.Namespace
) -> float:
    """Print one line of the table; the ratio in it."""
    url = re.sub(r"^mysql(\+\w+)?:", f"mysql+{driver}:", url)
    rates: dict[str, list[float]] = {"bare": [], "ours": []}
    async with _ours(url, writers) as ours, _bare(url, driver, writers) as bare:
        for _ in range(arguments.runs):
            for name, way in (("bare", bare), ("ours", ours)):
                rates[name].append(await _measure(way, writers, movies, arguments.seconds))
    bare_rate, our_rate = (statistics.median(rates[name]) for name in ("bare", "ours"))
    ratio = statistics.median(
        ours / bare for bare, ours in zip(rates["bare"], rates["ours"], strict=True)
    )
    print(
        f"{driver:10}{writers:8}{movies:8}{bare_rate:9.0f}{our_rate:9.0f}{ratio:11.2f}", flush=True
    )
    return ratio


async def _measure(way: Rate, writers: int, movies: int, seconds: float) -> float:
    done = 0
    started = time.perf_counter()

    async def writer(number: int) -> None:
        nonlocal done
        choices = random.Random(number)
        while time.perf_counter() - started < seconds:
            subject = f"viewer {choices.randrange(VIEWERS)}"
            await way(subject, choices.randrange(movies) + 1, 5 * choices.randrange(1, 21))
            done += 1

    await asyncio.gather(*map(writer, range(writers)))
    return done / (time.perf_counter() - started)


@asynccontextmanager
async def _ours(url: str, writers: int) -> AsyncIterator[Rate]:
    async with _opened(url, pool_size=min(writers, CONNECTIONS)) as database:

        async def rate_ours(subject: str, movie_id: int, score: int) -> None:
            await rate(database, subject=subject, movie_id=movie_id, score=score, rated_at=NOW)

        yield rate_ours


@asynccontextmanager
async def _bare(url: str, driver: str, writers: int) -> AsyncIterator[Rate]:
    """No timeouts, no retries, no translated errors."""
    parts = parse_database_url(url)
    assert isinstance(parts, MySQLUrl)
    async with _opened(url) as database:
        await database.connect()
        on_conflict = database.dialect.on_conflict_of_select("user_id", "movie_id")
    upsert = _in_driver_style(UPSERT_RATING.format(on_conflict=on_conflict))
    update_and_commit = _in_driver_style(ADD_RATING_TO_VOTES) + "; COMMIT"
    size = min(writers, CONNECTIONS)
    pool: Any = await importlib.import_module(driver).create_pool(
        minsize=size,
        maxsize=size,
        host=parts.host,
        port=parts.port,
        user=parts.user,
        password=parts.password,
        db=parts.database,
        charset="utf8mb4",
        autocommit=True,
        init_command="SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
    )

    async def rate_bare(subject: str, movie_id: int, score: int) -> None:
        values = {"subject": subject, "movie_id": movie_id, "score": score, "rated_at": NOW}
        async with pool.acquire() as connection, connection.cursor() as cursor:
            await cursor.execute("BEGIN")
            await cursor.execute(upsert, values)
            await cursor.execute(update_and_commit, values)
            await cursor.nextset()

    try:
        yield rate_bare
    finally:
        pool.close()
        await pool.wait_closed()


def _in_driver_style(statement: str) -> str:
    return re.sub(r":(\w+)", r"%(\1)s", statement)


async def _prepare(url: str) -> None:
    """Movies, their votes, and viewers."""
    async with _opened(url) as database:
        await migrate(database)
        ids = range(1, max(MOVIES) + 1)
        async with database.transaction(bulk=True) as tx:
            await tx.insert_rows(
                "movies",
                ("id", "title", "title_folded", "search_text"),
                [(id_, "t", "t", "t") for id_ in ids],
            )
            await tx.insert_rows(
                "votes",
                ("movie_id", "imported_sum", "imported_count", "vote_sum", "vote_count"),
                [(id_, 700, 10, 700, 10) for id_ in ids],
            )
            await tx.insert_rows(
                "users", ("subject",), [(f"viewer {number}",) for number in range(VIEWERS)]
            )


@asynccontextmanager
async def _opened(url: str, **settings: Any) -> AsyncIterator[Database]:
    database = open_database(Settings(database_url=url, **settings))
    try:
        yield database
    finally:
        await database.close()


@contextmanager
def _database_url() -> Iterator[str]:
    if given := os.environ.get("MOVIE_GRAPH_BENCH_DATABASE_URL"):
        yield given
        return
    with running_server() as server:
        print(server.version)
        yield server.create_database("bench")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.ratings")
    parser.add_argument("--seconds", type=float, default=1.5, help="of each run")
    parser.add_argument("--runs", type=int, default=5, help="of each way")
    parser.add_argument("--driver", action="append", choices=DRIVERS, help="default: both")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())

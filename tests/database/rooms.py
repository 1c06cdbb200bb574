"""Databases to work in: opened and closed, with tables, with a few movies to rate."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from movie_graph.config import Settings
from movie_graph.database import Database, open_database
from movie_graph.database.tables import migrate

NOW = "2016-10-16 17:57:24.000"
TABLES_OF_RATINGS = ("ratings", "users", "votes", "movies")


@asynccontextmanager
async def opened(url: str, **settings: Any) -> AsyncIterator[Database]:
    """The database at `url`, closed at the end; `settings` as in `Settings`."""
    database = open_database(Settings(database_url=url, **settings))
    try:
        yield database
    finally:
        await database.close()


async def add_tables(url: str) -> None:
    async with opened(url) as database:
        await migrate(database)


async def remove_movies(url: str) -> None:
    """Leave the tables of movies and ratings as empty as they were new."""
    async with opened(url) as database, database.transaction(bulk=True) as tx:
        for table in TABLES_OF_RATINGS:
            await tx.execute(f"DELETE FROM {table}")


async def add_movies(
    database: Database, *ids: int, imported_sum: int = 0, imported_count: int = 0
) -> None:
    """Movies with imported votes of `imported_sum` tenths, and no ratings."""
    async with database.transaction() as tx:
        await tx.insert_rows(
            "movies",
            ("id", "title", "title_folded", "search_text"),
            [(id_, f"Movie {id_}", f"movie {id_}", f"movie {id_}") for id_ in ids],
        )
        await tx.insert_rows(
            "votes",
            ("movie_id", "imported_sum", "imported_count", "vote_sum", "vote_count"),
            [(id_, imported_sum, imported_count, imported_sum, imported_count) for id_ in ids],
        )


async def votes_of(database: Database, movie_id: int) -> tuple[int, int]:
    """The stored sum, in tenths, and count."""
    [row] = await database.fetch_all(
        "SELECT vote_sum, vote_count FROM votes WHERE movie_id = :id", {"id": movie_id}
    )
    return row[0], row[1]


async def scores_of(database: Database, movie_id: int) -> dict[str, int]:
    """Who gave which score."""
    rows = await database.fetch_all(
        "SELECT users.subject, ratings.score FROM ratings JOIN users ON users.id = ratings.user_id"
        " WHERE ratings.movie_id = :id",
        {"id": movie_id},
    )
    return dict(row for row in rows)


async def until(database: Database, count: str, expected: int) -> None:
    """Ask again until `count` gives what is expected; fail after five seconds."""
    deadline = time.monotonic() + 5
    while (found := await database.fetch_one(count)) != (expected,):
        assert time.monotonic() < deadline, found
        await asyncio.sleep(0.02)

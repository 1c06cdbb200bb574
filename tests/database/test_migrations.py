"""Migrations: each is applied once and whole, by one process, wherever an earlier one broke off."""

import asyncio
import signal
import subprocess
import sys

import pytest

from movie_graph.database import Database
from movie_graph.database.ratings import rate
from movie_graph.database.tables import (
    APPLIED,
    FINISH_STEP,
    START_MIGRATION,
    known_migrations,
    migrate,
    tables_are_current,
)
from movie_graph.errors import DatabaseError, NewerDatabaseError
from tests.database.rooms import NOW, add_movies, opened, votes_of

pytestmark = pytest.mark.anyio

MIGRATE = """
import asyncio, sys
from movie_graph.database.tables import migrate
from tests.database.rooms import opened

async def main():
    async with opened(sys.argv[1]) as database:
        print(*await migrate(database))

asyncio.run(main())
"""
NAMES = [migration.name for migration in known_migrations()]


async def test_a_new_database_gets_every_table_once(empty_url: str) -> None:
    async with opened(empty_url) as database:
        with pytest.raises(DatabaseError):
            await tables_are_current(database)

        assert await migrate(database) == NAMES
        assert await tables_are_current(database)
        assert await migrate(database) == []
        await _is_usable(database)


async def test_what_is_stored_outlives_a_new_start(empty_url: str) -> None:
    async with opened(empty_url) as database:
        await migrate(database)
        await _is_usable(database)
    async with opened(empty_url) as database:
        assert await migrate(database) == []
        assert await votes_of(database, 1) == (45, 1)


async def test_a_newer_database_is_refused_and_left_as_it_is(empty_url: str) -> None:
    async with opened(empty_url) as database:
        await migrate(database)
        await database.execute(START_MIGRATION, {"number": 9999, "name": "9999_new", "steps": 3})

        with pytest.raises(
            NewerDatabaseError,
            match=r"has migration 9999, this program knows up to \d+\. Install the newer",
        ):
            await migrate(database)
        assert not await tables_are_current(database)
        assert await database.fetch_one("SELECT MAX(number) FROM migrations") == (9999,)


async def test_processes_that_start_at_once_migrate_once(empty_url: str) -> None:
    processes = [_migrating(empty_url) for _ in range(4)]
    outputs = [process.communicate(timeout=100)[0] for process in processes]

    assert [process.returncode for process in processes] == [0, 0, 0, 0]
    assert sorted(outputs) == ["\n", "\n", "\n", " ".join(NAMES) + "\n"]
    async with opened(empty_url) as database:
        await _is_usable(database)


async def test_a_process_that_is_killed_leaves_what_the_next_one_finishes(empty_url: str) -> None:
    for milliseconds in (150, 300, 400, 500, 600, 700):
        process = _migrating(empty_url)
        await asyncio.sleep(milliseconds / 1000)
        process.send_signal(signal.SIGKILL)
        process.communicate()

    async with opened(empty_url) as database:
        await migrate(database)
        assert await tables_are_current(database)
        await _is_usable(database)


@pytest.mark.parametrize("noted", [True, False], ids=["noted", "not noted"])
@pytest.mark.parametrize("words", ["CREATE TABLE votes", "SET SESSION", "CREATE FULLTEXT"])
async def test_a_migration_that_broke_off_goes_on_where_it_stopped(
    mysql_empty_url: str, words: str, noted: bool
) -> None:
    """MySQL and MariaDB commit at each DDL statement; SQLite undoes a migration as a whole."""
    async with opened(mysql_empty_url) as database:
        await database.connect()
        [first, *_] = known_migrations()
        steps = first.steps(database.dialect)
        done = 1 + next(place for place, step in enumerate(steps) if step.startswith(words))
        async with database.exclusive() as session:
            await session.execute(APPLIED)
            await session.execute(
                START_MIGRATION, {"number": first.number, "name": first.name, "steps": len(steps)}
            )
            for step in steps[:done]:
                await session.execute(step)
            await session.execute(
                FINISH_STEP, {"number": first.number, "steps_done": done if noted else done - 1}
            )
        assert not await tables_are_current(database)

        assert await migrate(database) == NAMES

        assert await tables_are_current(database)
        await _is_usable(database)
        await database.execute("UPDATE movies SET search_text = 'the her about'")
        for word in ("the", "about"):  # stop words of the servers, not of ours
            found = await database.fetch_all(
                "SELECT id FROM movies WHERE "
                + database.dialect.full_text_match("movies", "search_text", ":words"),
                {"words": database.dialect.full_text_query([word])},
            )
            assert found == [(1,)]


async def test_steps_that_were_done_and_not_noted_are_passed_over(mysql_empty_url: str) -> None:
    async with opened(mysql_empty_url) as database:
        await migrate(database)
        await database.execute("UPDATE migrations SET steps_done = 0 WHERE number = 2")

        assert await migrate(database) == ["0002_analytics"]

        assert await tables_are_current(database)
        await _is_usable(database)


async def test_a_statement_that_is_wrong_stops_the_migration(mysql_empty_url: str) -> None:
    """Only what is there already is passed over."""
    async with opened(mysql_empty_url) as database:
        await database.execute("CREATE TABLE movies (id INTEGER PRIMARY KEY)")

        with pytest.raises(DatabaseError, match="title_folded"):
            await migrate(database)
        assert not await tables_are_current(database)


async def _is_usable(database: Database) -> None:
    await add_movies(database, 1)
    await rate(database, subject="ann", movie_id=1, score=45, rated_at=NOW)
    assert await votes_of(database, 1) == (45, 1)


def _migrating(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", MIGRATE, url], stdout=subprocess.PIPE, text=True)

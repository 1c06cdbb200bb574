"""The promises of `Database`, the same on SQLite and on MySQL and MariaDB through each driver."""

import asyncio
import time
from typing import Any

import pytest

from movie_graph.database import Database, Parameters, Transaction, Value
from movie_graph.database.engine import Patience
from movie_graph.errors import (
    DatabaseError,
    DatabaseUnavailableError,
    IntegrityError,
    StatementTimeoutError,
    TransientError,
)
from tests.database.rooms import NOW, add_movies, opened

pytestmark = pytest.mark.anyio

TITLES = "SELECT id, title FROM movies ORDER BY id"
RENAME = "UPDATE movies SET title = :title WHERE id = :id"
# About 10^11 rows to count: it does not end by itself.
ENDLESS = """
    WITH d (x) AS (
        SELECT 0 UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
        UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8
    )
    SELECT SUM(a.x * b.x + c.x * e.x)
      FROM d a, d b, d c, d e, d f, d g, d h, d i, d j, d k, d l
"""


async def test_rows_are_plain_values_in_column_order(database: Database) -> None:
    await add_movies(database, 1, imported_sum=137, imported_count=2)
    async with database.transaction() as tx:
        await tx.insert_rows("users", ("id", "subject"), [(1, "ann")])
        await tx.insert_rows(
            "ratings",
            ("user_id", "movie_id", "score", "prev_score", "rated_at"),
            [(1, 1, 70, None, NOW)],
        )
        await tx.execute(
            "UPDATE movies SET release_date = :date, revenue = :revenue, budget = :budget",
            {"date": "1999-03-30", "revenue": 2787965087, "budget": 237000000},
        )

    rows = await database.fetch_all(
        """
        SELECT movies.id, title, overview, release_date, revenue, profit, vote_average,
               rated_at, SUM(score), COUNT(*), AVG(score)
          FROM movies
          JOIN votes ON votes.movie_id = movies.id
          JOIN ratings ON ratings.movie_id = movies.id
         GROUP BY movies.id, title, overview, release_date, revenue, profit, vote_average, rated_at
        """
    )

    assert rows == [
        (1, "Movie 1", None, "1999-03-30", 2787965087, 2550965087, 6.85, NOW, 70, 1, 70.0)
    ]
    assert [type(value) for value in rows[0]] == [
        *(int, str, type(None), str, int, int, float, str, int, int, float)
    ]


@pytest.mark.parametrize(
    "text", ['It\'s "9½" \\ % ? :id', "七人の侍 🎬", "", "a\tb\nc", "'; DROP TABLE movies; --"]
)
async def test_text_comes_back_as_it_was(database: Database, text: str) -> None:
    await add_movies(database, 1, 2)

    assert await database.execute(RENAME, {"title": text, "id": 1}) == 1

    assert await database.fetch_all(TITLES) == [(1, text), (2, "Movie 2")]
    assert await database.fetch_all(
        "SELECT id FROM movies WHERE title IN (:titles) ORDER BY id",
        {"titles": [text, "Movie 2", "Movie 3"]},
    ) == [(1,), (2,)]


@pytest.mark.parametrize(
    ("ids", "found"),
    [([1, 3, 9], [(1,), (3,)]), ((2,), [(2,)]), ([], []), ([None], []), ([10**30], [])],
)
async def test_a_list_holds_any_number_of_keys(
    database: Database, ids: list[Value], found: list[tuple[int]]
) -> None:
    await add_movies(database, 1, 2, 3)

    statement = "SELECT id FROM movies WHERE id IN (:ids) ORDER BY id"

    assert await database.fetch_all(statement, {"ids": ids}) == found


async def test_names_differ_by_case_accents_and_trailing_blanks(database: Database) -> None:
    await add_movies(database, 1)
    for title in ("amélie", "Amelie", "amelie "):
        await database.execute(RENAME, {"title": title, "id": 1})

        assert await database.fetch_all("SELECT id FROM movies WHERE title = 'amelie'") == []


async def test_a_number_beyond_64_bits_finds_nothing(database: Database) -> None:
    await add_movies(database, 1)

    assert await database.fetch_one("SELECT id FROM movies WHERE id = :id", {"id": 10**20}) is None


async def test_a_write_counts_the_rows_it_found_changed_or_not(database: Database) -> None:
    await add_movies(database, 1, 2)

    same: Parameters = {"title": "Movie 1", "id": 1}
    assert await database.execute(RENAME, same) == 1
    assert await database.execute(RENAME, {"title": "x", "id": 9}) == 0
    async with database.transaction() as tx:
        assert await tx.execute(RENAME, same) == 1
        assert await tx.execute("DELETE FROM votes") == 2
        assert await tx.execute_and_commit(RENAME, same) == 1


async def test_a_transaction_is_seen_by_others_after_its_end_only(database: Database) -> None:
    await add_movies(database, 1)

    async with database.transaction() as tx:
        await tx.execute(RENAME, {"title": "new", "id": 1})
        assert await tx.fetch_all(TITLES) == [(1, "new")]
        assert await database.fetch_all(TITLES) == [(1, "Movie 1")]
    assert await database.fetch_all(TITLES) == [(1, "new")]


async def test_connecting_is_enough_to_know_the_dialect(url: str) -> None:
    async with opened(url) as database:
        await database.connect()
        await database.connect()
        assert database.dialect.name in ("sqlite", "mariadb", "mysql")


@pytest.mark.parametrize("error", [ValueError("ours"), asyncio.CancelledError()])
async def test_an_error_in_the_block_undoes_all_of_it(
    database: Database, error: BaseException
) -> None:
    await add_movies(database, 1)

    async def fail() -> None:
        async with database.transaction() as tx:
            await tx.execute(RENAME, {"title": "new", "id": 1})
            raise error

    with pytest.raises(type(error)):
        await fail()
    assert await database.fetch_all(TITLES) == [(1, "Movie 1")]


async def test_a_refused_row_undoes_all_of_it(database: Database) -> None:
    await add_movies(database, 1)

    async def fail() -> None:
        async with database.transaction() as tx:
            await tx.execute(RENAME, {"title": "new", "id": 1})
            await tx.execute(
                "INSERT INTO votes (movie_id, imported_sum, imported_count, vote_sum, vote_count)"
                " VALUES (7, 0, 0, 0, 0)"
            )

    with pytest.raises(IntegrityError, match="refused a row"):
        await fail()
    assert await database.fetch_all(TITLES) == [(1, "Movie 1")]


async def test_an_error_that_the_block_swallows_still_undoes_all_of_it(
    database: Database,
) -> None:
    await add_movies(database, 1)

    async def fail_and_go_on() -> None:
        async with database.transaction() as tx:
            await tx.execute(RENAME, {"title": "new", "id": 1})
            for statement in ("INSERT INTO users (id, subject) VALUES (1, NULL)", TITLES):
                with pytest.raises(IntegrityError):
                    await tx.execute(statement)

    with pytest.raises(IntegrityError):
        await fail_and_go_on()
    assert await database.fetch_all(TITLES) == [(1, "Movie 1")]


async def test_nothing_runs_after_the_commit(database: Database) -> None:
    await add_movies(database, 1)

    async def write_twice() -> None:
        async with database.transaction() as tx:
            await tx.execute_and_commit(RENAME, {"title": "new", "id": 1})
            await tx.execute(RENAME, {"title": "newer", "id": 1})

    with pytest.raises(DatabaseError, match="The transaction is over"):
        await write_twice()
    assert await database.fetch_all(TITLES) == [(1, "new")]


async def test_a_statement_that_is_no_sql_is_refused(database: Database) -> None:
    with pytest.raises(DatabaseError, match="The database refused a statement"):
        await database.fetch_all("SELEC 1")
    assert await database.fetch_one("SELECT 1") == (1,)


async def test_a_statement_that_takes_too_long_is_ended(url: str) -> None:
    async with opened(url, statement_timeout_seconds=0.3, pool_size=1) as database:
        started = time.monotonic()
        with pytest.raises(StatementTimeoutError):
            await database.fetch_all(ENDLESS)
        with pytest.raises(StatementTimeoutError):
            async with database.transaction() as tx:
                await tx.fetch_all(ENDLESS)
        assert time.monotonic() - started < 4

        assert await database.fetch_one("SELECT 1") == (1,)


async def test_a_statement_may_be_given_longer_than_others(url: str) -> None:
    longer = Patience(1.0, "its own")
    async with opened(url, statement_timeout_seconds=0.2, pool_size=1) as database:
        started = time.monotonic()
        with pytest.raises(StatementTimeoutError) as late:
            await database.fetch_all(ENDLESS, patience=longer)
        taken = time.monotonic() - started
        with pytest.raises(StatementTimeoutError) as early:
            await database.fetch_all(ENDLESS)
        rows = await database.fetch_all("SELECT :a + 1", {"a": 1}, patience=longer)

    assert (late.value.seconds, late.value.bound) == longer
    assert 1.0 <= taken < 1.9  # the server itself has ended it, not our second of grace
    assert early.value.bound == "MOVIE_GRAPH_STATEMENT_TIMEOUT_SECONDS"
    assert rows == [(2,)]


async def test_a_statement_whose_caller_is_gone_keeps_no_connection_busy(url: str) -> None:
    async with opened(url, pool_size=1) as database:
        for _ in range(3):
            reading = asyncio.create_task(database.fetch_all(ENDLESS))
            await asyncio.sleep(0.05)
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
            async with asyncio.timeout(2):
                assert await database.fetch_one("SELECT 1") == (1,)


async def test_a_transaction_whose_caller_is_gone_lets_its_locks_go(url: str) -> None:
    async with opened(url) as database:
        await add_movies(database, 1)

        async def rename_and_dawdle() -> None:
            async with database.transaction() as tx:
                await tx.execute(RENAME, {"title": "new", "id": 1})
                await tx.fetch_all(ENDLESS)

        dawdling = asyncio.create_task(rename_and_dawdle())
        await asyncio.sleep(0.2)
        dawdling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await dawdling
        async with asyncio.timeout(2):
            await database.execute(RENAME, {"title": "other", "id": 1})

        assert await database.fetch_all(TITLES) == [(1, "other")]


@pytest.mark.parametrize("turns", range(12))
async def test_a_transaction_may_be_cancelled_at_any_point(url: str, turns: int) -> None:
    async with opened(url, pool_size=2) as database:
        await add_movies(database, 1)

        async def rename() -> None:
            async with database.transaction() as tx:
                await tx.execute(RENAME, {"title": "new", "id": 1})
                await tx.execute_and_commit(RENAME, {"title": "newer", "id": 1})

        renaming = asyncio.create_task(rename())
        for _ in range(turns):
            await asyncio.sleep(0.0002 * turns)
        renaming.cancel()
        await asyncio.wait([renaming])

        async with asyncio.timeout(3):
            async with database.transaction() as tx:
                [[title]] = await tx.fetch_all("SELECT title FROM movies WHERE id = 1")
                await tx.execute(RENAME, {"title": "last", "id": 1})
        assert title in ("Movie 1", "newer")
        assert await database.fetch_all(TITLES) == [(1, "last")]


async def test_rows_are_upserted_and_a_known_value_outlives_an_unknown_one(
    database: Database,
) -> None:
    columns = ("id", "title", "title_folded", "search_text", "tagline")
    old = [(number, f"Movie {number}", "m", "m", "known") for number in range(2000)]
    new = [(number, f"New {number}", "m", "m", None) for number in range(1999, 2001)]

    async with database.transaction(bulk=True) as tx:
        await tx.insert_rows("movies", columns, old)
        await tx.insert_rows("movies", columns, new, upsert_key=("id",))
        await tx.insert_rows("movies", columns, [])

    assert await database.fetch_all(
        "SELECT id, title, tagline FROM movies WHERE id > 1997 ORDER BY id"
    ) == [(1998, "Movie 1998", "known"), (1999, "New 1999", "known"), (2000, "New 2000", None)]
    with pytest.raises(IntegrityError):
        async with database.transaction() as tx:
            await tx.insert_rows("movies", columns, new)


async def test_more_is_inserted_at_once_than_a_packet_may_hold(database: Database) -> None:
    await add_movies(database, 1)
    text = "overview " * 7000  # 63 KB each, 25 MB in all, after a small one
    rows: list[tuple[Value, ...]] = [(2, "t", "t", "t", "small")]
    rows += [(number, "t", "t", "t", text) for number in range(3, 403)]

    async with database.transaction(bulk=True) as tx:
        await tx.insert_rows(
            "movies", ("id", "title", "title_folded", "search_text", "overview"), rows
        )

    assert await database.fetch_all(
        "SELECT COUNT(*), MIN(LENGTH(overview)), MAX(LENGTH(overview)) FROM movies"
    ) == [(402, 5, len(text))]


async def test_a_bulk_transaction_has_no_statement_timeout_and_leaves_none_behind(
    url: str,
) -> None:
    async with opened(url, statement_timeout_seconds=0.2, pool_size=1) as database:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.5), database.transaction(bulk=True) as tx:
                await tx.fetch_all(ENDLESS)
        async with database.transaction(bulk=True) as tx:
            await tx.fetch_all("SELECT 1")
        with pytest.raises(StatementTimeoutError):
            await database.fetch_all(ENDLESS)


async def test_work_is_tried_again_while_the_database_asks_for_it(url: str) -> None:
    async with opened(url, transaction_attempts=4) as database:
        await add_movies(database, 1)
        attempts = 0

        async def work(tx: Transaction) -> str:
            nonlocal attempts
            attempts += 1
            await tx.execute(RENAME, {"title": f"attempt {attempts}", "id": 1})
            if attempts < 4:
                raise TransientError("again")
            return "done"

        assert await database.transact(work) == "done"
        assert await database.fetch_all(TITLES) == [(1, "attempt 4")]

        attempts = -10
        with pytest.raises(TransientError, match="again"):
            await database.transact(work)
        assert attempts == -6
        assert await database.fetch_all(TITLES) == [(1, "attempt 4")]


async def test_other_errors_are_not_tried_again(database: Database) -> None:
    attempts = 0

    async def work(tx: Transaction) -> Any:
        nonlocal attempts
        attempts += 1
        await tx.execute("INSERT INTO users (id, subject) VALUES (1, NULL)")

    with pytest.raises(IntegrityError):
        await database.transact(work)
    assert attempts == 1


async def test_a_writer_that_waits_too_long_for_another_is_asked_to_try_again(url: str) -> None:
    async with (
        opened(url, lock_wait_timeout_seconds=1) as one,
        opened(url, lock_wait_timeout_seconds=1) as other,
    ):
        await add_movies(one, 1)
        async with one.transaction() as tx:
            await tx.execute(RENAME, {"title": "one", "id": 1})
            with pytest.raises(TransientError):
                async with other.transaction() as second:
                    await second.execute(RENAME, {"title": "other", "id": 1})

        async with other.transaction() as second:
            await second.execute(RENAME, {"title": "other", "id": 1})
        assert await one.fetch_all(TITLES) == [(1, "other")]


async def test_who_gives_up_waiting_for_a_lock_is_gone_at_once(url: str) -> None:
    async with opened(url) as one, opened(url) as other:
        await add_movies(one, 1)

        async def rename_in_transaction() -> None:
            async with other.transaction() as tx:
                await tx.execute(RENAME, {"title": "other", "id": 1})

        async with one.transaction() as tx:
            await tx.execute(RENAME, {"title": "one", "id": 1})
            for waiting in (
                asyncio.create_task(other.execute(RENAME, {"title": "other", "id": 1})),
                asyncio.create_task(rename_in_transaction()),
            ):
                await asyncio.sleep(0.1)
                waiting.cancel()
                started = time.monotonic()
                await asyncio.wait([waiting])
                assert waiting.cancelled()
                assert time.monotonic() - started < 1
        assert await other.fetch_all(TITLES) == [(1, "one")]


async def test_closing_waits_for_what_runs_and_refuses_what_comes(url: str) -> None:
    async with opened(url) as database:
        await add_movies(database, 1)
        inside = asyncio.Event()

        async def rename() -> None:
            async with database.transaction() as tx:
                await tx.execute(RENAME, {"title": "new", "id": 1})
                inside.set()
                await asyncio.sleep(0.05)

        renaming = asyncio.create_task(rename())
        await inside.wait()
        await database.close()
        await renaming
        with pytest.raises(DatabaseUnavailableError, match="has been closed"):
            await database.fetch_all(TITLES)

    async with opened(url) as database:
        assert await database.fetch_all(TITLES) == [(1, "new")]

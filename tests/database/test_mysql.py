"""MySQL and MariaDB: session settings in force, and a server that hangs, restarts or refuses."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from movie_graph.database import Database, Transaction
from movie_graph.database.checking import check_votes
from movie_graph.database.ratings import rate
from movie_graph.database.watching import Watcher
from movie_graph.errors import (
    ConfigError,
    DatabaseError,
    DatabaseUnavailableError,
    OutcomeUnknownError,
    PoolExhaustedError,
    StatementTimeoutError,
    TransientError,
)
from tests.database.conftest import with_driver
from tests.database.rooms import NOW, add_movies, add_tables, opened, until, votes_of
from tests.servers import Server

pytestmark = [pytest.mark.anyio, pytest.mark.mysql]

SETTINGS = """
    SELECT @@session.sql_mode, @@session.time_zone, @@session.autocommit,
           @@session.character_set_client, @@session.innodb_lock_wait_timeout
"""
MARIADB_SETTINGS = """
    SELECT @@session.tx_isolation, @@session.max_statement_time,
           @@session.idle_transaction_timeout
"""
MYSQL_SETTINGS = """
    SELECT @@session.transaction_isolation, @@session.max_execution_time, @@session.wait_timeout
"""
RENAME = "UPDATE movies SET title = :title WHERE id = :id"
TITLE = "SELECT title FROM movies WHERE id = 1"
LOCK_MOVIE = "SELECT id FROM movies WHERE id = 1 FOR UPDATE"
OTHERS = """
    SELECT COUNT(*)
      FROM information_schema.processlist
     WHERE db = DATABASE()
       AND id <> CONNECTION_ID()
"""


async def test_session_settings_are_in_force(mysql_url: str) -> None:
    async with opened(
        mysql_url,
        lock_wait_timeout_seconds=7,
        statement_timeout_seconds=8.5,
        transaction_idle_timeout_seconds=9,
    ) as database:
        for _ in range(2):  # also after a bulk transaction, which has others
            assert await database.fetch_one(SETTINGS) == (
                "STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",
                *("+00:00", 1, "utf8mb4", 7),
            )
            if database.dialect.name == "mariadb":
                assert await database.fetch_one(MARIADB_SETTINGS) == ("READ-COMMITTED", 8.5, 9)
            else:
                assert await database.fetch_one(MYSQL_SETTINGS) == ("READ-COMMITTED", 8500, 9)
            async with database.transaction(bulk=True) as tx:
                assert (await tx.fetch_all(SETTINGS))[0][4] == 120
                timeouts = (
                    MARIADB_SETTINGS if database.dialect.name == "mariadb" else MYSQL_SETTINGS
                )
                assert (await tx.fetch_all(timeouts))[0][:2] == ("READ-COMMITTED", 0)


async def test_no_bulk_connection_reaches_a_request_even_after_an_error(mysql_url: str) -> None:
    async with opened(mysql_url, pool_size=1, lock_wait_timeout_seconds=7) as database:
        with pytest.raises(DatabaseError):
            async with database.transaction(bulk=True) as tx:
                await tx.execute("SELEC 1")
        assert await database.fetch_one("SELECT @@session.innodb_lock_wait_timeout") == (7,)


@pytest.mark.parametrize(
    ("code", "statement"),
    [
        (1264, "UPDATE movies SET budget = 99999999999999999999 WHERE id = 1"),
        (1406, "UPDATE movies SET imdb_id = 'tt0000000000000000' WHERE id = 1"),
        (1054, "UPDATE movies SET no_such_column = 1"),
    ],
)
async def test_an_error_that_undoes_a_statement_alone_undoes_the_transaction(
    mysql_url: str, code: int, statement: str
) -> None:
    async with opened(mysql_url) as database:
        await add_movies(database, 1)

        async def fail() -> None:
            async with database.transaction() as tx:
                await tx.execute(RENAME, {"title": "new", "id": 1})
                await tx.execute(statement)

        with pytest.raises(DatabaseError) as refused:
            await fail()

        assert refused.value.code == code
        assert await database.fetch_one(TITLE) == ("Movie 1",)


async def test_a_lock_timeout_undoes_the_transaction(mysql_url: str) -> None:
    async with opened(mysql_url, lock_wait_timeout_seconds=1) as database:
        await add_movies(database, 1, 2)

        async def rename_both() -> None:
            async with database.transaction() as tx:
                await tx.execute(RENAME, {"title": "new", "id": 1})
                await tx.execute(RENAME, {"title": "new", "id": 2})

        async with database.transaction() as holder:
            await holder.execute(RENAME, {"title": "held", "id": 2})
            with pytest.raises(TransientError) as refused:
                await rename_both()

        assert refused.value.code == 1205
        assert await database.fetch_one(TITLE) == ("Movie 1",)


async def test_a_deadlock_is_tried_again(mysql_url: str) -> None:
    async with opened(mysql_url) as database:
        await add_movies(database, 1, 2)
        meeting = asyncio.Barrier(2)
        attempts = 0

        async def rename_both(first: int, second: int) -> None:
            waited = False

            async def work(tx: Transaction) -> None:
                nonlocal attempts, waited
                attempts += 1
                await tx.execute(RENAME, {"title": f"by {first}", "id": first})
                if not waited:
                    waited = True
                    await meeting.wait()
                await tx.execute(RENAME, {"title": f"by {first}", "id": second})

            await database.transact(work)

        await asyncio.gather(rename_both(1, 2), rename_both(2, 1))

        assert attempts == 3
        titles = await database.fetch_all("SELECT DISTINCT title FROM movies")
        assert titles in ([("by 1",)], [("by 2",)])


@pytest.mark.parametrize("in_transaction", [False, True])
async def test_a_statement_over_time_is_ended_at_the_server_and_undoes_the_transaction(
    mysql_url: str, in_transaction: bool
) -> None:
    async with opened(mysql_url, statement_timeout_seconds=0.5) as database:
        await add_movies(database, 1)
        slow = "SELECT COUNT(*) FROM movies WHERE SLEEP(30) = 0"

        async def take_long() -> None:
            if in_transaction:
                async with database.transaction() as tx:
                    await tx.execute(RENAME, {"title": "new", "id": 1})
                    await tx.fetch_all(slow)
            else:
                await database.fetch_all(slow)

        with pytest.raises(StatementTimeoutError) as ended:
            await take_long()

        # MySQL's SLEEP ends with an answer instead of the error; ours comes a second later.
        assert ended.value.code in (1969, 3024, None)
        assert await database.fetch_one(TITLE) == ("Movie 1",)
        await until(
            database,
            "SELECT COUNT(*) FROM information_schema.processlist"
            " WHERE info LIKE '%SLEEP(30)%' AND id <> CONNECTION_ID()",
            0,
        )


async def test_a_cancelled_statement_is_ended_at_the_server(mysql_url: str) -> None:
    async with opened(mysql_url) as database:
        await add_movies(database, 1)

        async def hold_and_sleep() -> None:
            async with database.transaction() as tx:
                await tx.execute(RENAME, {"title": "new", "id": 1})
                await tx.execute("UPDATE movies SET tagline = SLEEP(30) WHERE id = 1")

        holding = asyncio.create_task(hold_and_sleep())
        await asyncio.sleep(0.2)
        holding.cancel()
        with pytest.raises(asyncio.CancelledError):
            await holding
        started = time.monotonic()
        await database.execute(RENAME, {"title": "other", "id": 1})

        assert time.monotonic() - started < 2
        assert await database.fetch_one(TITLE) == ("other",)


async def test_many_cancelled_statements_are_ended_by_one_more_connection(
    mysql_url: str,
) -> None:
    async with opened(mysql_url, pool_size=8) as database, opened(mysql_url) as observer:
        sleeping = [asyncio.create_task(database.fetch_all("SELECT SLEEP(30)")) for _ in range(8)]
        await until(observer, OTHERS, 8)
        for task in sleeping:
            task.cancel()
        await asyncio.wait(sleeping)
        await until(observer, OTHERS, 0)

        assert await database.fetch_one("SELECT 1") == (1,)


async def test_a_silent_transaction_loses_its_locks_and_stores_nothing(mysql_url: str) -> None:
    async with opened(mysql_url, transaction_idle_timeout_seconds=1) as database:
        await add_movies(database, 1)

        async def dawdle() -> None:
            async with database.transaction() as tx:
                await tx.execute(RENAME, {"title": "new", "id": 1})
                await asyncio.sleep(2.5)
                async with opened(mysql_url, lock_wait_timeout_seconds=1) as other:
                    await other.execute(RENAME, {"title": "other", "id": 1})
                await tx.execute(RENAME, {"title": "new", "id": 1})

        with pytest.raises(TransientError) as lost:
            await dawdle()

        assert not isinstance(lost.value, OutcomeUnknownError)
        assert await database.fetch_one(TITLE) == ("other",)


async def test_a_commit_on_a_lost_connection_is_of_unknown_outcome(mysql_url: str) -> None:
    async with opened(mysql_url) as database:
        await add_movies(database, 1)

        async def be_killed_before_commit() -> None:
            async with database.transaction() as tx:
                await tx.execute(RENAME, {"title": "new", "id": 1})
                await _kill(database, tx)

        with pytest.raises(OutcomeUnknownError):
            await be_killed_before_commit()
        assert await database.fetch_one(TITLE) == ("Movie 1",)


async def test_a_write_of_its_own_on_a_lost_connection_is_of_unknown_outcome(
    mysql_url: str,
) -> None:
    async with opened(mysql_url) as database, opened(mysql_url) as other:
        await add_movies(database, 1)
        async with other.transaction() as tx:
            await tx.fetch_all(LOCK_MOVIE)
            writing = asyncio.create_task(database.execute(RENAME, {"title": "new", "id": 1}))
            await asyncio.sleep(0.2)
            await other.execute(f"KILL {await _thread_running(other, 'UPDATE movies')}")
            with pytest.raises(OutcomeUnknownError):
                await writing


async def test_a_lost_connection_empties_the_pool(mysql_url: str) -> None:
    async with opened(mysql_url, pool_size=4) as database, opened(mysql_url) as observer:
        await asyncio.gather(*(database.fetch_all("SELECT SLEEP(0.1)") for _ in range(4)))
        await until(observer, OTHERS, 4)

        async def be_killed() -> None:
            async with database.transaction() as tx:
                await _kill(observer, tx)
                await tx.fetch_all("SELECT 1")

        with pytest.raises(TransientError):
            await be_killed()
        await until(observer, OTHERS, 0)
        assert await database.fetch_one("SELECT 1") == (1,)


async def test_reads_and_ratings_do_not_notice_that_idle_connections_died(mysql_url: str) -> None:
    async with opened(mysql_url, pool_size=3) as database, opened(mysql_url) as other:
        await add_movies(database, 1)
        for _ in range(3):
            await asyncio.gather(*(database.fetch_all("SELECT SLEEP(0.05)") for _ in range(3)))
            for (thread_id,) in await other.fetch_all(
                "SELECT id FROM information_schema.processlist"
                " WHERE db = DATABASE() AND id <> CONNECTION_ID()"
            ):
                await other.execute(f"KILL {thread_id}")
            assert await database.fetch_one("SELECT 1") == (1,)
            await rate(database, subject="ann", movie_id=1, score=45, rated_at=NOW)
        assert await votes_of(database, 1) == (45, 1)


async def test_a_read_whose_connection_dies_is_sent_again_and_told_of(mysql_url: str) -> None:
    told: list[str] = []

    class Told(Watcher):
        def retried(self, what: str) -> None:
            told.append(what)

    async with opened(mysql_url) as database, opened(mysql_url) as observer:
        database.watcher = Told()
        reading = asyncio.create_task(database.fetch_one("SELECT 'again', SLEEP(0.5)"))
        await asyncio.sleep(0.2)
        await observer.execute(f"KILL {await _thread_running(observer, 'again')}")

        assert await reading == ("again", 0)
        assert told == ["read"]


async def test_warnings_of_the_server_are_not_ours(mysql_url: str) -> None:
    """pytest makes an error of every Python warning."""
    async with opened(mysql_url) as database:
        await database.execute("CREATE TABLE IF NOT EXISTS movies (id INTEGER)")
        assert await database.fetch_one("SELECT CAST('9x' AS SIGNED)") == (9,)


@asynccontextmanager
async def on_frail_server(server: Server, driver: str, **settings: Any) -> AsyncIterator[Database]:
    url = server.create_database()
    await add_tables(url)
    async with opened(with_driver(url, driver), **settings) as database:
        await add_movies(database, 1)
        yield database


async def test_a_frozen_server_is_an_error_in_time_and_all_goes_on_when_it_thaws(
    frail_server: Server, mysql_driver: str
) -> None:
    async with on_frail_server(
        frail_server,
        mysql_driver,
        pool_size=2,
        statement_timeout_seconds=0.5,
        connect_timeout_seconds=0.5,
        pool_wait_seconds=0.5,
    ) as database:
        os.kill(frail_server.pid, signal.SIGSTOP)
        await asyncio.sleep(0.2)  # until its last thread has stopped
        try:
            started = time.monotonic()
            answers = await asyncio.gather(
                *(database.fetch_all("SELECT 1") for _ in range(6)),
                rate(database, subject="ann", movie_id=1, score=45, rated_at=NOW),
                return_exceptions=True,
            )
            assert time.monotonic() - started < 5
        finally:
            os.kill(frail_server.pid, signal.SIGCONT)

        assert {type(answer) for answer in answers} <= {
            StatementTimeoutError,
            DatabaseUnavailableError,
            PoolExhaustedError,
        }
        async with asyncio.timeout(5):
            while True:
                try:
                    assert await database.fetch_one("SELECT 1") == (1,)
                    break
                except DatabaseError:
                    await asyncio.sleep(0.1)
        await rate(database, subject="ann", movie_id=1, score=45, rated_at=NOW)
        assert await check_votes(database) == []
        assert await votes_of(database, 1) == (45, 1)


async def test_a_rating_whose_commit_got_no_answer_is_of_unknown_outcome(
    frail_server: Server, mysql_driver: str
) -> None:
    async with on_frail_server(
        frail_server, mysql_driver, statement_timeout_seconds=0.5, connect_timeout_seconds=0.5
    ) as database:
        async with database.transaction() as holder:
            await holder.fetch_all("SELECT * FROM votes FOR UPDATE")
            rating = asyncio.create_task(
                rate(database, subject="ann", movie_id=1, score=45, rated_at=NOW)
            )
            await asyncio.sleep(0.2)
            os.kill(frail_server.pid, signal.SIGSTOP)
            try:
                with pytest.raises(OutcomeUnknownError):
                    await rating
            finally:
                os.kill(frail_server.pid, signal.SIGCONT)
        await rate(database, subject="ann", movie_id=1, score=45, rated_at=NOW)
        assert await votes_of(database, 1) == (45, 1)


@pytest.mark.parametrize("end", ["restart", "crash"])
async def test_a_server_that_was_restarted_is_found_again(
    frail_server: Server, mysql_driver: str, end: str
) -> None:
    async with on_frail_server(frail_server, mysql_driver, pool_size=3) as database:
        await asyncio.gather(*(database.fetch_all("SELECT SLEEP(0.05)") for _ in range(3)))
        frail_server.stop() if end == "restart" else frail_server.kill()
        with pytest.raises(DatabaseUnavailableError, match="cannot be reached"):
            await database.fetch_all("SELECT 1")
        with pytest.raises(DatabaseUnavailableError, match="cannot be reached"):
            await rate(database, subject="ann", movie_id=1, score=45, rated_at=NOW)
        frail_server.start()

        assert await database.fetch_one("SELECT 1") == (1,)
        await rate(database, subject="ann", movie_id=1, score=45, rated_at=NOW)
        assert await votes_of(database, 1) == (45, 1)


async def test_ratings_go_on_through_a_restart(frail_server: Server, mysql_driver: str) -> None:
    async with on_frail_server(frail_server, mysql_driver) as database:
        failures: list[BaseException] = []
        stopping = False

        async def writer(number: int) -> None:
            while not stopping:
                try:
                    await rate(database, subject=f"v{number}", movie_id=1, score=45, rated_at=NOW)
                except DatabaseError as error:
                    failures.append(error)
                    await asyncio.sleep(0.05)

        writers = [asyncio.create_task(writer(number)) for number in range(8)]
        await asyncio.sleep(0.3)
        await asyncio.to_thread(frail_server.kill)
        await asyncio.to_thread(frail_server.start)
        await asyncio.sleep(0.5)
        stopping = True
        await asyncio.gather(*writers)

        assert {type(failure) for failure in failures} <= {
            DatabaseUnavailableError,
            OutcomeUnknownError,
            TransientError,
        }
        assert await check_votes(database) == []
        assert await votes_of(database, 1) == (45 * 8, 8)


async def test_who_is_refused_is_told_where_and_why(mysql_url: str, mysql_server: Server) -> None:
    place = f"at 127.0.0.1:{mysql_server.port} cannot be reached: "
    wrong_password = mysql_url.replace(mysql_server.password, "wrong")
    async with opened(wrong_password) as database:
        with pytest.raises(DatabaseUnavailableError, match=place + "Access denied") as refused:
            await database.connect()
        assert mysql_server.password not in str(refused.value)
        with pytest.raises(DatabaseUnavailableError, match="has not been reached yet"):
            _ = database.dialect
    async with opened(mysql_url + "_none") as database:
        with pytest.raises(DatabaseUnavailableError, match="Unknown database"):
            await database.connect()


async def test_a_driver_that_is_unknown_is_a_matter_of_settings() -> None:
    with pytest.raises(ConfigError, match="the scheme is neither mysql nor sqlite"):
        async with opened("mysql+mysqlclient://ann@host/movies"):
            pass


async def test_a_host_that_never_answers_is_given_up_in_time() -> None:
    writers: list[asyncio.StreamWriter] = []
    silent = await asyncio.start_server(
        lambda _reader, writer: writers.append(writer), "127.0.0.1", 0
    )
    port = silent.sockets[0].getsockname()[1]
    for driver in ("aiomysql", "asyncmy"):
        url = f"mysql+{driver}://ann:secret@127.0.0.1:{port}/movies"
        async with opened(url, connect_timeout_seconds=0.2) as database:
            started = time.monotonic()
            with pytest.raises(DatabaseUnavailableError, match=r"did not answer within 0\.2 s"):
                await database.fetch_all("SELECT 1")
            assert time.monotonic() - started < 1
    for writer in writers:
        writer.close()
    silent.close()
    await silent.wait_closed()


async def _kill(database: Database, tx: Transaction) -> None:
    [[thread_id]] = await tx.fetch_all("SELECT CONNECTION_ID()")
    await database.execute(f"KILL {thread_id}")
    await asyncio.sleep(0.05)


async def _thread_running(database: Database, words: str) -> int:
    [row] = await database.fetch_all(
        "SELECT id FROM information_schema.processlist"
        " WHERE info LIKE :words AND id <> CONNECTION_ID()",
        {"words": f"%{words}%"},
    )
    return int(row[0])

"""MySQL and MariaDB, on aiomysql, or on asyncmy when that faster driver is installed."""

import asyncio
import importlib
import importlib.util
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from math import ceil
from typing import Any, TypeVar

from pymysql.constants import CLIENT, FIELD_TYPE
from pymysql.converters import conversions

from ..config import Settings
from ..errors import (
    ConfigError,
    DatabaseError,
    DatabaseUnavailableError,
    StatementTimeoutError,
    TransientError,
)
from .comments import commented
from .dialect import Dialect, MariaDBDialect, MySQLDialect
from .engine import (
    NO_PARAMETERS,
    Database,
    Parameters,
    Patience,
    Row,
    Snapshot,
    Transaction,
    Value,
)
from .literals import filled, value_lists
from .mysql_errors import (
    OWN_TIMEOUT,
    code_of,
    committing,
    has_gone,
    is_driver_error,
    reason_of,
    translated,
)
from .pool import Pool
from .tls import insisting_on_tls, tls_context, tls_failure
from .url import MySQLUrl

T = TypeVar("T")

# Each half is a comment to the other server. MySQL has no timeout for silent transactions alone.
SESSION = """
    SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO',
        time_zone = '+00:00',
        innodb_lock_wait_timeout = {lock_wait_seconds}
        /*!80000 , transaction_isolation = 'READ-COMMITTED',
        max_execution_time = {statement_milliseconds},
        wait_timeout = {idle_seconds} */
        /*M!100100 , tx_isolation = 'READ-COMMITTED',
        max_statement_time = {statement_seconds},
        idle_transaction_timeout = {idle_seconds} */
"""
BULK_SESSION = """
    SET SESSION innodb_lock_wait_timeout = 120
        /*!80000 , max_execution_time = 0, wait_timeout = 28800 */
        /*M!100100 , max_statement_time = 0, idle_transaction_timeout = 0 */
"""
# The level is that of the next transaction alone.
SNAPSHOT = (
    "SET SESSION /*!80000 wait_timeout */ /*M!100100 idle_transaction_timeout */ = {idle_seconds}",
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)
EXCLUSIVE_LOCK = "SELECT GET_LOCK(:name, 60)"

GRACE_SECONDS = 1.0  # for the server's own timeout to come first


class MySQLDatabase(Database):
    """A pool of connections; autocommit, READ COMMITTED, short lock and idle timeouts."""

    def __init__(self, url: MySQLUrl, settings: Settings) -> None:
        self.transaction_attempts = settings.transaction_attempts
        self.patience = Patience.by("statement_timeout_seconds", settings)
        self._url = url
        self._settings = settings
        self._driver = _driver(url)
        self._connection_class = _connection_class(self._driver)
        self._tls = tls_context(settings)
        if self._tls:
            self._connection_class = insisting_on_tls(self._connection_class)
        self._cursor_class = _cursor_class(self._driver)
        self._conversions = _conversions(self._driver)
        self._dialect: Dialect | None = None
        self._pool: Pool[Any] = Pool(
            self._connect,
            is_open=_REUSABLE[self._driver.__name__],
            close=lambda connection: connection.close(),
            size=settings.pool_size,
            wait_seconds=settings.pool_wait_seconds,
            waited=lambda seconds: self.watcher.waited(seconds),
            # MySQL itself hangs up on a silent connection; be earlier.
            idle_seconds=settings.transaction_idle_timeout_seconds * 2 / 3,
        )
        self._abandoned: list[int] = []
        self._ending: asyncio.Task[None] | None = None

    @property
    def dialect(self) -> Dialect:  # type: ignore[override]  # known from the first connection on
        if self._dialect is None:
            raise DatabaseUnavailableError(f"{self._place()} has not been reached yet.")
        return self._dialect

    async def connect(self) -> None:
        if self._dialect is None:
            async with self._pool.connection():
                pass

    async def fetch_all(
        self,
        statement: str,
        parameters: Parameters = NO_PARAMETERS,
        *,
        patience: Patience | None = None,
    ) -> list[Row]:
        if patience:
            await self.connect()
        sql = self._written_for(patience, statement, parameters)
        try:
            return await self._read(sql, patience)
        except TransientError:  # a pooled connection had died; a read may simply be sent again
            self.watcher.retried("read")
            return await self._read(sql, patience)

    async def execute(self, statement: str, parameters: Parameters = NO_PARAMETERS) -> int:
        sql = _written(statement, parameters)
        async with self._pool.connection() as connection:
            try:
                return int((await self.run(connection, sql)).rowcount)
            except DatabaseError as error:
                raise committing(error) from error

    @asynccontextmanager
    async def transaction(self, *, bulk: bool = False) -> AsyncIterator["MySQLTransaction"]:
        async with self._pool.connection() as connection:
            tx = MySQLTransaction(self, connection, bulk=bulk)
            try:
                if bulk:
                    await self.run(connection, BULK_SESSION)
                yield tx
                await tx.end()
            except BaseException:
                # No COMMIT in a `finally`: errors 1205, 1264, 1317, 1969 undo only a statement.
                if tx.begun:
                    await self._roll_back(connection)
                raise
            finally:
                if bulk:
                    connection.close()  # its session settings must not reach a request

    @asynccontextmanager
    async def snapshot(self, *, idle_seconds: float) -> AsyncIterator[Snapshot]:
        async with self._pool.connection() as connection:
            try:
                for statement in SNAPSHOT:
                    await self.run(connection, statement.format(idle_seconds=ceil(idle_seconds)))
                yield Snapshot(self.dialect, self.watcher, partial(self._read_on, connection))
            finally:
                await self._roll_back(connection, self._session())

    @asynccontextmanager
    async def exclusive(self) -> AsyncIterator[Transaction]:
        async with self._pool.connection() as connection:
            try:
                await self.run(connection, BULK_SESSION)
                session = MySQLSession(self, connection, bulk=True)
                [[taken]] = await session.fetch_all(
                    EXCLUSIVE_LOCK, {"name": f"movie_graph.{self._url.database}"[:64]}
                )
                if not taken:
                    raise DatabaseUnavailableError(
                        f"{self._place()} is being prepared by another process for more than a "
                        "minute. Try again when that one is done."
                    )
                yield session
            finally:
                connection.close()  # releases the lock, and forgets the session settings

    async def close(self) -> None:
        await self._pool.close()
        if self._ending:
            await asyncio.wait([self._ending])
        await asyncio.sleep(0)  # the loop closes the sockets in its next turn

    async def run(self, connection: Any, sql: str, patience: Patience | None = None) -> Any:
        """Send one statement; the cursor with its answer, read whole."""
        cursor = self.cursor(connection)
        await self.answer(connection, cursor.execute(sql), patience or self.patience)
        return cursor

    def cursor(self, connection: Any) -> Any:
        return self._cursor_class(connection)

    async def answer(self, connection: Any, reading: Awaitable[T], patience: Patience | None) -> T:
        """Read an answer of the server; hang up when it cannot be read to its end.

        Without `patience` it may take any time. Errors: StatementTimeoutError without a code when
        none came in time.
        """
        try:
            async with asyncio.timeout(patience and patience.seconds + GRACE_SECONDS):
                return await reading
        except Exception as error:
            if patience and isinstance(error, TimeoutError):
                self._abandon(connection)
                late = f"A statement got no answer within {patience.seconds:g} s."
                raise patience.lost(StatementTimeoutError(late)) from None
            ours = translated(error)
            if patience and isinstance(ours, StatementTimeoutError) and ours.code in OWN_TIMEOUT:
                patience.lost(ours)
            if has_gone(ours):
                connection.close()
                self._pool.clear()
            raise ours from error
        except BaseException:
            self._abandon(connection)
            raise

    async def _connect(self) -> Any:
        seconds = self._settings.connect_timeout_seconds
        connection = self._connection_class(
            host=self._url.host,
            port=self._url.port,
            user=self._url.user,
            password=self._url.password,
            db=self._url.database,
            charset="utf8mb4",
            autocommit=True,
            client_flag=CLIENT.FOUND_ROWS,
            ssl=self._tls,
            conv=self._conversions,
            init_command=self._session(),
        )
        try:
            async with asyncio.timeout(seconds):
                # aiomysql's own connect() forgets an open socket when it is cancelled.
                await (connection._connect if _is_aiomysql(self._driver) else connection.connect)()
        except TimeoutError:
            connection.close()
            raise DatabaseUnavailableError(
                f"{self._place()} did not answer within {seconds:g} s."
            ) from None
        except BaseException as error:
            connection.close()
            if not isinstance(error, Exception) or not is_driver_error(error):
                raise
            if failure := tls_failure(error):
                raise DatabaseUnavailableError(f"{self._place()}: {failure}.") from error
            raise DatabaseUnavailableError(
                f"{self._place()} cannot be reached: {reason_of(error)}.", code_of(error)
            ) from error
        is_mariadb = "MariaDB" in connection.get_server_info()
        self._dialect = MariaDBDialect() if is_mariadb else MySQLDialect()
        return connection

    async def _read(self, sql: str, patience: Patience | None) -> list[Row]:
        connection = self._pool.take_idle() or await self._pool.take()
        try:
            cursor = await self.run(connection, sql, patience)
            return list(await cursor.fetchall())
        finally:
            self._pool.give_back(connection)

    async def _read_on(
        self, connection: Any, statement: str, parameters: Parameters, patience: Patience | None
    ) -> list[Row]:
        cursor = await self.run(
            connection, self._written_for(patience, statement, parameters), patience
        )
        return list(await cursor.fetchall())

    def _written_for(
        self, patience: Patience | None, statement: str, parameters: Parameters
    ) -> str:
        """The statement as it goes over the wire, with a timeout of its own if it has one."""
        if patience:
            statement = self.dialect.patient(statement, patience.seconds)
        return _written(statement, parameters)

    def _session(self) -> str:
        """What every connection begins with."""
        s = self._settings
        return SESSION.format(
            lock_wait_seconds=s.lock_wait_timeout_seconds,
            statement_milliseconds=max(1, int(s.statement_timeout_seconds * 1000)),
            statement_seconds=s.statement_timeout_seconds,
            idle_seconds=s.transaction_idle_timeout_seconds,
        )

    async def _roll_back(self, connection: Any, *then: str) -> None:
        if not _is_open(connection):
            return  # the server rolls back what a closed connection left open
        try:
            for statement in ("ROLLBACK", *then):
                await self.run(connection, statement)
        except DatabaseError:
            connection.close()

    def _abandon(self, connection: Any) -> None:
        """Hang up on a statement that nobody waits for any more.

        The server would go on with it and keep its locks, so it is told to end it, on one
        connection for all that were abandoned meanwhile.
        """
        self._abandoned.append(connection.thread_id())
        connection.close()
        if self._ending is None or self._ending.done():
            self._ending = asyncio.create_task(self._end_abandoned())

    async def _end_abandoned(self) -> None:
        with suppress(DatabaseUnavailableError):  # then there is nothing to end either
            connection = await self._connect()
            try:
                while self._abandoned and _is_open(connection):
                    with suppress(DatabaseError):  # it has ended by itself
                        await self.run(connection, f"KILL {self._abandoned.pop()}")
            finally:
                connection.close()
        self._abandoned.clear()

    def _place(self) -> str:
        return f"The database {self._url.database!r} at {self._url.host}:{self._url.port}"


class MySQLTransaction(Transaction):
    """One connection between BEGIN, which goes out with the first statement, and COMMIT."""

    begun = False

    def __init__(self, database: MySQLDatabase, connection: Any, *, bulk: bool) -> None:
        self.dialect = database.dialect
        self._database = database
        self._connection = connection
        self._patience = None if bulk else database.patience

    async def fetch_all(self, statement: str, parameters: Parameters = NO_PARAMETERS) -> list[Row]:
        cursor, _ = await self._run(_written(statement, parameters))
        return list(await cursor.fetchall())

    async def execute(self, statement: str, parameters: Parameters = NO_PARAMETERS) -> int:
        _, found = await self._run(_written(statement, parameters))
        return found[-1]

    async def execute_and_commit(
        self, statement: str, parameters: Parameters = NO_PARAMETERS
    ) -> int:
        return (await self._commit(_written(statement, parameters), "COMMIT"))[-2]

    async def commit(self) -> None:
        if self.begun:
            await self._commit("COMMIT")

    async def insert_rows(
        self,
        table: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[Value]],
        *,
        upsert_key: Sequence[str] = (),
    ) -> None:
        head = self.dialect.insert(table, columns)
        tail = self.dialect.upsert_tail(table, columns, upsert_key) if upsert_key else ""
        for values in value_lists(rows):
            await self._run(f"{head} {values}{tail}")

    async def _commit(self, *statements: str) -> list[int]:
        try:
            _, found = await self._run(*statements)
        except DatabaseError as error:
            raise committing(error) from error
        self.over = True
        return found

    async def _run(self, *statements: str) -> tuple[Any, list[int]]:
        """Send statements in one packet; the cursor at the last answer, the rows each found."""
        self.check_usable()
        if not self.begun:
            self.begun = True
            statements = ("BEGIN", *statements)
        cursor = self._database.cursor(self._connection)
        try:
            return cursor, await self._database.answer(
                self._connection, _read_answers(cursor, statements), self._patience
            )
        except BaseException as error:
            self.failure = error
            raise


class MySQLSession(MySQLTransaction):
    """One connection that autocommits: what failed has failed alone."""

    begun = True

    def check_usable(self) -> None:
        """It always is."""


def _written(statement: str, parameters: Parameters) -> str:
    return commented(filled(statement, parameters))


async def _read_answers(cursor: Any, statements: Sequence[str]) -> list[int]:
    await cursor.execute("; ".join(statements))
    found = [int(cursor.rowcount)]
    for _ in statements[1:]:
        await cursor.nextset()
        found.append(int(cursor.rowcount))
    return found


def _text(value: str) -> str:
    return value


def _number(value: str) -> int | float:
    return float(value) if "." in value or "e" in value else int(value)


def _conversions(driver: Any) -> dict[Any, Any]:
    """The driver's own (it knows its functions that do nothing, and spares the call), but dates
    stay the ISO text that the server sends, and sums (DECIMAL to MySQL) become plain numbers."""
    own = conversions if _is_aiomysql(driver) else driver.converters.conversions
    return {
        **own,
        FIELD_TYPE.DATE: _text,
        FIELD_TYPE.DATETIME: _text,
        FIELD_TYPE.TIMESTAMP: _text,
        FIELD_TYPE.DECIMAL: _number,
        FIELD_TYPE.NEWDECIMAL: _number,
    }


def _driver(url: MySQLUrl) -> Any:
    name = url.driver or ("asyncmy" if importlib.util.find_spec("asyncmy") else "aiomysql")
    try:
        return importlib.import_module(name)
    except ImportError:
        raise ConfigError(
            f"MOVIE_GRAPH_DATABASE_URL asks for the driver {name!r}, which is not installed. "
            "Install what requirements-fast.lock lists, or write mysql://."
        ) from None


def _connection_class(driver: Any) -> Any:
    """aiomysql's connection with a quicker reader of rows; asyncmy's as it is."""
    if _is_aiomysql(driver):
        return importlib.import_module("movie_graph.database.bulk_rows").connection_class()
    return driver.connection.Connection


def _cursor_class(driver: Any) -> Any:
    """The driver's cursor without its habit of asking the server for each warning's text."""

    class QuietCursor(driver.cursors.Cursor):  # type: ignore[misc]  # a class of the driver's
        async def _show_warnings(self, connection: Any) -> None:
            """The server's warnings (a deprecated spelling, say) are not a client's business."""

    return QuietCursor


def _is_aiomysql(driver: Any) -> bool:
    return bool(driver.__name__ == "aiomysql")


def _is_open(connection: Any) -> bool:
    is_closed = getattr(connection, "closed", None)  # asyncmy's says the opposite
    return bool(connection.connected) if is_closed is None else not is_closed


def _is_reusable_aiomysql(connection: Any) -> bool:
    return not (
        connection.closed or connection.get_transaction_status() or connection._reader.at_eof()
    )


def _is_reusable_asyncmy(connection: Any) -> bool:
    return bool(
        connection.connected
        and not connection.get_transaction_status()
        and not connection._stream_broken
    )


# Open at both ends, as far as is known without asking, and in no transaction.
_REUSABLE = {"aiomysql": _is_reusable_aiomysql, "asyncmy": _is_reusable_asyncmy}

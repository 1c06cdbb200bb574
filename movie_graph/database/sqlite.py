"""SQLite, the embedded default: worker threads keep the event loop free."""

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import lru_cache, partial
from typing import TypeVar

from ..config import Settings
from ..errors import (
    DatabaseError,
    DatabaseUnavailableError,
    IntegrityError,
    StatementTimeoutError,
    TransientError,
)
from .dialect import SQLiteDialect
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
from .pool import Pool
from .sqlite_functions import StddevPop
from .statement import NAMED
from .url import SQLiteUrl

T = TypeVar("T")

FIRST_READ = "SELECT COUNT(*) FROM sqlite_schema"  # BEGIN alone takes no snapshot
READERS = 4  # more threads than this only take the interpreter's lock from each other
BULK_LOCK_WAIT_SECONDS = 120.0
BUSY_MILLISECONDS = 100
HURRY_SECONDS = 0.05  # an interrupt that comes just before its statement is lost


class SQLiteDatabase(Database):
    """A file in WAL mode: readers never wait, writers take turns.

    Readers see the last commit. `execute` and `transaction` share one writing connection.
    """

    def __init__(self, url: SQLiteUrl, settings: Settings) -> None:
        self.dialect = SQLiteDialect()
        self.transaction_attempts = settings.transaction_attempts
        self.patience = Patience.by("statement_timeout_seconds", settings)
        self._path = url.path
        self._settings = settings
        readers = min(READERS, settings.pool_size)
        self._threads = ThreadPoolExecutor(readers + 1, thread_name_prefix="sqlite")
        self._readers = self._pool_of(readers)
        self._writers = self._pool_of(1)

    async def fetch_all(
        self,
        statement: str,
        parameters: Parameters = NO_PARAMETERS,
        *,
        patience: Patience | None = None,
    ) -> list[Row]:
        async with self._readers.connection() as connection:
            return await self._unlocked(
                connection, lambda: _fetch(connection, statement, parameters), patience=patience
            )

    async def execute(self, statement: str, parameters: Parameters = NO_PARAMETERS) -> int:
        async with self._writers.connection() as connection:
            return await self._unlocked(
                connection, lambda: _execute(connection, statement, parameters)
            )

    @asynccontextmanager
    async def transaction(self, *, bulk: bool = False) -> AsyncIterator["SQLiteTransaction"]:
        async with self._writers.connection() as connection:
            try:
                await self._unlocked(
                    connection,
                    lambda: connection.execute("BEGIN IMMEDIATE"),
                    seconds=BULK_LOCK_WAIT_SECONDS if bulk else None,
                )
                tx = SQLiteTransaction(self, connection, bulk=bulk)
                yield tx
                await tx.end()
            except BaseException:
                # Undoing is local and short, so even a cancelled request waits for it.
                await self._in_thread(connection.rollback)
                raise

    @asynccontextmanager
    async def snapshot(self, *, idle_seconds: float) -> AsyncIterator[Snapshot]:
        """A reading transaction. The write-ahead log keeps all that is written meanwhile."""
        async with self._readers.connection() as connection:
            try:
                await self._unlocked(connection, lambda: _take_snapshot(connection))
                yield Snapshot(self.dialect, self.watcher, partial(self._read_on, connection))
            finally:
                await self._in_thread(connection.rollback)

    def exclusive(self) -> AbstractAsyncContextManager[Transaction]:
        return self.transaction(bulk=True)

    async def close(self) -> None:
        await self._readers.close()
        await self._writers.close()
        self._threads.shutdown()

    async def run(
        self, connection: sqlite3.Connection, work: Callable[[], T], patience: Patience | None
    ) -> T:
        """Do `work` in a thread; the end of patience or a cancelled caller interrupts it."""
        future = self._submit(work)
        try:
            async with asyncio.timeout(patience and patience.seconds):
                await asyncio.wait([future])
        except TimeoutError:
            await _finished(future, connection.interrupt)
        except asyncio.CancelledError:
            await _finished(future, connection.interrupt)
            raise
        try:
            return future.result()
        except sqlite3.Error as error:
            raise _translated(error, patience) from error

    async def _unlocked(
        self,
        connection: sqlite3.Connection,
        work: Callable[[], T],
        *,
        seconds: float | None = None,
        patience: Patience | None = None,
    ) -> T:
        """Do `work` outside a transaction, again while another process holds the lock.

        SQLite's own wait cannot be interrupted, so it is cut into short ones.
        """
        if seconds is None:
            seconds = self._settings.lock_wait_timeout_seconds
        deadline = time.monotonic() + seconds
        while True:
            try:
                return await self.run(connection, work, patience or self.patience)
            except TransientError:
                if time.monotonic() > deadline:
                    raise

    async def _read_on(
        self,
        connection: sqlite3.Connection,
        statement: str,
        parameters: Parameters,
        patience: Patience | None,
    ) -> list[Row]:
        return await self.run(
            connection, lambda: _fetch(connection, statement, parameters), patience or self.patience
        )

    async def _in_thread(self, work: Callable[[], T]) -> T:
        """Do `work` to its end, whoever cancels meanwhile."""
        future = self._submit(work)
        await _finished(future)
        return future.result()

    def _submit(self, work: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _pool_of(self, size: int) -> Pool[sqlite3.Connection]:
        return Pool(
            self._connect,
            is_open=lambda connection: not connection.in_transaction,
            close=lambda connection: connection.close(),
            size=size,
            wait_seconds=self._settings.pool_wait_seconds,
            waited=lambda seconds: self.watcher.waited(seconds),
        )

    async def _connect(self) -> sqlite3.Connection:
        opened = self._submit(self._open)
        try:
            await _finished(opened)
            return opened.result()
        except asyncio.CancelledError:
            if opened.exception() is None:
                opened.result().close()
            raise
        except (sqlite3.Error, OSError) as error:
            raise DatabaseUnavailableError(
                f"The SQLite file {str(self._path)!r} cannot be opened: {error}. "
                "Name a file in a folder you may write to."
            ) from error

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            self._path,
            timeout=self._settings.lock_wait_timeout_seconds,  # for the next few lines
            isolation_level=None,  # autocommit; transactions are explicit
            check_same_thread=False,
            cached_statements=512,
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -65536")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.create_aggregate("STDDEV_POP", 1, StddevPop)  # type: ignore[arg-type]  # typeshed foresees whole numbers
        return connection


class SQLiteTransaction(Transaction):
    """The writing connection between BEGIN IMMEDIATE and COMMIT."""

    def __init__(
        self, database: SQLiteDatabase, connection: sqlite3.Connection, *, bulk: bool
    ) -> None:
        self.dialect = database.dialect
        self._database = database
        self._connection = connection
        self._patience = None if bulk else database.patience

    async def fetch_all(self, statement: str, parameters: Parameters = NO_PARAMETERS) -> list[Row]:
        return await self._run(lambda: _fetch(self._connection, statement, parameters))

    async def execute(self, statement: str, parameters: Parameters = NO_PARAMETERS) -> int:
        return await self._run(lambda: _execute(self._connection, statement, parameters))

    async def execute_and_commit(
        self, statement: str, parameters: Parameters = NO_PARAMETERS
    ) -> int:
        def execute_and_commit() -> int:
            found = _execute(self._connection, statement, parameters)
            self._connection.commit()
            return found

        found = await self._run(execute_and_commit)
        self.over = True
        return found

    async def commit(self) -> None:
        await self._run(self._connection.commit)
        self.over = True

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
        sql = f"{head} ({', '.join('?' * len(columns))}){tail}"
        await self._run(lambda: self._connection.executemany(sql, rows))

    async def _run(self, work: Callable[[], T]) -> T:
        self.check_usable()
        try:
            return await self._database.run(self._connection, work, self._patience)
        except BaseException as error:
            self.failure = error
            raise


def _translated(error: sqlite3.Error, patience: Patience | None) -> DatabaseError:
    code = getattr(error, "sqlite_errorcode", None)
    match code and code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return TransientError("The SQLite file is being written by another process.", code)
        case sqlite3.SQLITE_INTERRUPT if patience:
            late = f"A statement ran longer than {patience.seconds:g} s and was ended."
            return patience.lost(StatementTimeoutError(late, code))
        case sqlite3.SQLITE_CONSTRAINT:
            return IntegrityError(f"The database refused a row: {error}.", code)
    return DatabaseError(f"The database refused a statement: {error}.", code)


async def _finished(future: asyncio.Future[T], hurry: Callable[[], None] | None = None) -> None:
    """Wait until a thread is done with its connection, even when cancelled meanwhile.

    `hurry` is called again and again until then.
    """
    cancelled: asyncio.CancelledError | None = None
    while not future.done():
        if hurry:
            hurry()
        try:
            await asyncio.wait([future], timeout=HURRY_SECONDS)
        except asyncio.CancelledError as error:
            cancelled = error
    future.exception()  # seen, even when nobody asks for the result any more
    if cancelled:
        raise cancelled


def _take_snapshot(connection: sqlite3.Connection) -> None:
    if not connection.in_transaction:  # the first read may have to be tried again
        connection.execute("BEGIN")
    connection.execute(FIRST_READ).fetchall()


def _fetch(connection: sqlite3.Connection, statement: str, parameters: Parameters) -> list[Row]:
    return _run(connection, statement, parameters).fetchall()


def _execute(connection: sqlite3.Connection, statement: str, parameters: Parameters) -> int:
    return max(0, _run(connection, statement, parameters).rowcount)


def _run(connection: sqlite3.Connection, statement: str, parameters: Parameters) -> sqlite3.Cursor:
    lists = frozenset(name for name, value in parameters.items() if isinstance(value, list | tuple))
    if lists:
        statement = _with_lists(statement, lists)
        parameters = {
            name: json.dumps(value) if name in lists else value
            for name, value in parameters.items()
        }
    try:
        return connection.execute(statement, parameters)
    except OverflowError:  # a number of more than 64 bits equals nothing that is stored
        return connection.execute(
            statement,
            {
                name: float(value) if isinstance(value, int) else value
                for name, value in parameters.items()
            },
        )


@lru_cache(maxsize=1024)
def _with_lists(statement: str, lists: frozenset[str]) -> str:
    """The text with each list unpacked from one JSON value, so that it stays the same text (and
    is prepared once) however many keys there are."""
    return NAMED.sub(
        lambda found: (
            f"SELECT value FROM json_each(:{found[1]})" if found[1] in lists else found[0]
        ),
        statement,
    )

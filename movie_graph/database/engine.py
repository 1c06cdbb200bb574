"""One interface to two engines: fetch, execute, and transactions that end before they release.

Statements name their values `:like_this`; a value that is a list stands in parentheses and
expands: `WHERE id IN (:ids)`. Rows are tuples in column order. DATE and DATETIME come back as
ISO text on both engines ('1999-03-30', '2016-10-16 17:57:24.000', UTC), whole numbers as int,
other numbers as float, unknown as None.
"""

import asyncio
import random
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

from ..config import Settings, variable_name
from ..errors import (
    DatabaseError,
    DatabaseUnavailableError,
    OutcomeUnknownError,
    StatementTimeoutError,
    TransientError,
)
from .dialect import Dialect
from .watching import Watcher

Value: TypeAlias = str | int | float | None
Parameters: TypeAlias = Mapping[str, Value | Sequence[Value]]
Row: TypeAlias = tuple[Any, ...]
T = TypeVar("T")

NO_PARAMETERS: Parameters = {}


class Patience(NamedTuple):
    """How long a statement may run, and the setting that says so."""

    seconds: float
    bound: str

    @classmethod
    def by(cls, setting: str, settings: Settings) -> "Patience":
        """As the setting of that name says."""
        return cls(getattr(settings, setting), variable_name(setting))

    def lost(self, error: StatementTimeoutError) -> StatementTimeoutError:
        """The error of a statement that ran longer, which now says than what."""
        error.seconds, error.bound = self
        return error


class Reader(Protocol):
    """What a walk through the graph needs of a database: rows for a statement."""

    @property
    def dialect(self) -> Dialect: ...

    async def fetch_all(self, statement: str, parameters: Parameters = ...) -> list[Row]: ...


class Transaction(ABC):
    """The one handle inside a transaction block.

    After a statement that failed it runs no other: some errors undo only the statement, some have
    undone the transaction already. A block that swallows the error gets it again at its end.
    """

    dialect: Dialect
    over = False
    failure: BaseException | None = None

    @abstractmethod
    async def fetch_all(self, statement: str, parameters: Parameters = NO_PARAMETERS) -> list[Row]:
        """All rows. Errors: DatabaseError and its subclasses; the transaction is then over."""

    async def fetch_one(self, statement: str, parameters: Parameters = NO_PARAMETERS) -> Row | None:
        """The first row, or None."""
        rows = await self.fetch_all(statement, parameters)
        return rows[0] if rows else None

    @abstractmethod
    async def execute(self, statement: str, parameters: Parameters = NO_PARAMETERS) -> int:
        """Run a write; the number of rows that it found (changed or already as asked)."""

    @abstractmethod
    async def execute_and_commit(
        self, statement: str, parameters: Parameters = NO_PARAMETERS
    ) -> int:
        """Run the last write and COMMIT, in one packet where the driver allows it.

        A contended row is then held for no round trip. The transaction is over afterwards.
        Errors: OutcomeUnknownError when the connection breaks while this is under way.
        """

    @abstractmethod
    async def commit(self) -> None:
        """COMMIT; the transaction is over afterwards. The end of the block does it, too.

        Errors: OutcomeUnknownError when the connection breaks while this is under way.
        """

    async def end(self) -> None:
        """What the end of the block does."""
        if self.failure:
            raise self.failure
        if not self.over:
            await self.commit()

    def check_usable(self) -> None:
        """Errors: the earlier failure; DatabaseError after the COMMIT."""
        if self.failure:
            raise self.failure
        if self.over:
            raise DatabaseError("The transaction is over: this statement came after its COMMIT.")

    @abstractmethod
    async def insert_rows(
        self,
        table: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[Value]],
        *,
        upsert_key: Sequence[str] = (),
    ) -> None:
        """Insert many rows in few statements.

        With `upsert_key` a row whose key is there already takes the new values of the other
        columns; a known value is never replaced by an unknown one.
        """


# Reads a SELECT on one connection, within that patience or else everybody's.
ReadOn: TypeAlias = Callable[[str, Parameters, Patience | None], Awaitable[list[Row]]]


class Snapshot:
    """One moment of a database, read through one connection. Statements take turns."""

    def __init__(self, dialect: Dialect, watcher: Watcher, read: ReadOn) -> None:
        """`read` reads on that connection."""
        self.dialect = dialect
        self.watcher = watcher
        self._read = read
        self._turn = asyncio.Lock()

    async def fetch_all(
        self,
        statement: str,
        parameters: Parameters = NO_PARAMETERS,
        *,
        patience: Patience | None = None,
    ) -> list[Row]:
        """All rows as they were when the snapshot was taken.

        With `patience` it may run longer than everybody's statements. Errors: DatabaseError and its
        subclasses. Nothing is tried again: what another connection read would be of another moment.
        """
        async with self._turn:
            return await self._read(statement, parameters, patience)


class Database(ABC):
    """A pool of autocommitting connections to one database."""

    dialect: Dialect
    transaction_attempts: int
    patience: Patience
    watcher = Watcher()

    async def connect(self) -> None:  # noqa: B027 — an engine may know without asking
        """See to it that `dialect` is known, which takes a connection on MySQL and MariaDB.

        Costs nothing once it is. Errors: DatabaseUnavailableError.
        """

    @abstractmethod
    async def fetch_all(
        self,
        statement: str,
        parameters: Parameters = NO_PARAMETERS,
        *,
        patience: Patience | None = None,
    ) -> list[Row]:
        """All rows of a SELECT, on any free connection, within `patience` or else everybody's.

        Errors: DatabaseUnavailableError (no connection in time), StatementTimeoutError,
        DatabaseError.
        """

    async def fetch_one(self, statement: str, parameters: Parameters = NO_PARAMETERS) -> Row | None:
        """The first row, or None."""
        rows = await self.fetch_all(statement, parameters)
        return rows[0] if rows else None

    @abstractmethod
    async def execute(self, statement: str, parameters: Parameters = NO_PARAMETERS) -> int:
        """Run one write that is a transaction of its own; the number of rows that it found.

        Errors: as `fetch_all`; OutcomeUnknownError when the connection breaks meanwhile.
        """

    @abstractmethod
    def transaction(self, *, bulk: bool = False) -> AbstractAsyncContextManager[Transaction]:
        """`async with database.transaction() as tx:` commits at the end, rolls back on any error.

        A `bulk` transaction is a load: it has no statement timeout and may wait long for locks.
        """

    @abstractmethod
    def snapshot(self, *, idle_seconds: float) -> AbstractAsyncContextManager[Snapshot]:
        """`async with database.snapshot(idle_seconds=60) as snapshot:` reads one moment throughout.

        Takes one connection until the end of the block, and writes nothing. The database puts up
        with `idle_seconds` between two statements. Errors: as `fetch_all`.
        """

    @abstractmethod
    def exclusive(self) -> AbstractAsyncContextManager[Transaction]:
        """One handle for one process at a time, without timeouts: what migrations run in.

        A transaction on SQLite. MySQL and MariaDB commit at every DDL statement anyway, so there
        each statement stands for itself.
        """

    @abstractmethod
    async def close(self) -> None:
        """Close every connection; whoever still waits for one gets an error."""

    async def transact(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run `work` in a transaction, again from the start when the database asks for it.

        Waits with jitter in between. `work` must be harmless to repeat after a COMMIT whose
        outcome is unknown. Errors: the last one after `transaction_attempts`, any that another
        attempt cannot mend at once; OutcomeUnknownError instead of either when an earlier attempt
        may have been stored.
        """
        unknown: OutcomeUnknownError | None = None
        attempt = 1
        while True:
            try:
                async with self.transaction() as tx:
                    return await work(self.watcher.watched(tx))
            except DatabaseError as error:
                if isinstance(error, OutcomeUnknownError):
                    unknown = error
                if attempt >= self.transaction_attempts or not _may_pass(error):
                    raise unknown or error from error.__cause__
            self.watcher.retried("transaction")
            await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 — jitter
            attempt += 1


def _may_pass(error: DatabaseError) -> bool:
    """Whether another attempt may succeed.

    A connection that was refused, with a number, was so at once; the next one may reach another
    node. One that nobody answered has taken its time already.
    """
    if isinstance(error, DatabaseUnavailableError):
        return error.code is not None
    return isinstance(error, TransientError)

"""The context of one request: what every resolver can reach."""

import time
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from loaders import Loaders
from loaders.batch import READING, Window

from .config import Settings
from .database import Database, Parameters, Row, Snapshot
from .database.dialect import Dialect
from .database.engine import NO_PARAMETERS, Patience
from .errors import BadInputError
from .execution import Trace
from .roles import ANONYMOUS, Signed


class StatementCost(NamedTuple):
    """One statement that a request has read by, and the loader that sent it, if one did."""

    loader: str | None
    text: str
    rows: int
    seconds: float


@dataclass
class Cost:
    """What a request has cost so far. `trace` lists its statements, where that was asked for."""

    statements: int = 0
    rows: int = 0
    database_seconds: float = 0.0
    trace: list[StatementCost] | None = None


@dataclass(frozen=True)
class Context:
    """Built once per request by `request_context`, and nowhere else.

    `signed` is whom the request speaks for. Reads go through `reader`, and analytics through
    `analytics`, so that they are counted and batches wait for them; `database` is for the one write
    transaction.
    """

    settings: Settings
    database: Database
    reader: "RequestReader"
    analytics: "RequestReader"
    loaders: Loaders
    signed: Signed = ANONYMOUS
    cost: Cost = field(default_factory=Cost)
    needed: dict[str, frozenset[str] | None] = field(default_factory=dict)
    """What the operation reads of each type, by attribute; an executor that knows fills it in."""
    trace: Trace | None = None
    """What the executor asks for on each level, where that is to be known."""

    @property
    def subject(self) -> str | None:
        """Who signed in, or None."""
        return self.signed.subject

    def list_size(self, first: int) -> int:
        """`first` of a bounded list, if it is within its bound.

        Errors: BadInputError.
        """
        return _within(first, self.settings.list_size_max, "MOVIE_GRAPH_LIST_SIZE_MAX")

    def page_size(self, first: int | None) -> int:
        """`first` or `last` of a connection, or the default, if it is within its bound.

        Errors: BadInputError.
        """
        if first is None:
            return self.settings.page_size_default
        return _within(first, self.settings.page_size_max, "MOVIE_GRAPH_PAGE_SIZE_MAX")


def request_context(
    database: Database,
    settings: Settings,
    *,
    signed: Signed = ANONYMOUS,
    cost: Cost | None = None,
    trace: Trace | None = None,
    analytics: Database | None = None,
    snapshot: Snapshot | None = None,
) -> AbstractAsyncContextManager[Context]:
    """The context of one request; at the end nothing that it started is left running.

    `analytics` is the database that analytics are read from, should it be another one. With a
    `snapshot`, everything is read from that.
    """
    cost = Cost() if cost is None else cost
    patience = _patience(signed, settings)
    source = snapshot or database
    window = _window(source, settings, cost, patience)
    reader = RequestReader(window, source)
    apart, analyst = window, reader
    if analytics is not None:
        apart = _window(analytics, settings, cost, patience)
        analyst = RequestReader(apart, analytics)
    needed: dict[str, frozenset[str] | None] = {}
    loaders = Loaders(window, needed, apart)
    context = Context(settings, database, reader, analyst, loaders, signed, cost, needed, trace)
    return _Opened(context, window, apart)


class _Opened(AbstractAsyncContextManager[Context]):
    """A context and the windows that are closed behind it. (`asynccontextmanager` would add five
    calls to every request.)"""

    def __init__(self, context: Context, *windows: Window) -> None:
        self._context = context
        self._windows = windows

    async def __aenter__(self) -> Context:
        return self._context

    async def __aexit__(self, *_: object) -> None:
        # graphql-core's executor is a cycle that holds the context: the rows need not wait for it.
        self._context.loaders.clear()
        for window in self._windows:
            await window.close()


def _patience(signed: Signed, settings: Settings) -> Patience | None:
    """How long a statement of whoever has signed in may run; None for as long as everybody's."""
    if not signed.has_higher_bounds:
        return None
    higher = Patience.by("analyst_statement_seconds", settings)
    return higher if higher.seconds > settings.statement_timeout_seconds else None


def _window(
    source: Database | Snapshot, settings: Settings, cost: Cost, patience: Patience | None
) -> Window:
    return Window(
        _Counted(source, cost, patience),
        batch_size=settings.batch_size_max,
        around_batch=source.watcher.batch,
    )


class RequestReader:
    """What root fields read through: counted, and batches wait for it."""

    def __init__(self, window: Window, source: Database | Snapshot) -> None:
        self._window = window
        self._source = source

    @property
    def dialect(self) -> Dialect:
        """The dialect of the request's database."""
        return self._source.dialect

    async def fetch_all(self, statement: str, parameters: Parameters = NO_PARAMETERS) -> list[Row]:
        """All rows of a SELECT. Errors: DatabaseError and its subclasses."""
        return await self._window.fetch_all(statement, parameters)


class _Counted:
    """A reader that counts what it reads."""

    def __init__(self, source: Database | Snapshot, cost: Cost, patience: Patience | None) -> None:
        self._watcher = source.watcher
        self._cost = cost
        self._read = partial(source.fetch_all, patience=patience) if patience else source.fetch_all

    async def fetch_all(self, statement: str, parameters: Mapping[str, Any], /) -> list[Row]:
        cost, started = self._cost, time.perf_counter()
        cost.statements += 1
        rows: list[Row] = []
        try:
            with self._watcher.statement(statement):
                rows = await self._read(statement, parameters)
        finally:
            seconds = time.perf_counter() - started
            cost.database_seconds += seconds
            cost.rows += len(rows)
            if cost.trace is not None:
                cost.trace.append(StatementCost(READING.get(), statement, len(rows), seconds))
        return rows


def _within(size: int, bound: int, name: str) -> int:
    if size < 0:
        raise BadInputError(f"{size} items cannot be asked for. Ask for 0 or more.")
    if size > bound:
        raise BadInputError(
            f"{size} items are more than the {bound} that may be asked for at once. "
            "Ask for fewer, and for the next page with `after` where there is one.",
            bound=name,
            limit=bound,
            value=size,
        )
    return size

"""Exports: so many at once, each the rows of one table as bytes, from one snapshot."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from functools import partial

from ..config import Settings
from ..context import Cost, request_context
from ..database import Database
from ..refusal import RefusedError
from ..roles import Signed
from ..schema.table import Table
from .flattening import flattened
from .formats import Format


class Exports:
    """The files that one worker is sending."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._under_way = 0

    async def parts(
        self, database: Database, table: Table, format_: Format, signed: Signed, cost: Cost
    ) -> AsyncGenerator[bytes]:
        """The file in parts, each made when it is asked for. Close it when the last was not.

        Errors: RefusedError 503, DatabaseError, NotRunError.
        """
        settings = self._settings
        names = [column.name for column in table.columns]
        head = format_.head(names)
        with self._place():
            async with database.snapshot(idle_seconds=settings.export_seconds) as snapshot:
                opened = partial(
                    request_context,
                    database,
                    settings,
                    signed=signed,
                    cost=cost,
                    snapshot=snapshot,
                )
                async with aclosing(table.chunks(opened)) as chunks:
                    async for rows in chunks:
                        columns = flattened(rows, table.columns, table.exploded)
                        yield head + format_.body(names, columns)
                        head = b""

    @contextmanager
    def _place(self) -> Iterator[None]:
        most = self._settings.exports_max
        if self._under_way >= most:
            raise RefusedError(
                503,
                "The server is sending as many files as it may. Try again in a while.",
                {"Retry-After": "5"},
                extensions={
                    "code": "SERVER_BUSY",
                    "bound": "MOVIE_GRAPH_EXPORTS_MAX",
                    "limit": most,
                    "value": self._under_way + 1,
                },
            )
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

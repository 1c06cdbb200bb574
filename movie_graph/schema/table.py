"""A query as a table: its one list, read chunk by chunk."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, TypeAlias

from graphql import GraphQLError, OperationDefinitionNode
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.types import ExecutionResult

from movie_graph.config import Settings
from movie_graph.context import Context
from movie_graph.errors import MovieGraphError
from movie_graph.execution import Bound
from movie_graph.execution.chunks import ChunkedOperation, chunked
from movie_graph.execution.documents import Prepared
from movie_graph.execution.listing import Column, Listing

from .bounds import bound

CHUNK_ROWS = 1000

Variables: TypeAlias = dict[str, Any]
Opened: TypeAlias = Callable[[], AbstractAsyncContextManager[Context]]


class NotRunError(MovieGraphError):
    """An operation was not run, or not to its end, because of these errors."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


@dataclass(frozen=True)
class Runner:
    """What a table needs of the schema: what an operation costs, and its answer.

    `cost` raises GraphQLError when that is beyond its bound.
    """

    cost: Callable[[Prepared, OperationDefinitionNode, Variables], int]
    run: Callable[
        [Prepared, OperationDefinitionNode, Variables, Context], Awaitable[ExecutionResult]
    ]


class Table:
    """The rows of one list, and their columns."""

    def __init__(
        self,
        prepared: Prepared,
        operation: OperationDefinitionNode,
        listing: Listing,
        raw: Variables,
        values: VariableValues,
        runner: Runner,
        settings: Settings,
    ) -> None:
        """`raw` are the variables as a client sent them, `values` what became of them.

        Errors: GraphQLError when a bound refuses it.
        """
        self._prepared, self._operation, self._listing = prepared, operation, listing
        self._raw, self._values, self._runner = raw, values, runner
        self._rows = bound(settings, "export_rows_max")
        self._chunks: ChunkedOperation | None = None
        if listing.connection is not None:
            self._chunks = chunked(prepared, operation, listing)
            connection = listing.fields[-2][1][0].node
            asked = get_argument_values(listing.connection, connection, values)
            self._wanted: int | None = asked.get("first")
            self._after: str | None = asked.get("after")
            largest = min(CHUNK_ROWS, settings.page_size_max)
            if self._wanted is not None:
                _check_rows(self._rows, self._wanted)
                largest = min(largest, self._wanted)
            self._size = self._affordable(self._chunks, largest)
        else:
            runner.cost(prepared, operation, values.coerced)

    @property
    def columns(self) -> Sequence[Column]:
        return self._listing.columns

    @property
    def exploded(self) -> tuple[str, ...] | None:
        """The way from a row to the list of which each item makes a row."""
        return self._listing.exploded

    async def chunks(self, opened: Opened) -> AsyncGenerator[list[Any]]:
        """The rows of each chunk as the answer has them, read in a context of its own.

        Errors: NotRunError.
        """
        if self._chunks is None:
            yield await self._plain_list(opened)
            return
        left, after, counted = self._wanted, self._after, self._wanted is None
        while True:
            size = self._size if left is None else min(self._size, left)
            variables = self._chunks.variables(size, after, counted=counted)
            data = await self._answer(
                opened, self._chunks.prepared, self._chunks.operation, {**self._raw, **variables}
            )
            chunk = self._chunks.chunk(data)
            if chunk.total is not None:
                try:
                    _check_rows(self._rows, chunk.total)
                except GraphQLError as error:
                    raise NotRunError([error]) from None
            yield chunk.rows
            after, counted = chunk.after, False
            if left is not None:
                left -= size
            if after is None or left == 0:
                return

    async def _plain_list(self, opened: Opened) -> list[Any]:
        found = await self._answer(opened, self._prepared, self._operation, self._raw)
        for name in self._listing.path:
            found = None if found is None else found[name]
        return found or []

    async def _answer(
        self,
        opened: Opened,
        prepared: Prepared,
        operation: OperationDefinitionNode,
        raw: Variables,
    ) -> Any:
        async with opened() as context:
            result = await self._runner.run(prepared, operation, raw, context)
        if result.errors:
            raise NotRunError(result.errors)
        return result.data

    def _affordable(self, chunks: ChunkedOperation, size: int) -> int:
        """The largest of size, size/2, size/4, … whose chunk costs no more than it may."""
        while True:
            own = chunks.variables(size, None, counted=self._wanted is None)
            try:
                self._runner.cost(
                    chunks.prepared, chunks.operation, {**self._values.coerced, **own}
                )
            except GraphQLError:
                if size <= 1:
                    raise
                size //= 2
            else:
                return size


def _check_rows(most: Bound, rows: int) -> None:
    if rows > most.limit:
        raise most.error(rows, "rows of a file", "Ask for the `first` so many, or narrow `where`.")

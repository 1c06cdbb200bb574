"""The twins: our schema on graphql-core's own executor and on ours, over one database."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

from graphql import parse

from movie_graph.config import Settings
from movie_graph.context import Context, request_context
from movie_graph.database import Database
from movie_graph.roles import ANONYMOUS, Signed
from movie_graph.schema import build_schema
from movie_graph.schema.build import MovieGraphSchema
from tests.execution.differential import (
    Executed,
    NullPlaces,
    Request,
    assert_same,
    assert_same_with_errors,
    executed,
    listing_class,
)

SETTINGS = Settings(jwt_secret="x" * 32, document_aliases_max=40, document_root_fields_max=50)

# A database for one run; runs that write get one each, in the same state.
Opening: TypeAlias = Callable[[], AbstractAsyncContextManager[Database]]


@dataclass(frozen=True)
class Compared:
    """What both answered."""

    stock: Executed
    ours: Executed


def _signed(subject: str | None) -> Signed:
    return ANONYMOUS if subject is None else Signed(subject)


class Deaf(dict[str, Any]):
    """Hears nothing of what an operation needs."""

    def update(self, *_needs: Any, **_more: Any) -> None:
        """Stay empty."""


class Twins:
    """Runs a request on both and compares the answers."""

    def __init__(self, settings: Settings = SETTINGS) -> None:
        self.settings = settings
        self.stock = build_schema(settings, breadth_first=False)
        self.ours = build_schema(settings)

    async def compare(
        self,
        opening: Opening,
        text: str,
        variables: Mapping[str, Any] | None = None,
        *,
        operation: str | None = None,
        subject: str | None = None,
    ) -> Compared:
        """Send a document to both as a client would. Fails where they differ."""

        async def served(schema: MovieGraphSchema, context: Context) -> Executed:
            result = await schema.execute(
                text, dict(variables or {}), context_value=context, operation_name=operation
            )
            return Executed(result.data, result.errors or [], context.cost.statements)

        stock = await self._run(opening, subject, lambda context: served(self.stock, context))
        ours = await self._run(opening, subject, lambda context: served(self.ours, context))
        if any(error.path for error in [*stock.errors, *ours.errors]):
            request = Request(text, parse(text), variables or {}, operation, subject)
            await self._compare_listed(opening, request, stock, ours)
        else:
            assert_same(stock, ours)
        assert ours.statements <= stock.statements
        return Compared(stock, ours)

    async def compare_valid(self, opening: Opening, request: Request) -> Compared:
        """The same for a document that is known to be valid; parses and validates nothing.

        Where there are errors, statements are counted in the listings: how many more leave after
        the first error is again a matter of timing.
        """

        async def run(schema: MovieGraphSchema, context: Context) -> Executed:
            return await executed(schema.execution_context_class, schema._schema, request, context)

        with_rows = partial(self._run, opening, request.subject, whole_rows=request.whole_rows)
        stock = await with_rows(lambda context: run(self.stock, context))
        ours = await with_rows(lambda context: run(self.ours, context))
        if stock.errors or ours.errors:
            await self._compare_listed(opening, request, stock, ours)
        else:
            assert_same(stock, ours)
            assert ours.statements <= stock.statements
        return Compared(stock, ours)

    async def _compare_listed(
        self, opening: Opening, request: Request, stock: Executed, ours: Executed
    ) -> None:
        places = NullPlaces()

        async def listed(schema: MovieGraphSchema, context: Context) -> Executed:
            lister = listing_class(schema.execution_context_class, places)
            return await executed(lister, schema._schema, request, context)

        with_rows = partial(self._run, opening, request.subject, whole_rows=request.whole_rows)
        stock_listing = await with_rows(lambda context: listed(self.stock, context))
        our_listing = await with_rows(lambda context: listed(self.ours, context))
        assert_same_with_errors(stock, ours, stock_listing, our_listing, places)
        assert our_listing.statements <= stock_listing.statements

    async def _run(
        self,
        opening: Opening,
        subject: str | None,
        run: Callable[[Context], Awaitable[Executed]],
        *,
        whole_rows: bool = False,
    ) -> Executed:
        async with (
            opening() as database,
            request_context(database, self.settings, signed=_signed(subject)) as context,
        ):
            answer = await run(replace(context, needed=Deaf()) if whole_rows else context)
            return Executed(answer.data, answer.errors, context.cost.statements)

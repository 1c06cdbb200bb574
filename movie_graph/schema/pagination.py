"""Pagination: Relay connections over keyset pages."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

import strawberry
from strawberry.types import Info

from loaders.batch import BatchLoader, Row
from movie_graph.context import Context
from movie_graph.database.catalog import Listing, count_rows, page_rows
from movie_graph.database.cursors import read_cursor, write_cursor
from movie_graph.database.paging import Slice
from movie_graph.errors import BadInputError

from .fields import attribute
from .list_sizes import COUNTED

R = TypeVar("R")


@dataclass(frozen=True)
class Edge(Generic[R]):
    """A row at its place in a list."""

    listing: Listing[Any]
    node: R

    @property
    def cursor(self) -> str:
        return write_cursor(self.listing, self.node)


class Page(Generic[R]):
    """One page of a list: what a connection type shows. Reads cost nothing until asked for."""

    def __init__(
        self,
        listing: Listing[Any],
        part: Slice,
        rows: list[R],
        count: Callable[[], Awaitable[int]],
    ) -> None:
        """`rows` is what the page's statement gave: up to one more than `part.size`."""
        self.listing = listing
        self.part = part
        self.has_more = len(rows) > part.size
        kept = rows[: part.size]
        self.nodes = kept[::-1] if part.backward else kept
        self.count = count

    @cached_property
    def edges(self) -> list[Edge[R]]:
        return [Edge(self.listing, row) for row in self.nodes]

    @property
    def page_info(self) -> "Page[R]":
        return self

    @property
    def has_next_page(self) -> bool:
        return self.part.place is not None if self.part.backward else self.has_more

    @property
    def has_previous_page(self) -> bool:
        return self.has_more if self.part.backward else self.part.place is not None

    @property
    def start_cursor(self) -> str | None:
        return write_cursor(self.listing, self.nodes[0]) if self.nodes else None

    @property
    def end_cursor(self) -> str | None:
        return write_cursor(self.listing, self.nodes[-1]) if self.nodes else None


def part_of(
    context: Context,
    listing: Listing[Any],
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Slice:
    """Which part of `listing` the arguments of a connection ask for.

    Errors: BadInputError, BadCursorError.
    """
    if first is not None and last is not None:
        raise BadInputError("`first` and `last` cannot go together. Give one of them.")
    if after is not None and before is not None:
        raise BadInputError("`after` and `before` cannot go together. Give one of them.")
    if (last is not None and after is not None) or (first is not None and before is not None):
        raise BadInputError("`first` goes with `after`, and `last` with `before`.")
    backward = last is not None or before is not None
    cursor = before if backward else after
    return Slice(
        size=context.page_size(last if backward else first),
        place=None if cursor is None else read_cursor(listing, cursor),
        backward=backward,
    )


async def page(context: Context, listing: Listing[Any], part: Slice) -> Page[Any]:
    """The page, by one statement; its count by one more, if it is asked for."""
    rows = await page_rows(context.reader, listing, part)
    return Page(listing, part, rows, lambda: count_rows(context.reader, listing))


def page_by_key(
    context: Context, listing: Listing[Any], part: Slice
) -> BatchLoader[int, Page[Any]]:
    """The loader for the page of each key of a grouped listing."""

    def wrap(key: int, rows: list[Row]) -> Page[Any]:
        made = list(map(listing.make, rows))
        counter = context.loaders.count_by_key(*listing.count_statement())
        return Page(listing, part, made, lambda: counter.load(key))

    return context.loaders.page_by_key(*listing.page_statement(part), wrap)


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(description="Whether there is more before it.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first edge.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last edge.")


def nodes_field(graphql_type: Any) -> Any:
    """`nodes`: the things themselves."""
    return attribute(graphql_type, "nodes", description="The things themselves, in order.")


def edges_field(graphql_type: Any) -> Any:
    """`edges`: the things with their cursors."""
    return attribute(graphql_type, "edges", description="The things with their cursors, in order.")


def page_info_field() -> Any:
    """`pageInfo`."""
    return attribute(PageInfo, "page_info", description="Where this page lies in its list.")


def total_count_field() -> Any:
    """`totalCount`, counted only when it is selected."""

    async def total_count(root: Any, info: Info[Context, Any]) -> int:
        return await root.count()  # type: ignore[no-any-return]  # a Page's count is an int

    return strawberry.field(
        total_count,
        description="How many there are in all. Counted only when selected.",
        metadata=COUNTED,
    )

"""Pages: a bounded, ordered list per key, or a count per key, by a statement composed elsewhere.

What a client may filter and order by is the server's knowledge, so the server hands in the
statement; here it is only run once for all keys.
"""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from .batch import BatchLoader, OnePerKey, Row, Window, many_per_key

P = TypeVar("P")


class PageByKeyLoader(BatchLoader[int, P], Generic[P]):
    """The page of each key, made by `wrap(key, rows)` from the rows whose last column is the key,
    in the statement's order."""

    def __init__(
        self,
        window: Window,
        statement: str,
        parameters: Mapping[str, Any],
        wrap: Callable[[int, list[Row]], P],
    ) -> None:
        super().__init__(window)
        self.statement = statement
        self.parameters = parameters
        self.wrap = wrap

    async def fetch(self, keys: list[int]) -> list[P]:
        rows = await self.window.fetch_all(self.statement, {"keys": keys, **self.parameters})
        lists = many_per_key(keys, rows, -1, _as_it_is)
        return [self.wrap(key, found) for key, found in zip(keys, lists, strict=True)]


class CountByKeyLoader(OnePerKey[int, int]):
    """How many rows each key has: `SELECT key, COUNT(*) … GROUP BY key`; 0 when there are none."""

    def __init__(self, window: Window, statement: str, parameters: Mapping[str, Any]) -> None:
        super().__init__(window)
        self.statement = statement
        self.parameters = parameters

    async def fetch(self, keys: list[int]) -> list[int]:
        rows = await self.window.fetch_all(self.statement, {"keys": keys, **self.parameters})
        counts: dict[int, int] = {key: count for key, count in rows}  # noqa: C416 — typed
        return [counts.get(key, 0) for key in keys]


def _as_it_is(row: Row) -> Row:
    return row

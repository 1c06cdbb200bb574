"""Sabotage: failures that strike the same values whoever executes, in whatever order or batch.

What is struck follows from a seed and from the thing itself (a statement's text, a row, a key, a
path), never from when it is reached.
"""

import asyncio
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from graphql import is_object_type

from loaders.batch import BatchLoader
from movie_graph.database import Database
from movie_graph.execution import ATTRIBUTE, LOOKUP, RELATION
from movie_graph.schema.build import MovieGraphSchema

# What a column may hold that its type does not expect.
ODD_VALUES = (None, "odd", "", 2**40, -(2**31) - 1, 1.5, float("nan"), float("inf"), True, -1)


class SabotageError(Exception):
    """Injected."""


@dataclass(frozen=True)
class Plan:
    """What fails, in thousandths: statements, values in rows, keys of loaders, resolvers."""

    seed: int = 0
    statements: int = 0
    values: int = 0
    keys: int = 0
    resolvers: int = 0

    def strikes(self, thousandths: int, *thing: object) -> int:
        """0 if the thing is spared; else a number that says how it is struck."""
        if not thousandths:
            return 0
        number = zlib.crc32(repr((self.seed, *thing)).encode())
        return 1 + number // 1000 if number % 1000 < thousandths else 0


@dataclass
class Saboteur:
    """Carries out the current plan."""

    plan: Plan = field(default_factory=Plan)

    @contextmanager
    def following(self, plan: Plan) -> Iterator[None]:
        before, self.plan = self.plan, plan
        try:
            yield
        finally:
            self.plan = before

    def rows(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """What the database's rows become. Errors: SabotageError."""
        if self.plan.strikes(self.plan.statements, statement):
            raise SabotageError(f"statement {zlib.crc32(statement.encode())}")
        if not self.plan.values:
            return list(rows)
        return [tuple(self._value(row, at) for at in range(len(row))) for row in rows]

    def _value(self, row: tuple[Any, ...], at: int) -> Any:
        struck = self.plan.strikes(self.plan.values, row, at) if at else 0
        return ODD_VALUES[struck % len(ODD_VALUES)] if struck else row[at]

    def key(self, loader: BatchLoader[Any, Any], key: Any, value: Any) -> Any:
        """What a loader has for one key."""
        if self.plan.strikes(self.plan.keys, type(loader).__name__, key):
            return SabotageError(f"{type(loader).__name__} {key}")
        return value

    def resolver(self, name: str, resolve: Callable[..., Any]) -> Callable[..., Any]:
        """A resolver that fails at some paths."""

        def resolve_or_fail(source: Any, info: Any, **arguments: Any) -> Any:
            struck = self.plan.strikes(self.plan.resolvers, name, info.path.as_list())
            if struck % 3 == 1:
                raise SabotageError(f"{name} raised")
            if struck % 3 == 2:
                return SabotageError(f"{name} returned")
            return None if struck else resolve(source, info, **arguments)

        return resolve_or_fail


class SabotagedDatabase:
    """A database that answers as the saboteur leaves it, every statement in one turn of the loop.

    So when a batch leaves follows from the document alone. `database` belongs to another event
    loop, in a thread of its own, and is asked each statement once.
    """

    def __init__(
        self, database: Database, loop: asyncio.AbstractEventLoop, saboteur: Saboteur
    ) -> None:
        self._database = database
        self._loop = loop
        self._saboteur = saboteur
        self._known: dict[str, list[tuple[Any, ...]]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    async def fetch_all(
        self, statement: str, parameters: Mapping[str, Any]
    ) -> list[tuple[Any, ...]]:
        asked = repr((statement, sorted(parameters.items())))
        if asked not in self._known:
            reading = self._database.fetch_all(statement, parameters)
            self._known[asked] = asyncio.run_coroutine_threadsafe(reading, self._loop).result()
        await asyncio.sleep(0)
        return self._saboteur.rows(statement, self._known[asked])


def sabotage_resolvers(schema: MovieGraphSchema, saboteur: Saboteur) -> list[str]:
    """Put the saboteur before every resolver that is not declared (those have loaders and rows).

    The names of the fields that have one now.
    """
    sabotaged = []
    for type_ in schema._schema.type_map.values():
        if not is_object_type(type_) or type_.name.startswith("__"):
            continue
        for name, definition in type_.fields.items():
            metadata = definition.extensions["strawberry-definition"].metadata
            declared = not metadata.keys().isdisjoint((ATTRIBUTE, LOOKUP, RELATION))
            resolve: Any = definition.resolve
            if not declared and not resolve._is_default:
                definition.resolve = saboteur.resolver(f"{type_}.{name}", resolve)
                sabotaged.append(f"{type_}.{name}")
    return sabotaged


@contextmanager
def sabotaged_loaders(saboteur: Saboteur) -> Iterator[None]:
    """Let loaders give exceptions for some of their keys."""
    whole = BatchLoader.batch_load_fn

    async def batch_load_fn(self: BatchLoader[Any, Any], keys: list[Any]) -> Sequence[Any]:
        values = await whole(self, keys)
        return [saboteur.key(self, key, value) for key, value in zip(keys, values, strict=True)]

    BatchLoader.batch_load_fn = batch_load_fn  # type: ignore[method-assign]
    try:
        yield
    finally:
        BatchLoader.batch_load_fn = whole  # type: ignore[method-assign]

"""A schema of no use, with what ours has none of: every shape of type, every kind of resolver.

Resolvers answer with what a seed says: the value, None, an exception raised or returned, at once
or later. It depends on the place in the answer alone, so any executor meets the same.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, NewType, cast

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.types import Info
from strawberry.types.scalar import scalar

Even = NewType("Even", int)


def _even(value: int) -> int:
    if value % 2:
        raise ValueError(f"{value} is odd")
    return value


@strawberry.enum
class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@dataclass
class Seed:
    """The context: what goes wrong, in thousandths of all places, and what is slow."""

    number: int
    failing: int = 0
    slow: int = 0

    def at(self, info: Info[Any, Any], share: int) -> int:
        """A number above 0 if this place is struck, else 0."""
        place = (self.number, share, info.path.as_list())
        drawn = zlib.crc32(repr(place).encode())
        return 1 + drawn // 1000 if drawn % 1000 < share else 0


def _answer(info: Info[Seed, Any], value: Any) -> Any:
    seed = info.context
    struck = seed.at(info, seed.failing)
    if struck % 4 == 1:
        raise ValueError(f"raised {struck}")
    if struck % 4 == 2:
        value = ValueError(f"returned {struck}")
    elif struck:
        value = None
    turns = seed.at(info, seed.slow) % 4

    async def later() -> Any:
        for _ in range(turns):
            await asyncio.sleep(0)
        if struck % 8 == 5:
            raise ValueError(f"raised later {struck}")
        return value

    return later() if turns else value


def field(make: Callable[[Any], Any], graphql_type: Any) -> Any:
    """A field whose value `make` gives for the object's number."""

    def resolve(root: Any, info: Info[Any, Any]) -> Any:
        return _answer(info, make(getattr(root, "n", 0)))

    return strawberry.field(resolve, graphql_type=graphql_type)


class Thing:
    """What all objects are: a number. Fields below count on from it."""

    def __init__(self, n: int) -> None:
        self.n = n


class CircleRow(Thing):
    pass


class SquareRow(Thing):
    pass


def things(n: int) -> list[Thing]:
    return [CircleRow(n * 3 + i) if i % 2 else SquareRow(n * 3 + i) for i in range(3)]


LazyShape = Annotated["Shape", strawberry.lazy("tests.execution.synthetic")]
LazySquare = Annotated["Square", strawberry.lazy("tests.execution.synthetic")]


@strawberry.interface
class Shape:
    n: int
    name: str = field(lambda n: f"shape {n}", str)
    neighbours: list[LazyShape | None] | None = field(things, list[LazyShape | None] | None)


@strawberry.type
class Circle(Shape):
    radius: float = field(lambda n: n / 4, float)
    even: Even | None = field(lambda n: n, Even | None)
    evens: list[Even | None] = field(lambda n: [n, n + 1, n + 2], list[Even | None])
    strict_evens: list[Even] | None = field(lambda n: [n, n + 2], list[Even] | None)
    inside: LazySquare = field(SquareRow, LazySquare)

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, CircleRow)


@strawberry.type
class Square(Shape):
    colour: Colour = field(lambda n: Colour.RED if n % 3 else Colour.BLUE, Colour)
    colours: list[list[Colour] | None] = field(
        lambda n: [[Colour.RED] * (n % 4), None, [Colour.BLUE]], list[list[Colour] | None]
    )
    grid: list[list[LazyShape]] | None = field(
        lambda n: [things(n), [], things(n + 1)], list[list[LazyShape]] | None
    )
    loose_grid: list[list[LazyShape | None] | None] = field(
        lambda n: [things(n), None, [None, *things(n)]], list[list[LazyShape | None] | None]
    )
    chain: LazySquare = field(SquareRow, LazySquare)
    broken: LazySquare | None = field(CircleRow, LazySquare | None)
    cubes: list[list[list[int]]] = field(lambda n: [[[n], []], [], [[n, n]]], list[list[list[int]]])
    text: list[str] = field(lambda n: (str(i) for i in range(n % 3)), list[str])
    not_a_list: list[str] | None = field(lambda n: n, list[str] | None)

    @strawberry.field
    async def coming(self: Any, info: Info[Any, Any]) -> LazyShape | None:
        await asyncio.sleep(0)
        found: Any = _answer(info, CircleRow(self.n + 1))
        found = await found if asyncio.iscoroutine(found) else found
        return cast("Shape | None", found)

    @strawberry.field
    def echo(self: Any, word: str | None = "a", times: int | None = 2) -> list[str | None]:
        return [word] * times if times is not None else [None]

    @strawberry.field(graphql_type=list[int])  # type: ignore[untyped-decorator]
    async def stream(self: Any) -> AsyncIterator[int]:
        for i in range(2):
            await asyncio.sleep(0)
            yield i

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, SquareRow)


Figure = Annotated[Circle | Square, strawberry.union("Figure")]


@strawberry.type
class Query:
    shapes: list[Shape | None] = field(lambda n: things(1), list[Shape | None])
    strict: list[Shape] | None = field(lambda n: things(2), list[Shape] | None)
    figure: Figure | None = field(CircleRow, Figure | None)
    figures: list[Figure] = field(lambda n: [*things(3), *things(4)], list[Figure])
    square: Square | None = field(SquareRow, Square | None)
    wrong: Square | None = field(CircleRow, Square | None)
    number: int = field(lambda n: 2**40, int)
    nothing: None = None
    default: str = "as it is"


@strawberry.type
class Mutation:
    first: Square = field(SquareRow, Square)
    second: Circle | None = field(CircleRow, Circle | None)


EVEN = scalar(name="Even", serialize=_even, parse_value=_even)
CONFIG = StrawberryConfig(scalar_map={Even: EVEN})

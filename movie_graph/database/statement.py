"""Statements: text with named values, cut once into pieces that each engine can fill."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from .engine import Parameters, Value

NAMED = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


@dataclass(frozen=True)
class Statement:
    """A statement cut at its names: text, name, text, name, …, text."""

    texts: tuple[str, ...]
    names: tuple[str, ...]

    def fill(self, parameters: Parameters, literal: Callable[[Value], str]) -> str:
        """The statement with every value written out by `literal`; a list becomes `a, b, c`.

        An empty list becomes NULL, so that `IN (:ids)` is never true. Whole numbers, which the
        keys of loaders are, go without `literal`.
        """
        pieces = [self.texts[0]]
        for name, text in zip(self.names, self.texts[1:], strict=True):
            value = parameters[name]
            if isinstance(value, list | tuple):
                pieces.append(_written_list(value, literal))
            else:
                pieces.append(literal(value))  # type: ignore[arg-type]  # a str is a Value
            pieces.append(text)
        return "".join(pieces)


@lru_cache(maxsize=1024)
def parse_statement(text: str) -> Statement:
    """Cut `text` at its `:names`. Cached: statements are constants or composed of few parts."""
    pieces = NAMED.split(text)
    return Statement(tuple(pieces[::2]), tuple(pieces[1::2]))


def _written_list(values: list[Value] | tuple[Value, ...], literal: Callable[[Value], str]) -> str:
    if not values:
        return "NULL"
    if set(map(type, values)) == {int}:
        return ",".join(map(str, values))
    return ",".join(map(literal, values))

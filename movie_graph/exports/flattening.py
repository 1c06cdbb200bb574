"""Flattening: rows of an answer, which nest, as columns of values, which do not."""

from collections.abc import Sequence
from itertools import chain, repeat
from typing import Any

from movie_graph.execution.listing import Column


def flattened(
    rows: Sequence[Any], columns: Sequence[Column], exploded: tuple[str, ...] | None
) -> list[list[Any]]:
    """The values of each column, all of one length; None below an object that is not there.

    With `exploded`, a row appears once for each item of that list, and once without an item where
    the list is empty or null.
    """
    if exploded is None:
        return [_values(rows, column.path) for column in columns]
    lists = [items or (None,) for items in _values(rows, exploded)]
    items = list(chain.from_iterable(lists))
    depth = len(exploded)
    return [
        _values(items, column.path[depth:])
        if column.of_item
        else _repeated(_values(rows, column.path), lists)
        for column in columns
    ]


def _values(rows: Sequence[Any], path: Sequence[str]) -> list[Any]:
    values = list(rows)
    for name in path:
        # An object of another type than the one that has the field has no such name.
        values = [None if value is None else value.get(name) for value in values]
    return values


def _repeated(values: list[Any], lists: list[Any]) -> list[Any]:
    return list(chain.from_iterable(map(repeat, values, map(len, lists))))

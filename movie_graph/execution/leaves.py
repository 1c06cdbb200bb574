"""Leaves: a column of values at a time.

Where every value of a column already is what its scalar would make of it, nothing has to be done;
that is seen from the set of the values' classes. Any other column is left to the scalar itself,
value by value.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from graphql import GraphQLEnumType, GraphQLLeafType

# Takes a column without None; the same or another list, or None when it cannot tell.
Column: TypeAlias = Callable[[list[Any]], list[Any] | None]

INT_LIMIT = 2**31


def strings(values: list[Any]) -> list[Any] | None:
    """Text stays text."""
    return values if _only(str, values) else None


def ints(values: list[Any]) -> list[Any] | None:
    """Whole numbers of 32 bits stay as they are."""
    if _only(int, values) and (
        not values or (min(values) >= -INT_LIMIT and max(values) < INT_LIMIT)
    ):
        return values
    return None


def floats(values: list[Any]) -> list[Any] | None:
    """Finite fractions stay as they are."""
    return values if _only(float, values) and all(map(math.isfinite, values)) else None


def booleans(values: list[Any]) -> list[Any] | None:
    """True and False stay."""
    return values if _only(bool, values) else None


def whole_numbers(limit: int) -> Column:
    """Whole numbers within ±limit stay as they are."""

    def within(values: list[Any]) -> list[Any] | None:
        if _only(int, values) and (not values or (min(values) >= -limit and max(values) <= limit)):
            return values
        return None

    return within


def enum_names(type_: GraphQLEnumType) -> Column:
    """Text that is the value of an enum becomes the value's name."""
    names: dict[str, str] = {}
    for name, value in type_.values.items():
        meant = name if value.value is None else value.value
        if isinstance(meant, str):
            names.setdefault(meant, name)  # of two names for one value, the first

    def named(values: list[Any]) -> list[Any] | None:
        if not _only(str, values):
            return None
        try:
            return [names[value] for value in values]
        except KeyError:
            return None

    return named


@dataclass(frozen=True)
class Serializer:
    """A custom scalar's `serialize` that has a quick way for whole columns as well."""

    serialize: Callable[[Any], Any]
    column: Column

    def __call__(self, value: Any) -> Any:
        return self.serialize(value)


BUILT_IN: dict[str, Column] = {
    "String": strings,
    "ID": strings,
    "Int": ints,
    "Float": floats,
    "Boolean": booleans,
}


def column_of(type_: GraphQLLeafType) -> Column | None:
    """The quick way for a leaf type, or None if only the type itself knows.

    A custom scalar names its own: its `serialize` is a Serializer.
    """
    if isinstance(type_, GraphQLEnumType):
        return enum_names(type_)
    serialize = type_.coerce_output_value
    return serialize.column if isinstance(serialize, Serializer) else BUILT_IN.get(type_.name)


def _only(wanted: type, values: list[Any]) -> bool:
    return set(map(type, values)) <= {wanted}

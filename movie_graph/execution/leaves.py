"""Leaves: a column of values at a time.

Where every value of a column already is what its scalar would make of it, nothing has to be done;
that is seen from the values' classes. Any other column is left to the scalar itself, value by
value.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from graphql import GraphQLEnumType, GraphQLLeafType

# Takes the values of a column; the same or another list, or None when it cannot tell.
Quick: TypeAlias = Callable[[list[Any]], list[Any] | None]

# Takes whether there may be None among the values, which then stays None.
Column: TypeAlias = Callable[[bool], Quick]

NoneType = type(None)
INT_LIMIT = 2**31


def unchanged(of_values: type) -> Column:
    """Values of just this class stay as they are."""

    def column(nullable: bool) -> Quick:
        are_fine = _classes(of_values, nullable).issuperset

        def quick(values: list[Any]) -> list[Any] | None:
            return values if are_fine(map(type, values)) else None

        return quick

    return column


def finite(nullable: bool) -> Quick:
    """Finite fractions stay as they are."""
    are_fine = _classes(float, nullable).issuperset

    def quick(values: list[Any]) -> list[Any] | None:
        fine = are_fine(map(type, values)) and all(map(math.isfinite, _known(values)))
        return values if fine else None

    return quick


def whole_numbers(lowest: int, highest: int) -> Column:
    """Whole numbers from `lowest` to `highest` stay as they are."""

    def column(nullable: bool) -> Quick:
        are_fine = _classes(int, nullable).issuperset

        def quick(values: list[Any]) -> list[Any] | None:
            if not are_fine(map(type, values)):
                return None
            known = _known(values)
            if not known or (min(known) >= lowest and max(known) <= highest):
                return values
            return None

        return quick

    return column


def converted(column: Column, convert: Callable[[Any], Any]) -> Column:
    """Each value through `convert`, where `column` lets them all pass."""

    def made(nullable: bool) -> Quick:
        pass_ = column(nullable)

        def quick(values: list[Any]) -> list[Any] | None:
            if pass_(values) is None:
                return None
            return [None if value is None else convert(value) for value in values]

        return quick

    return made


def enum_names(type_: GraphQLEnumType) -> Column:
    """Text that is the value of an enum becomes the value's name."""
    names: dict[str | None, str | None] = {}
    for name, value in type_.values.items():
        meant = name if value.value is None else value.value
        if isinstance(meant, str):
            names.setdefault(meant, name)  # of two names for one value, the first

    def column(nullable: bool) -> Quick:
        are_fine = _classes(str, nullable).issuperset

        def quick(values: list[Any]) -> list[Any] | None:
            if not are_fine(map(type, values)):
                return None
            try:
                return [None if value is None else names[value] for value in values]
            except KeyError:
                return None

        return quick

    return column


@dataclass(frozen=True)
class Serializer:
    """A custom scalar's `serialize` that has a quick way for whole columns as well."""

    serialize: Callable[[Any], Any]
    column: Column

    def __call__(self, value: Any) -> Any:
        return self.serialize(value)


strings = unchanged(str)

BUILT_IN: dict[str, Column] = {
    "String": strings,
    "ID": strings,
    "Int": whole_numbers(-INT_LIMIT, INT_LIMIT - 1),
    "Float": finite,
    "Boolean": unchanged(bool),
}


def column_of(type_: GraphQLLeafType) -> Column | None:
    """The quick way for a leaf type, or None if only the type itself knows.

    A custom scalar names its own: its `serialize` is a Serializer.
    """
    if isinstance(type_, GraphQLEnumType):
        return enum_names(type_)
    serialize = type_.coerce_output_value
    return serialize.column if isinstance(serialize, Serializer) else BUILT_IN.get(type_.name)


def cannot_tell(_values: list[Any]) -> None:
    """For types that have no quick way."""


def _classes(of_values: type, nullable: bool) -> frozenset[type]:
    return frozenset({of_values, NoneType} if nullable else {of_values})


def _known(values: list[Any]) -> list[Any]:
    return [value for value in values if value is not None] if None in values else values

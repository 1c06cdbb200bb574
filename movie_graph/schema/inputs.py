"""Filters on one value: the inputs that `where` is made of, and what each means."""

from collections.abc import Mapping
from typing import Any, Protocol

import strawberry

from movie_graph.database.conditions import (
    Condition,
    Operator,
    TextColumn,
    all_of,
    compare,
    contains,
    one_of,
    starts_with,
    unknown,
)

from .scalars import Date, Long

OPERATORS: dict[str, Operator] = {
    "eq": "=",
    "ne": "<>",
    "gt": ">",
    "gte": ">=",
    "lt": "<",
    "lte": "<=",
}


def option(description: str, metadata: Mapping[str, Any] | None = None) -> Any:
    return strawberry.field(default=None, description=description, metadata=metadata)


@strawberry.input(description="Fits numbers. Several conditions must all hold.")
class IntFilter:
    eq: int | None = option("Equal to this.")
    ne: int | None = option("Known, and not equal to this.")
    in_: list[int] | None = strawberry.field(
        default=None, name="in", description="Equal to one of these."
    )
    gt: int | None = option("Greater than this.")
    gte: int | None = option("Greater than or equal to this.")
    lt: int | None = option("Less than this.")
    lte: int | None = option("Less than or equal to this.")
    is_null: bool | None = option("True: unknown. False: known.")


@strawberry.input(description="Fits large whole numbers. Several conditions must all hold.")
class LongFilter:
    eq: Long | None = option("Equal to this.")
    ne: Long | None = option("Known, and not equal to this.")
    in_: list[Long] | None = strawberry.field(
        default=None, name="in", description="Equal to one of these."
    )
    gt: Long | None = option("Greater than this.")
    gte: Long | None = option("Greater than or equal to this.")
    lt: Long | None = option("Less than this.")
    lte: Long | None = option("Less than or equal to this.")
    is_null: bool | None = option("True: unknown. False: known.")


@strawberry.input(description="Fits fractional numbers. Several conditions must all hold.")
class FloatFilter:
    gt: float | None = option("Greater than this.")
    gte: float | None = option("Greater than or equal to this.")
    lt: float | None = option("Less than this.")
    lte: float | None = option("Less than or equal to this.")
    is_null: bool | None = option("True: unknown. False: known.")


@strawberry.input(description="Fits days. Several conditions must all hold.")
class DateFilter:
    eq: Date | None = option("On this day.")
    gt: Date | None = option("After this day.")
    gte: Date | None = option("On this day or after it.")
    lt: Date | None = option("Before this day.")
    lte: Date | None = option("On this day or before it.")
    is_null: bool | None = option("True: unknown. False: known.")


@strawberry.input(
    description="Fits text. Several conditions must all hold. Of jobs, departments and languages "
    "only the case is ignored."
)
class StringFilter:
    eq: str | None = option("Exactly this, to the letter.")
    ne: str | None = option("Known, and not exactly this.")
    in_: list[str] | None = strawberry.field(
        default=None, name="in", description="Exactly one of these."
    )
    starts_with: str | None = option("Begins so, ignoring case, accents and punctuation.")
    contains: str | None = option("Holds this, ignoring case, accents and punctuation.")
    is_null: bool | None = option("True: unknown. False: known.")


class _NumberFilter(Protocol):
    is_null: bool | None


def value_condition(column: str, wanted: _NumberFilter) -> Condition:
    """What an IntFilter, LongFilter, FloatFilter or DateFilter on `column` means."""
    return all_of(_comparisons(column, wanted))


def text_condition(column: TextColumn, wanted: StringFilter) -> Condition:
    """What a StringFilter on `column` means."""
    conditions = _comparisons(column.exact, wanted)
    if wanted.starts_with is not None:
        conditions.append(starts_with(column, wanted.starts_with))
    if wanted.contains is not None:
        conditions.append(contains(column, wanted.contains))
    return all_of(conditions)


def _comparisons(column: str, wanted: Any) -> list[Condition]:
    conditions = [
        compare(column, operator, value)
        for name, operator in OPERATORS.items()
        if (value := getattr(wanted, name, None)) is not None
    ]
    among = getattr(wanted, "in_", None)
    if among is not None:
        conditions.append(one_of(column, among))
    if wanted.is_null is not None:
        conditions.append(unknown(column, wanted=wanted.is_null))
    return conditions

"""Paging: keyset pages of any ordered list, forwards and backwards, unknown values last.

A page starts behind (or ends before) a place: the values of the order's terms in one row, and
its id. Going there is a condition, not a count, so page 1,000 costs what page 1 costs and rows
that come or go in between shift nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from .conditions import Condition, all_of, any_of, compare, unknown
from .engine import Value

Place: TypeAlias = tuple[Value, ...]


@dataclass(frozen=True)
class Term:
    """One term of an order. `attribute` is the row's attribute that holds `column`."""

    column: str
    attribute: str
    descending: bool
    nullable: bool = True


@dataclass(frozen=True)
class Slice:
    """Which part of an ordered list: the first `size` behind a place, or the last before one."""

    size: int
    place: Place | None = None
    backward: bool = False


def order_by(order: Sequence[Term], *, backward: bool) -> str:
    """The ORDER BY list. Unknown values come last forwards, hence first backwards.

    Both engines sort NULL lowest, so only two of the four cases need a term for it and the
    others can use an index.
    """
    written = []
    for term in order:
        descending = term.descending != backward
        direction = " DESC" if descending else ""
        if term.nullable and not term.descending:
            written.append(f"{term.column} IS NULL{direction}")
        written.append(f"{term.column}{direction}")
    return ", ".join(written)


def beyond(order: Sequence[Term], place: Place, *, backward: bool) -> Condition:
    """Rows behind `place` in the order (before it, when going backward)."""
    alternatives = []
    same: list[Condition] = []
    for term, value in zip(order, place, strict=True):
        further = _further(term, value, backward=backward)
        if further is not None:
            alternatives.append(all_of([*same, further]))
        same.append(
            unknown(term.column, wanted=True) if value is None else compare(term.column, "=", value)
        )
    return any_of(alternatives)


def _further(term: Term, value: Value, *, backward: bool) -> Condition | None:
    """One term's part of being further on; None when nothing can be."""
    if value is None:
        return unknown(term.column, wanted=False) if backward else None
    strictly = compare(term.column, "<" if term.descending != backward else ">", value)
    if term.nullable and not backward:
        return any_of([strictly, unknown(term.column, wanted=True)])
    return strictly

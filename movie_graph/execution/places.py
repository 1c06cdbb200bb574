"""Places: where in the answer a value stands. Worked out only when somebody asks."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Protocol, TypeAlias

from graphql.pyutils import Path

from .plan import FieldPlan, SelectionPlan

# An object of a batch, by its number, and the indices of the lists around the value below it.
Place: TypeAlias = tuple[int, tuple[int, ...]]


class Places(Protocol):
    """The places of a column of values."""

    def place(self, number: int) -> Place:
        """The place of value `number`."""


class OfEach:
    """One value for each object of a batch."""

    def place(self, number: int) -> Place:
        return number, ()


OF_EACH = OfEach()


@dataclass(frozen=True)
class Picked:
    """Some of the values of another column, by their numbers there."""

    outer: Places
    numbers: Sequence[int]

    def place(self, number: int) -> Place:
        return self.outer.place(self.numbers[number])


class Items:
    """The items of a column of lists, one list after another."""

    def __init__(self, outer: Places, lengths: Sequence[int]) -> None:
        self._outer = outer
        self._lengths = lengths
        self._ends: list[int] | None = None

    def place(self, number: int) -> Place:
        if self._ends is None:
            self._ends = list(accumulate(self._lengths))
        which = bisect_right(self._ends, number)
        owner, indices = self._outer.place(which)
        return owner, (*indices, number - (self._ends[which] - self._lengths[which]))


@dataclass(frozen=True)
class Listed:
    """Places written down one by one."""

    places: Sequence[Place]

    def place(self, number: int) -> Place:
        return self.places[number]


@dataclass(eq=False)
class Batch:
    """The objects of one concrete type that one field of one batch has led to.

    `results` are their answers, in the order of `objects`. The root has no parent.
    """

    selection: SelectionPlan
    objects: list[Any]
    results: list[dict[str, Any]]
    parent: "Batch | None" = None
    field: FieldPlan | None = None
    places: Places = OF_EACH

    def path(self, number: int) -> Path | None:
        """The path of object `number`; None for the root."""
        if self.parent is None or self.field is None:
            return None
        owner, indices = self.places.place(number)
        return self.parent.field_path(owner, self.field, indices)

    def field_path(self, number: int, field: FieldPlan, indices: tuple[int, ...] = ()) -> Path:
        """The path of a field of object `number`, and of an item below it."""
        path = Path(self.path(number), field.name, field.parent_type.name)
        for index in indices:
            path = path.add_key(index, None)
        return path

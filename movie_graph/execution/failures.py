"""Failures: an error goes to the nearest place above it that may be null."""

from typing import Any

from graphql import GraphQLError, located_error
from graphql.pyutils import Path

from .places import Batch, Place
from .plan import FieldPlan


class Failures:
    """The errors of one run, and the places that they made null."""

    def __init__(self, *, propagate: bool) -> None:
        self.errors: list[GraphQLError] = []
        self.root_is_null = False
        self.spread = 0  # how many of the errors have nulled more than their own place
        self._propagate = propagate
        self._nulled: set[tuple[int | str, ...]] = set()

    def add(self, batch: Batch, field: FieldPlan, place: Place, error: Exception) -> None:
        """Null the place, or what encloses it where it must not be null, and keep the error.

        Of the errors below one place that has become null, the first is kept.
        """
        located = located_error(error, field.nodes, self._path(batch, field, place).as_list())
        caught = self._catching(batch, field, place)
        if caught is None:
            if not self.root_is_null:
                self.root_is_null = True
                self.spread += 1
                self.errors.append(located)
            return
        path = tuple(self._path(*caught).as_list())
        if self.is_nulled(path):
            return
        self._nulled.add(path)
        self.spread += caught != (batch, field, place)
        self.errors.append(located)
        put(*caught, None)

    def is_nulled_place(self, batch: Batch, field: FieldPlan, place: Place) -> bool:
        """Whether a place is not in the answer any more."""
        return self.is_nulled(tuple(self._path(batch, field, place).as_list()))

    def is_nulled(self, path: tuple[int | str, ...]) -> bool:
        """Whether the path or something above it has become null by an error."""
        return self.root_is_null or any(
            path[:length] in self._nulled for length in range(1, len(path) + 1)
        )

    def _catching(
        self, batch: Batch, field: FieldPlan, place: Place
    ) -> tuple[Batch, FieldPlan, Place] | None:
        """The nearest place from here upwards that may be null; None if there is none."""
        here: Batch | None = batch
        while here is not None:
            owner, indices = place
            for depth in range(len(indices), -1, -1):
                if not (self._propagate and field.shape.at(depth).non_null):
                    return here, field, (owner, indices[:depth])
            if here.parent is None or here.field is None:
                return None
            place, field, here = here.places.place(owner), here.field, here.parent
        return None

    @staticmethod
    def _path(batch: Batch, field: FieldPlan, place: Place) -> Path:
        return batch.field_path(place[0], field, place[1])


def put(batch: Batch, field: FieldPlan, place: Place, value: Any) -> None:
    """Write a value where it belongs, unless something above it is null by now."""
    owner, indices = place
    holder: Any = batch.results[owner]
    key: Any = field.name
    for index in indices:
        holder = holder[key]
        if holder is None:
            return
        key = index
    holder[key] = value

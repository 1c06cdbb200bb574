"""Waves: everything that has to be waited for, asked for at once.

A run goes on until all that is left waits for something; then one wave leaves: each loader is
asked once for the keys of every field that needs it.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any, TypeAlias

from .declarations import Loader
from .places import Batch, Place
from .plan import FieldPlan
from .shapes import Shape


@dataclass(eq=False)
class Asked:
    """One field of one batch that a loader answers. `numbers` are the objects that have a key."""

    batch: Batch
    field: FieldPlan
    numbers: list[int] | None
    keys: list[Any]


@dataclass(eq=False)
class Awaited:
    """Awaitables of one field of one batch, each with its place."""

    batch: Batch
    field: FieldPlan
    shape: Shape
    places: list[Place] = made(default_factory=list)
    awaitables: list[Awaitable[Any]] = made(default_factory=list)


# A value, or the exception that came instead of it.
Outcome: TypeAlias = Any


class Wave:
    """What the run waits for next."""

    def __init__(self) -> None:
        self._asked: dict[int, tuple[Loader, list[Asked]]] = {}
        self._awaited: dict[tuple[int, int, int], Awaited] = {}

    def __bool__(self) -> bool:
        return bool(self._asked or self._awaited)

    def ask(self, loader: Loader, asked: Asked) -> None:
        """Add a field's keys to what `loader` will be asked."""
        self._asked.setdefault(id(loader), (loader, []))[1].append(asked)

    def wait_for(
        self, batch: Batch, plan: FieldPlan, shape: Shape, place: Place, awaitable: Awaitable[Any]
    ) -> None:
        """Add a value that is still to come."""
        key = (id(batch), id(plan), id(shape))
        awaited = self._awaited.get(key)
        if awaited is None:
            awaited = self._awaited[key] = Awaited(batch, plan, shape)
        awaited.places.append(place)
        awaited.awaitables.append(awaitable)

    async def leave(
        self,
    ) -> tuple[list[tuple[Asked, Outcome]], list[tuple[Awaited, list[Outcome]]]]:
        """Ask and await everything at once.

        For what was asked: the list of values in key order, or one exception for all. For what
        was awaited: a value or an exception each.
        """
        asked = list(self._asked.values())
        awaited = list(self._awaited.values())
        work: list[Awaitable[Any]] = [_loaded(loader, group) for loader, group in asked]
        work += [_settled(awaitable) for each in awaited for awaitable in each.awaitables]
        outcomes = [await work[0]] if len(work) == 1 else list(await asyncio.gather(*work))
        answers = [
            answer
            for (_, group), outcome in zip(asked, outcomes, strict=False)
            for answer in _shared_out(group, outcome)
        ]
        rest = iter(outcomes[len(asked) :])
        return answers, [(each, [next(rest) for _ in each.places]) for each in awaited]


async def _loaded(loader: Loader, group: list[Asked]) -> Outcome:
    keys = group[0].keys if len(group) == 1 else [key for asked in group for key in asked.keys]
    try:
        return await loader.load_many(keys)
    except Exception as error:  # noqa: BLE001 — it becomes an error of each field that asked
        return error


async def _settled(awaitable: Awaitable[Any]) -> Outcome:
    try:
        return await awaitable
    except Exception as error:  # noqa: BLE001 — it becomes an error of the field
        return error


def _shared_out(group: list[Asked], outcome: Outcome) -> list[tuple[Asked, Outcome]]:
    if isinstance(outcome, Exception) or len(group) == 1:
        return [(asked, outcome) for asked in group]
    answers, start = [], 0
    for asked in group:
        answers.append((asked, outcome[start : start + len(asked.keys)]))
        start += len(asked.keys)
    return answers

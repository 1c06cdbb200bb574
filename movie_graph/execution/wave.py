"""Waves: everything that has to be waited for, asked for at once.

A run goes on until all that is left waits for something; then one wave leaves: each loader is
asked once for the keys of every field that needs it, and what it has answered before is not waited
for. Where resolvers are awaited as well, which
may ask the same loaders, the loaders decide when to read.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from inspect import iscoroutine
from itertools import compress
from typing import Any, TypeAlias

from .declarations import Loader
from .places import Batch, Place
from .plan import FieldPlan
from .shapes import Shape
from .trace import Trace


@dataclass(eq=False)
class Asked:
    """One field of one batch that a loader answers. `numbers` are the objects that it is for."""

    batch: Batch
    field: FieldPlan
    numbers: Sequence[int]
    keys: list[Any]

    def split(self, answered: Mapping[Any, Any]) -> tuple["Asked", list[Any]] | None:
        """Those of the questions that are answered already, and the answers; they are no longer
        in this one. None if there are none."""
        keys, numbers = self.keys, self.numbers
        known = [key in answered for key in keys]
        if True not in known:
            return None
        unknown = [not each for each in known]
        self.numbers, self.keys = list(compress(numbers, unknown)), list(compress(keys, unknown))
        asked = list(compress(keys, known))
        mine = Asked(self.batch, self.field, list(compress(numbers, known)), asked)
        return mine, [answered[key] for key in asked]

    def drop(self, is_dropped: "IsDropped") -> None:
        """Do not ask for some of the objects."""
        kept = [
            (number, key)
            for number, key in zip(self.numbers, self.keys, strict=True)
            if not is_dropped(self.batch, self.field, (number, ()))
        ]
        self.numbers, self.keys = [number for number, _ in kept], [key for _, key in kept]


@dataclass(eq=False)
class Awaited:
    """Awaitables of one field of one batch, each with its place."""

    batch: Batch
    field: FieldPlan
    shape: Shape
    places: list[Place] = made(default_factory=list)
    awaitables: list[Awaitable[Any]] = made(default_factory=list)

    def drop(self, is_dropped: "IsDropped") -> None:
        """Do not wait for some of the places."""
        waiting = list(zip(self.places, self.awaitables, strict=True))
        self.places, self.awaitables = [], []
        for place, awaitable in waiting:
            if not is_dropped(self.batch, self.field, place):
                self.places.append(place)
                self.awaitables.append(awaitable)
            elif iscoroutine(awaitable):
                awaitable.close()  # nobody will await it


# A loader, and who asks it.
Questions: TypeAlias = tuple[Loader, list[Asked]]

# Whether a place is no longer in the answer.
IsDropped: TypeAlias = Callable[[Batch, FieldPlan, Place], bool]

# A value, or the exception that came instead of it.
Outcome: TypeAlias = Any


class Wave:
    """What the run waits for next."""

    def __init__(self) -> None:
        self._asked: dict[int, Questions] = {}
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

    def drop(self, is_dropped: IsDropped) -> None:
        """Forget what belongs to some of the places."""
        for _, group in self._asked.values():
            for asked in group:
                asked.drop(is_dropped)
        for awaited in self._awaited.values():
            awaited.drop(is_dropped)
        self._asked = {
            key: (loader, [asked for asked in group if asked.keys])
            for key, (loader, group) in self._asked.items()
            if any(asked.keys for asked in group)
        }

    def leave(self, trace: Trace | None) -> "Flight":
        """Ask and await everything at once."""
        flight = Flight(trace)
        flight.join(self)
        return flight

    def take_answered(self) -> list[tuple[Asked, Outcome]]:
        """What the loaders have answered before, with the answers; it is no longer in the wave."""
        found: list[tuple[Asked, Outcome]] = []
        for key, (loader, group) in list(self._asked.items()):
            if answered := loader.answered:
                found += filter(None, (asked.split(answered) for asked in group))
                group[:] = [asked for asked in group if asked.keys]
                if not group:
                    del self._asked[key]
        return found

    def take(self) -> tuple[list[Questions], list[Awaited]]:
        """What is to be asked and awaited; it is no longer in this wave."""
        asked, self._asked = self._asked, {}
        awaited, self._awaited = self._awaited, {}
        return list(asked.values()), list(awaited.values())


class Flight:
    """A wave on its way: what has left and has not been handed over.

    What an answer leads to joins while the rest is under way, so no resolver waits for its slower
    neighbours.
    """

    def __init__(self, trace: Trace | None) -> None:
        self._trace = trace
        self._asked: list[Questions] = []
        self._awaited: list[Awaited] = []
        self._under_way: dict[asyncio.Future[Outcome], Landing] = {}
        self._landed: list[tuple[Landing, asyncio.Future[Outcome]]] = []
        self._wake: asyncio.Future[None] | None = None

    def __bool__(self) -> bool:
        return bool(self._asked or self._awaited or self._under_way or self._landed)

    def join(self, wave: Wave) -> None:
        """Ask and await what `wave` does, too."""
        asked, awaited = wave.take()
        self._asked += asked
        self._awaited += [each for each in awaited if each.awaitables]

    async def drop(self, is_dropped: IsDropped) -> None:
        """Cancel what is awaited for some of the places."""
        dropped = [
            task
            for task, (what, which) in self._under_way.items()
            if isinstance(what, Awaited) and is_dropped(what.batch, what.field, which)
        ]
        for task in dropped:
            del self._under_way[task]
            task.cancel()
        await asyncio.gather(*dropped, return_exceptions=True)

    async def landed(
        self,
    ) -> tuple[list[tuple[Asked, Outcome]], list[tuple[Awaited, list[Place], list[Outcome]]]]:
        """What has come, as soon as something has.

        For what was asked: the list of values in key order, or one exception for all. For what
        was awaited: places, and a value or an exception for each.
        """
        asked, self._asked = self._asked, []
        awaited, self._awaited = self._awaited, []
        if not (self._under_way or self._landed):
            if not awaited:
                work = [self._loaded(loader, loader.load_many, group) for loader, group in asked]
                outcomes = [await work[0]] if len(work) == 1 else await asyncio.gather(*work)
                return _shared_out(zip(asked, outcomes, strict=True)), []
            if not asked and len(awaited) == 1 and len(awaited[0].awaitables) == 1:
                [only] = awaited
                return [], [(only, only.places, [await _settled(only.awaitables[0])])]
        for loader, group in asked:
            self._start((loader, group), self._loaded(loader, loader.load_with_others, group))
        for each in awaited:
            for place, awaitable in zip(each.places, each.awaitables, strict=True):
                self._start((each, place), _settled(awaitable))
        await self._something()
        return self._hand_over()

    async def _loaded(
        self, loader: Loader, load: Callable[[list[Any]], Awaitable[list[Any]]], group: list[Asked]
    ) -> Outcome:
        keys = group[0].keys if len(group) == 1 else [key for asked in group for key in asked.keys]
        try:
            answer = load(keys)
            if self._trace is not None:
                askers = [(asked.batch, asked.field, len(asked.keys)) for asked in group]
                answer = self._trace.asked(loader, askers, answer)
            values = await answer
            if len(values) != len(keys):
                raise ValueError(f"{loader!r} answered {len(keys)} keys with {len(values)} values.")
            return values
        except Exception as error:  # noqa: BLE001 — it becomes an error of each field that asked
            return error

    def _start(self, landing: "Landing", work: Coroutine[Any, Any, Outcome]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._under_way[task] = landing
        task.add_done_callback(self._land)

    def _land(self, task: "asyncio.Future[Outcome]") -> None:
        landing = self._under_way.pop(task, None)
        if landing is None:
            return  # it was dropped
        self._landed.append((landing, task))
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    async def _something(self) -> None:
        """Wait until something has landed. Cancelled, everything under way is cancelled."""
        if self._landed:
            return
        self._wake = asyncio.get_running_loop().create_future()
        try:
            await self._wake
        except BaseException:
            for task in self._under_way:
                task.cancel()
            raise

    def _hand_over(
        self,
    ) -> tuple[list[tuple[Asked, Outcome]], list[tuple[Awaited, list[Place], list[Outcome]]]]:
        landed, self._landed = self._landed, []
        answers: list[tuple[Questions, Outcome]] = []
        settled: dict[int, tuple[Awaited, list[Place], list[Outcome]]] = {}
        for (what, which), task in landed:
            outcome = task.result()  # cancelled: so are we
            if isinstance(what, Awaited):
                _, places, values = settled.setdefault(id(what), (what, [], []))
                places.append(which)
                values.append(outcome)
            else:
                answers.append(((what, which), outcome))
        return _shared_out(answers), list(settled.values())


# What lands: a loader and who asked it, or what awaited and a place of it.
Landing: TypeAlias = tuple[Any, Any]


async def _settled(awaitable: Awaitable[Any]) -> Outcome:
    try:
        return await awaitable
    except Exception as error:  # noqa: BLE001 — it becomes an error of the field
        return error


def _shared_out(
    outcomes: Iterable[tuple[Questions, Outcome]],
) -> list[tuple[Asked, Outcome]]:
    """Each loader's outcome, cut into what each field asked for."""
    answers: list[tuple[Asked, Outcome]] = []
    for (_, group), outcome in outcomes:
        if isinstance(outcome, Exception) or len(group) == 1:
            answers += [(asked, outcome) for asked in group]
            continue
        start = 0
        for asked in group:
            answers.append((asked, outcome[start : start + len(asked.keys)]))
            start += len(asked.keys)
    return answers

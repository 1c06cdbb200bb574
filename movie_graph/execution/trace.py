"""The trace of one run: what was asked on which level, so that anybody can see what it cost.

A context that has a Trace as its `trace` finds the run written into it; without one nothing is
noted. A level is the number of fields from the root: 1 is the root's own.
"""

import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from .places import Batch
    from .plan import FieldPlan

T = TypeVar("T")


@dataclass(frozen=True)
class Call:
    """A field whose resolver was called object by object."""

    level: int
    field: str
    calls: int


@dataclass(frozen=True)
class Ask:
    """A loader that was asked once, by one field or several, and how long its answer took."""

    level: int
    loader: str
    fields: tuple[str, ...]
    keys: int
    seconds: float


@dataclass
class Trace:
    """Calls in the order they were made, asks in the order they were answered."""

    calls: list[Call] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)

    def called(self, batch: "Batch", plan: "FieldPlan") -> None:
        """Note that a resolver is called for every object of a batch."""
        self.calls.append(Call(_level(batch), _name(plan), len(batch.objects)))

    async def asked(
        self, loader: object, askers: list[tuple["Batch", "FieldPlan", int]], answer: Awaitable[T]
    ) -> T:
        """Wait for a loader's answer and note it. `askers` come with their numbers of keys."""
        started = time.perf_counter()
        try:
            return await answer
        finally:
            self.asks.append(
                Ask(
                    min(_level(batch) for batch, _, _ in askers),
                    type(loader).__name__,
                    tuple(dict.fromkeys(_name(plan) for _, plan, _ in askers)),
                    sum(keys for _, _, keys in askers),
                    time.perf_counter() - started,
                )
            )


def trace_of(context: Any) -> Trace | None:
    """The trace that a context wants, if it wants one."""
    trace = getattr(context, "trace", None)
    return trace if isinstance(trace, Trace) else None


def _level(batch: "Batch") -> int:
    level, above = 1, batch.parent
    while above is not None:
        level, above = level + 1, above.parent
    return level


def _name(plan: "FieldPlan") -> str:
    return f"{plan.parent_type}.{plan.field_name}"

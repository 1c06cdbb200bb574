"""Batches: many keys asked for one by one, answered by one statement.

`aiodataloader` collects keys for one or two turns of the event loop, forgets callers that are
cancelled, and makes a future per key. Here a `Window`, one per request, decides when a batch
leaves: when no statement of the request is under way and no new key has come for a few turns.
So the number of statements follows from the shape of a document, not from the timing of answers.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine, Hashable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from itertools import chain, filterfalse, groupby, repeat
from operator import itemgetter
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from aiodataloader import DataLoader

from .rows import Maker

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Row: TypeAlias = tuple[Any, ...]

UNWATCHED: AbstractContextManager[None] = nullcontext()

# The name of the loader that is reading now, for whoever counts statements.
READING: ContextVar[str | None] = ContextVar("READING", default=None)

QUIET_TURNS = 8  # a resolver that yields a few times before it asks still joins its batch


class Reader(Protocol):
    """What loaders need of a database."""

    async def fetch_all(self, statement: str, parameters: Mapping[str, Any], /) -> list[Row]:
        """The rows of a SELECT whose values are named `:like_this`; a list stands in IN (:keys)."""


class Window:
    """The request's statements and batches: what is under way, and what may leave.

    It is itself a Reader; whatever a request reads outside its loaders goes through it as well,
    so that the batches wait for it. Not thread-safe; belongs to one event loop.
    """

    def __init__(
        self,
        reader: Reader,
        *,
        batch_size: int = 10_000,
        around_batch: Callable[[str, int], AbstractContextManager[Any]] = lambda *_: UNWATCHED,
    ) -> None:
        """`around_batch` is called with a loader's name and the number of its keys."""
        self.batch_size = batch_size
        self.around_batch = around_batch
        self._reader = reader
        self._reading = 0
        self._waiting: list[BatchLoader[Any, Any]] = []
        self._keys_seen = 0
        self._quiet_turns = 0
        self._turn: asyncio.Handle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def fetch_all(self, statement: str, parameters: Mapping[str, Any], /) -> list[Row]:
        """Read at once; batches wait until the answer is there."""
        self._reading += 1
        try:
            return await self._reader.fetch_all(statement, parameters)
        finally:
            self._reading -= 1
            self._watch()

    def enter(self, loader: "BatchLoader[Any, Any]") -> None:
        """A key was added to `loader`'s queue."""
        if loader not in self._waiting:
            self._waiting.append(loader)
        self._keys_seen += 1
        self._watch()

    def start(self, batch: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Run a batch as a task that `close` can end."""
        task = asyncio.get_running_loop().create_task(batch)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        """End everything: nothing of the request stays pending or running."""
        if self._turn is not None:
            self._turn.cancel()
            self._turn = None
        for loader in self._waiting:
            loader.abandon()
        self._waiting.clear()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.gather(*tasks, return_exceptions=True)

    def _watch(self) -> None:
        self._quiet_turns = 0
        if self._turn is None and self._waiting:
            self._turn = asyncio.get_running_loop().call_soon(self._look, self._keys_seen)

    def _look(self, keys_seen: int) -> None:
        """One turn of the event loop has passed."""
        self._turn = None
        if self._reading or not self._waiting:
            return  # the end of the statement, or the next key, watches again
        self._quiet_turns = self._quiet_turns + 1 if keys_seen == self._keys_seen else 0
        if self._quiet_turns < QUIET_TURNS:
            self._turn = asyncio.get_running_loop().call_soon(self._look, self._keys_seen)
            return
        leaving, self._waiting = self._waiting, []
        for loader in leaving:
            loader.dispatch()


class BatchLoader(DataLoader[K, V], Generic[K, V]):
    """A DataLoader whose batches leave by the request's window.

    `load(key)` for one key; `load_many(keys)` for a whole level, without a future per key.
    Subclasses answer `fetch`.
    """

    def __init__(self, window: Window) -> None:
        # What DataLoader's own would set: it inspects batch_load_fn anew for every instance, and
        # a request makes an instance of each loader that it uses.
        self.loop = asyncio.get_running_loop()
        self._cache = {}
        self._queue = []
        self.window = window
        self._values: dict[K, V] = {}
        self._levels: list[tuple[list[K], asyncio.Future[None]]] = []
        self._under_way: list[tuple[dict[K, None], asyncio.Future[None]]] = []

    def get_cache_key(self, key: K) -> K:
        """The key itself."""
        return key

    @property
    def answered(self) -> Mapping[K, V]:
        """What is known by now, by key."""
        return self._values

    async def fetch(self, keys: list[K]) -> Sequence[V]:
        """The value for each key, in key order; missing is None or [], never shorter."""
        raise NotImplementedError

    async def batch_load_fn(self, keys: list[K]) -> Sequence[V]:  # type: ignore[override]  # aiodataloader declares a callable attribute
        size = self.window.batch_size
        values: list[V] = []
        with self.window.around_batch(type(self).__name__, len(keys)):
            for start in range(0, len(keys), size):
                values.extend(await self.fetch(keys[start : start + size]))
        return values

    def load(self, key: K) -> "asyncio.Future[V]":
        """A future of this caller's own: cancelling it takes nothing from the other callers."""
        if key in self._values:
            answered = self.loop.create_future()
            answered.set_result(self._values[key])
            return answered
        return asyncio.shield(super().load(key))

    async def load_many(self, keys: Iterable[K]) -> list[V]:  # type: ignore[override]  # a coroutine serves as well
        """The values of a whole level, in key order, duplicates and all.

        Reads at once, in one statement, what is not known yet. Errors: what `fetch` raises.
        """
        asked = list(keys)
        await self._know(asked)
        return list(map(self._values.__getitem__, asked))

    async def load_with_others(self, keys: Iterable[K]) -> list[V]:
        """The same, in the statement that the window sends next, with one future for them all."""
        asked = list(keys)
        values = self._values
        missing = [key for key in dict.fromkeys(asked) if key not in values]
        if missing:
            answered: asyncio.Future[None] = self.loop.create_future()
            self._levels.append((missing, answered))
            self.window.enter(self)
            await answered
        return [values[key] for key in asked]

    def clear(self, key: K) -> "BatchLoader[K, V]":
        """Forget `key`, because what it stands for has changed."""
        self._values.pop(key, None)
        super().clear(key)
        return self

    def do_resolve_reject(self, key: K, future: "asyncio.Future[V]") -> None:
        """Take a key into the queue (called by DataLoader.load)."""
        self._queue.append((key, future))  # type: ignore[arg-type]  # its named tuple is private
        self.window.enter(self)

    def dispatch(self) -> None:
        """Send what is queued as one batch."""
        queue, self._queue = self._queue, []
        levels, self._levels = self._levels, []
        self.window.start(self._answer(queue, levels))  # type: ignore[arg-type]  # see above

    def abandon(self) -> None:
        """Cancel what is queued: nobody will ask the database."""
        futures = [*(future for _, future in self._queue), *(future for _, future in self._levels)]
        self._queue, self._levels = [], []
        for future in futures:
            future.cancel()

    async def _answer(
        self,
        queue: "list[tuple[K, asyncio.Future[V]]]",
        levels: "list[tuple[list[K], asyncio.Future[None]]]",
    ) -> None:
        queue = [(key, future) for key, future in queue if not future.done()]
        levels = [(keys, answered) for keys, answered in levels if not answered.done()]
        keys = [*(key for key, _ in queue), *chain.from_iterable(keys for keys, _ in levels)]
        futures: list[asyncio.Future[Any]] = [
            *map(itemgetter(1), queue),
            *map(itemgetter(1), levels),
        ]
        try:
            await self._know(keys)
        except Exception as error:  # noqa: BLE001 — whoever asked gets it
            for key, _ in queue:
                self.clear(key)
            for future in futures:
                _fail(future, error)
            return
        except BaseException:
            for future in futures:
                future.cancel()
            raise
        values: list[Any] = [*(self._values[key] for key, _ in queue), *repeat(None, len(levels))]
        for future, value in zip(futures, values, strict=True):
            if not future.done():
                future.set_result(value)

    async def _know(self, keys: Iterable[K]) -> None:
        """Read what is not known; wait for what another batch is reading already."""
        while missing := dict.fromkeys(filterfalse(self._values.__contains__, keys)):
            before = [batch for batch in self._under_way if not batch[0].keys().isdisjoint(missing)]
            for others, _ in before:
                missing = {key: None for key in missing if key not in others}
            if missing:
                await self._read(missing)
            for _, answered in before:
                await asyncio.wait([answered])
                if not answered.cancelled() and (error := answered.exception()):
                    raise error

    async def _read(self, keys: dict[K, None]) -> None:
        batch: tuple[dict[K, None], asyncio.Future[None]] = (keys, self.loop.create_future())
        self._under_way.append(batch)
        before = READING.set(type(self).__name__)
        try:
            values = await self.batch_load_fn(list(keys))
        except BaseException as error:
            if isinstance(error, Exception):
                _fail(batch[1], error)
            else:
                batch[1].cancel()
            raise
        else:
            self._values.update(zip(keys, values, strict=True))
            batch[1].set_result(None)
        finally:
            READING.reset(before)
            self._under_way.remove(batch)


class OnePerKey(BatchLoader[K, V], Generic[K, V]):
    """One row or None for each key. The statement's `key_column` says which key a row answers."""

    statement: str
    make: Maker[V]
    key_column = 0
    parameters: Mapping[str, Any] = {}

    async def fetch(self, keys: list[K]) -> Sequence[V]:
        rows = await self.window.fetch_all(self.statement, {"keys": keys, **self.parameters})
        return one_per_key(keys, rows, self.key_column, self.make)  # type: ignore[return-value]  # V allows None


class ManyPerKey(BatchLoader[K, list[V]], Generic[K, V]):
    """A list of rows, maybe empty, for each key, in the statement's order."""

    statement: str
    make: Maker[V]
    key_column = 0
    parameters: Mapping[str, Any] = {}

    async def fetch(self, keys: list[K]) -> Sequence[list[V]]:
        rows = await self.window.fetch_all(self.statement, {"keys": keys, **self.parameters})
        return many_per_key(keys, rows, self.key_column, self.make)


def one_per_key(
    keys: Iterable[K], rows: Sequence[Row], key_column: int, make: Maker[V]
) -> list[V | None]:
    """Rows put in key order; None where there is none."""
    found = dict(zip(map(itemgetter(key_column), rows), map(make, rows), strict=True))
    return list(map(found.get, keys))


def many_per_key(
    keys: Iterable[K], rows: Sequence[Row], key_column: int, make: Maker[V]
) -> list[list[V]]:
    """Rows gathered by key, each list in the rows' order; [] where there is none."""
    found: defaultdict[Any, list[V]] = defaultdict(list)
    for key, its_rows in groupby(rows, itemgetter(key_column)):  # of rows side by side
        found[key] += map(make, its_rows)
    return [found.get(key, []) for key in keys]


def _fail(future: "asyncio.Future[Any]", error: Exception) -> None:
    """Set the exception; if nobody is left to see it, that is no accident to report."""
    if not future.done():
        future.set_exception(error)
        future.exception()

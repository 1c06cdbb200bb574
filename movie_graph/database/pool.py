"""A pool of connections: last in, first out, bounded, with a bounded wait."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

from ..errors import DatabaseUnavailableError, PoolExhaustedError

C = TypeVar("C")


class Pool(Generic[C]):
    """At most `size` connections; whoever asks for one more waits up to `wait_seconds`.

    `is_open` tells whether a connection can be used again; `close` ends one at once. A connection
    that lay idle for longer than `idle_seconds` is closed instead of handed out. `waited` is told
    how long somebody had to wait, in vain or not.
    """

    def __init__(
        self,
        opening: Callable[[], Awaitable[C]],
        *,
        is_open: Callable[[C], bool],
        close: Callable[[C], None],
        size: int,
        wait_seconds: float,
        idle_seconds: float = float("inf"),
        waited: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        self._opening = opening
        self._is_open = is_open
        self._close = close
        self._size = size
        self._wait_seconds = wait_seconds
        self._idle_seconds = idle_seconds
        self._waited = waited
        self._free: list[tuple[C, float]] = []
        self._permits = size
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._trusted: set[int] = set()  # those taken since `clear`, by id
        self._closed = False
        self._all_back = asyncio.Event()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[C]:
        """A connection for the block. Errors: those of `take`."""
        connection = self.take_idle() or await self.take()
        try:
            yield connection
        finally:
            self.give_back(connection)

    def take_idle(self) -> C | None:
        """A connection that lies idle, to be given back; None if `take` has to be awaited."""
        if self._closed or not self._permits:
            return None
        connection = self._pop_idle()
        if connection is not None:
            self._permits -= 1
            self._trusted.add(id(connection))
        return connection

    async def take(self) -> C:
        """A connection to be given back.

        Errors: PoolExhaustedError when none is free in time, and whatever `opening` raises.
        """
        await self._take_permit()
        try:
            connection = self._pop_idle() or await self._opening()
        except BaseException:
            self._give_permit()
            raise
        self._trusted.add(id(connection))
        return connection

    def give_back(self, connection: C) -> None:
        """Take a connection back that was taken; one that cannot be used again is closed."""
        if id(connection) in self._trusted and not self._closed and self._is_open(connection):
            self._free.append((connection, time.monotonic()))
        else:
            self._close(connection)
        self._trusted.discard(id(connection))
        self._give_permit()

    def clear(self) -> None:
        """Forget every connection: one of them died, so the others are suspect."""
        self._trusted.clear()
        while self._free:
            self._close(self._free.pop()[0])

    async def close(self) -> None:
        """Refuse new blocks, then wait until the running ones have given their connection back."""
        self._closed = True
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_exception(_closed())
        if self._permits < self._size:
            await self._all_back.wait()
        self.clear()

    def _pop_idle(self) -> C | None:
        while self._free:
            connection, since = self._free.pop()
            if self._is_open(connection) and time.monotonic() - since < self._idle_seconds:
                return connection
            self._close(connection)
        return None

    async def _take_permit(self) -> None:
        if self._closed:
            raise _closed()
        if self._permits:
            self._permits -= 1
            return
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[None] = loop.create_future()
        self._waiting.append(waiter)
        patience = loop.call_later(self._wait_seconds, self._give_up, waiter)
        began = time.monotonic()
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                self._give_permit()  # it was handed over just as the wait ended
            raise
        finally:
            patience.cancel()
            self._waited(time.monotonic() - began)

    def _give_up(self, waiter: asyncio.Future[None]) -> None:
        if not waiter.done():
            waiter.set_exception(
                PoolExhaustedError(
                    f"No connection was free within {self._wait_seconds:g} s "
                    f"(all {self._size} of MOVIE_GRAPH_POOL_SIZE are busy). Try again later.",
                    self._wait_seconds,
                )
            )

    def _give_permit(self) -> None:
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
        self._permits += 1
        if self._closed and self._permits == self._size:
            self._all_back.set()


def _closed() -> DatabaseUnavailableError:
    return DatabaseUnavailableError("The database has been closed: the server is stopping.")

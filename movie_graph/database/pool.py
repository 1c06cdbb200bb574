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
        self._generation = 0
        self._closed = False
        self._all_back = asyncio.Event()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[C]:
        """A connection for the block.

        Errors: PoolExhaustedError when none is free in time, and whatever `opening` raises.
        """
        await self._take_permit()
        try:
            connection = self._pop_idle() or await self._opening()
            generation = self._generation
            try:
                yield connection
            finally:
                if self._closed or generation != self._generation or not self._is_open(connection):
                    self._close(connection)
                else:
                    self._free.append((connection, time.monotonic()))
        finally:
            self._give_permit()

    def clear(self) -> None:
        """Forget every connection: one of them died, so the others are suspect."""
        self._generation += 1
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
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._wait_seconds):
                await waiter
        except BaseException as error:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                self._give_permit()  # it was handed over just as the wait ended
            if isinstance(error, TimeoutError):
                raise PoolExhaustedError(
                    f"No connection was free within {self._wait_seconds:g} s "
                    f"(all {self._size} of MOVIE_GRAPH_POOL_SIZE are busy). Try again later.",
                    self._wait_seconds,
                ) from None
            raise
        finally:
            self._waited(time.monotonic() - began)

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

"""The pool: last in, first out, never more than its size, nobody waits for ever."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from movie_graph.database.pool import Pool
from movie_graph.errors import DatabaseUnavailableError

pytestmark = pytest.mark.anyio


@dataclass
class Connection:
    number: int
    is_open: bool = True

    def close(self) -> None:
        self.is_open = False


class Connections:
    """What a pool opens: every connection that ever was, in order."""

    def __init__(self) -> None:
        self.opened: list[Connection] = []
        self.refusal: Exception | None = None
        self.waits: list[float] = []

    async def open(self) -> Connection:
        await asyncio.sleep(0)
        if self.refusal:
            raise self.refusal
        self.opened.append(Connection(len(self.opened)))
        return self.opened[-1]

    def pool(
        self, size: int = 2, wait_seconds: float = 1, idle_seconds: float = 60
    ) -> Pool[Connection]:
        return Pool(
            self.open,
            is_open=lambda connection: connection.is_open,
            close=Connection.close,
            size=size,
            wait_seconds=wait_seconds,
            idle_seconds=idle_seconds,
            waited=self.waits.append,
        )


async def test_a_connection_that_came_back_is_handed_out_again_the_last_one_first() -> None:
    connections = Connections()
    pool = connections.pool()

    async with pool.connection() as first, pool.connection() as second:
        assert (first.number, second.number) == (0, 1)
    async with pool.connection() as again:
        assert again is first  # left last
    assert len(connections.opened) == 2


async def test_no_more_are_opened_than_its_size_and_all_get_their_turn() -> None:
    connections = Connections()
    pool = connections.pool(size=3)
    running = most = done = 0

    async def use() -> None:
        nonlocal running, most, done
        async with pool.connection():
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.001)
            running -= 1
            done += 1

    await asyncio.gather(*(use() for _ in range(50)))

    assert (most, done, len(connections.opened)) == (3, 50, 3)


async def test_who_waits_too_long_is_told_so() -> None:
    pool = Connections().pool(size=1, wait_seconds=0.05)

    async with pool.connection():
        started = time.monotonic()
        with pytest.raises(DatabaseUnavailableError, match=r"within 0.05 s .*POOL_SIZE"):
            async with pool.connection():
                pass
        assert 0.04 < time.monotonic() - started < 1
    async with pool.connection():
        pass


async def test_those_who_wait_are_served_in_order() -> None:
    pool = Connections().pool(size=1)
    served: list[int] = []

    async def use(number: int) -> None:
        async with pool.connection():
            served.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*map(use, range(10)))

    assert served == list(range(10))


async def test_one_who_gives_up_waiting_takes_no_place_with_it() -> None:
    pool = Connections().pool(size=1)

    async def use() -> None:
        async with pool.connection():
            pass

    for give_up_first in (True, False):  # while it waits; just after its turn has come
        async with pool.connection():
            waiting = asyncio.create_task(use())
            await asyncio.sleep(0)
            if give_up_first:
                waiting.cancel()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        async with asyncio.timeout(0.5), pool.connection():
            pass


async def test_a_connection_that_cannot_be_opened_takes_no_place() -> None:
    connections = Connections()
    pool = connections.pool(size=1)
    connections.refusal = DatabaseUnavailableError("refused")

    for _ in range(3):
        with pytest.raises(DatabaseUnavailableError, match="refused"):
            async with pool.connection():
                pass

    connections.refusal = None
    async with pool.connection() as connection:
        assert connection.number == 0


@pytest.mark.parametrize("end", [Connection.close, lambda _: time.sleep(0.03)])
async def test_one_that_was_closed_or_lay_too_long_is_replaced(
    end: Callable[[Connection], None],
) -> None:
    pool = Connections().pool(idle_seconds=0.02)

    async with pool.connection() as first:
        pass
    end(first)
    async with pool.connection() as second:
        assert second.number == 1
    assert not first.is_open


async def test_clearing_closes_the_free_ones_now_and_the_others_when_they_come_back() -> None:
    pool = Connections().pool()

    async with pool.connection() as used:
        async with pool.connection() as free:
            pass
        pool.clear()
        assert (used.is_open, free.is_open) == (True, False)
    assert not used.is_open
    async with pool.connection() as fresh:
        assert fresh.number == 2


async def test_closing_waits_for_who_is_at_work_and_refuses_everybody_else() -> None:
    connections = Connections()
    pool = connections.pool(size=1)
    finished = False

    async def work() -> None:
        nonlocal finished
        async with pool.connection():
            await asyncio.sleep(0.02)
            finished = True

    async def wait_in_line() -> None:
        async with pool.connection():
            pass

    working = asyncio.create_task(work())
    await asyncio.sleep(0)
    waiting = asyncio.create_task(wait_in_line())
    await asyncio.sleep(0.01)
    await pool.close()

    assert finished
    assert [connection.is_open for connection in connections.opened] == [False]
    for refused in (waiting, wait_in_line()):
        with pytest.raises(DatabaseUnavailableError, match="has been closed"):
            await refused
    await working


async def test_who_had_to_wait_is_told_of_in_vain_or_not() -> None:
    connections = Connections()
    pool = connections.pool(size=1, wait_seconds=0.05)

    async def wait() -> None:
        async with pool.connection():
            pass

    async with pool.connection():
        with pytest.raises(DatabaseUnavailableError):
            await wait()
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0.01)
    await waiting

    in_vain, served = connections.waits
    assert 0.04 < in_vain < 1
    assert 0 < served < in_vain

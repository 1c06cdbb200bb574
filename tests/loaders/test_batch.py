"""Batches: when they leave, what they answer, and what is left when a request ends."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from aiodataloader import DataLoader

from loaders.batch import BatchLoader, Row, Window, many_per_key, one_per_key

pytestmark = pytest.mark.anyio


class Recorder:
    """A reader that answers (key, key · 10) for each key, and remembers what it was asked."""

    def __init__(self, delay: float = 0.0) -> None:
        self.asked: list[list[int]] = []
        self.delay = delay
        self.finished = 0

    async def fetch_all(self, statement: str, parameters: Mapping[str, Any], /) -> list[Row]:
        self.asked.append(list(parameters["keys"]))
        await asyncio.sleep(self.delay)
        self.finished += 1
        return [(key, key * 10) for key in parameters["keys"] if key >= 0]


class TensLoader(BatchLoader[int, int | None]):
    """Ten times each key; None for negative keys."""

    async def fetch(self, keys: list[int]) -> Sequence[int | None]:
        if 13 in keys:
            raise LookupError("13 is unlucky")
        rows = await self.window.fetch_all("tens", {"keys": keys})
        return one_per_key(keys, rows, 0, lambda row: row[1])


async def _load_after_turns(loader: TensLoader, key: int, turns: int) -> int | None:
    for _ in range(turns):
        await asyncio.sleep(0)
    return await loader.load(key)


async def test_a_loader_is_set_up_as_aiodataloader_sets_up_its_own() -> None:
    class Plain(DataLoader[int, int]):
        async def batch_load_fn(self, keys: list[int]) -> list[int]:
            return keys

    theirs, ours = vars(Plain()), vars(TensLoader(Window(Recorder())))
    theirs.pop("get_cache_key")  # an attribute of theirs, a method of ours

    assert {name: ours.get(name) for name in theirs} == theirs


async def test_keys_asked_one_by_one_share_one_batch() -> None:
    reader = Recorder()
    loader = TensLoader(Window(reader))

    answers = await asyncio.gather(*(loader.load(key) for key in (3, 1, 3, 2)))

    assert answers == [30, 10, 30, 20]
    assert reader.asked == [[3, 1, 2]]


async def test_callers_that_yield_before_they_ask_still_share_the_batch() -> None:
    reader = Recorder()
    loader = TensLoader(Window(reader))

    answers = await asyncio.gather(*(_load_after_turns(loader, key, key) for key in range(8)))

    assert answers == [0, 10, 20, 30, 40, 50, 60, 70]
    assert reader.asked == [[0, 1, 2, 3, 4, 5, 6, 7]]


async def test_a_batch_waits_for_the_statements_under_way() -> None:
    reader = Recorder(delay=0.02)
    window = Window(reader)
    loader = TensLoader(window)

    async def after_a_read(key: int) -> int | None:
        await window.fetch_all("root", {"keys": [key]})
        return await loader.load(key)

    answers = await asyncio.gather(loader.load(1), after_a_read(2), after_a_read(3))

    assert list(answers) == [10, 20, 30]
    assert reader.asked == [[2], [3], [1, 2, 3]]


async def test_load_many_reads_a_level_at_once_and_only_what_is_missing() -> None:
    reader = Recorder()
    loader = TensLoader(Window(reader))

    assert await loader.load_many([5, 6, 5]) == [50, 60, 50]
    assert await loader.load_many([6, 7, -1]) == [60, 70, None]
    assert await loader.load(5) == 50
    assert reader.asked == [[5, 6], [7, -1]]


async def test_a_large_batch_is_cut_at_the_batch_size() -> None:
    reader = Recorder()
    loader = TensLoader(Window(reader, batch_size=2))

    assert await loader.load_many([1, 2, 3]) == [10, 20, 30]
    assert reader.asked == [[1, 2], [3]]


async def test_an_error_reaches_every_caller_and_is_not_remembered() -> None:
    loader = TensLoader(Window(Recorder()))

    answers = await asyncio.gather(loader.load(13), loader.load(1), return_exceptions=True)

    assert [str(answer) for answer in answers] == ["13 is unlucky", "13 is unlucky"]
    assert await loader.load(1) == 10


async def test_a_cancelled_caller_takes_nothing_from_the_others() -> None:
    reader = Recorder(delay=0.02)
    loader = TensLoader(Window(reader))
    leaving = asyncio.ensure_future(loader.load(1))
    staying = asyncio.ensure_future(loader.load(1))
    await asyncio.sleep(0.01)
    leaving.cancel()

    assert await staying == 10
    assert leaving.cancelled()


async def test_closing_leaves_nothing_pending_and_nothing_running() -> None:
    before = asyncio.all_tasks()
    reader = Recorder(delay=5)
    window = Window(reader)
    running, queued = TensLoader(window), TensLoader(window)
    first = asyncio.ensure_future(running.load(1))
    await asyncio.sleep(0.01)
    second = asyncio.ensure_future(queued.load(2))
    await asyncio.sleep(0)

    await window.close()
    await asyncio.wait([first, second], timeout=1)

    assert first.cancelled()
    assert second.cancelled()
    assert reader.asked == [[1]]
    assert reader.finished == 0
    assert asyncio.all_tasks() == before


async def test_a_cleared_key_is_read_again() -> None:
    reader = Recorder()
    loader = TensLoader(Window(reader))
    await loader.load(1)
    loader.clear(1)
    await loader.load(1)

    assert reader.asked == [[1], [1]]


def test_rows_are_put_in_key_order_and_nothing_is_shorter() -> None:
    rows = [(2, "b"), (1, "a"), (2, "c")]

    assert one_per_key([1, 2, 3], rows, 0, lambda row: row[1]) == ["a", "c", None]
    assert many_per_key([3, 2, 1, 2], rows, 0, lambda row: row[1]) == [
        [],
        ["b", "c"],
        ["a"],
        ["b", "c"],
    ]


async def test_levels_and_single_keys_share_the_windows_next_statement() -> None:
    reader = Recorder()
    loader = TensLoader(Window(reader))

    answers = await asyncio.gather(
        loader.load_with_others([1, 2, 1]), loader.load(3), loader.load_with_others([2, 4])
    )

    assert list(answers) == [[10, 20, 10], 30, [20, 40]]
    assert reader.asked == [[3, 1, 2, 4]]


async def test_what_another_batch_is_reading_is_not_read_again() -> None:
    reader = Recorder(delay=0.02)
    loader = TensLoader(Window(reader))

    reading = asyncio.create_task(loader.load_many([1, 2]))
    await asyncio.sleep(0)
    answers = await asyncio.gather(loader.load_many([2, 3]), loader.load_with_others([1]), reading)

    assert list(answers) == [[20, 30], [10], [10, 20]]
    assert reader.asked == [[1, 2], [3]]


async def test_whoever_waits_for_anothers_batch_gets_its_error() -> None:
    class Failing(Recorder):
        async def fetch_all(self, statement: str, parameters: Mapping[str, Any], /) -> list[Row]:
            await super().fetch_all(statement, parameters)
            raise LookupError(f"failed {len(self.asked)}")

    loader = TensLoader(Window(Failing()))

    outcomes = await asyncio.gather(
        loader.load_many([2, 1]), loader.load_many([1]), return_exceptions=True
    )

    assert [str(outcome) for outcome in outcomes] == ["failed 1"] * 2
    with pytest.raises(LookupError, match="failed 2"):
        await loader.load_many([1])


async def test_a_batch_that_is_cancelled_is_read_by_whoever_waits_for_it() -> None:
    reader = Recorder(delay=0.02)
    loader = TensLoader(Window(reader))

    reading = asyncio.create_task(loader.load_many([1]))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(loader.load_many([1]))
    await asyncio.sleep(0)
    reading.cancel()

    assert await waiting == [10]
    assert reader.asked == [[1], [1]]


async def test_levels_that_wait_end_with_the_window() -> None:
    window = Window(Recorder())
    waiting = asyncio.create_task(TensLoader(window).load_with_others([1]))
    await asyncio.sleep(0)

    await window.close()

    with pytest.raises(asyncio.CancelledError):
        await waiting

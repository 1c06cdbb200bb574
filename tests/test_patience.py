"""Patience: how long a request may take, wait and be many; and that nothing runs on for nobody."""

import asyncio
import datetime as dt
import time
from collections.abc import Callable

import pytest

from movie_graph.config import Settings
from movie_graph.roles import Role
from movie_graph.signing import make_token
from tests.catalogue import create_catalogue
from tests.in_process import Client, served, until
from tests.serving import SECRET

SLOW, QUICK = "{ genres { name } }", "{ dataset { version } }"
FOREVER = {
    "mysql": "SELECT id, name FROM genres WHERE SLEEP(30) = 1",
    "sqlite": """
        WITH RECURSIVE counting (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counting)
        SELECT n, 'never' FROM counting WHERE n < 0
    """,
}
# Some 300 ms; the answer comes from the outermost SELECT, whichever way a timeout gets there.
AWHILE = {
    "mysql": """
        WITH waited (n) AS (SELECT SLEEP(0.3))
        SELECT n + 1, 'at last' FROM waited WHERE n IN (SELECT 0)
    """,
    "sqlite": """
        WITH RECURSIVE counting (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counting LIMIT 3000000)
        SELECT MAX(n), 'at last' FROM counting
    """,
}

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def catalogue_url(database_url: str) -> str:
    await create_catalogue(Settings(database_url=database_url))
    return database_url


@pytest.fixture
def slow(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The genres take for ever."""
    monkeypatch.setattr("movie_graph.database.catalog.GENRES", FOREVER[engine])


def _token(role: Role) -> str:
    settings = Settings.model_validate({"jwt_secret": SECRET})
    return make_token("ann", settings, lifetime=dt.timedelta(minutes=5), roles=[role])


async def _none(running: Callable[[], int]) -> bool:
    return await asyncio.to_thread(running) == 0


async def _some(engine: str, running: Callable[[], int]) -> bool:
    return engine == "sqlite" or await asyncio.to_thread(running) == 1


async def _is_let_in(client: Client) -> bool:
    return (await client.ask(QUICK)).status == 200


async def test_a_request_past_its_time_ends_its_statement(
    engine: str, catalogue_url: str, slow: None, running: Callable[[], int]
) -> None:
    async with served(catalogue_url, pool_size=1, request_timeout_seconds=0.7) as client:
        assert (await client.ask(QUICK)).status == 200
        asking = asyncio.create_task(client.ask(SLOW))
        await until(lambda: _some(engine, running))
        late = await asking
        ended = time.monotonic()
        await until(lambda: _none(running), 1)
        after = await client.ask(QUICK)

    assert late.status == 504
    assert late.extensions.pop("value") >= 0.7
    assert late.extensions == {
        "code": "REQUEST_TIMEOUT",
        "bound": "MOVIE_GRAPH_REQUEST_TIMEOUT_SECONDS",
        "limit": 0.7,
    }
    assert after.status == 200
    assert "errors" not in after.body
    assert time.monotonic() - ended < 5


@pytest.mark.usefixtures("slow")
async def test_an_analyst_may_take_longer(catalogue_url: str) -> None:
    times = {"request_timeout_seconds": 0.2, "analyst_request_seconds": 0.9}
    async with served(catalogue_url, jwt_secret=SECRET, **times) as client:
        refusals = {
            role: (await client.ask(SLOW, token=_token(role))).extensions
            for role in (Role.VIEWER, Role.ANALYST)
        }

    assert {role: (each["bound"], each["limit"]) for role, each in refusals.items()} == {
        Role.VIEWER: ("MOVIE_GRAPH_REQUEST_TIMEOUT_SECONDS", 0.2),
        Role.ANALYST: ("MOVIE_GRAPH_ANALYST_REQUEST_SECONDS", 0.9),
    }
    assert refusals[Role.VIEWER]["value"] < 0.9 <= refusals[Role.ANALYST]["value"]


@pytest.mark.usefixtures("slow")
async def test_a_statement_of_an_analyst_may_take_longer(
    catalogue_url: str, running: Callable[[], int]
) -> None:
    times = {"statement_timeout_seconds": 0.2, "analyst_statement_seconds": 1.2}
    async with served(catalogue_url, jwt_secret=SECRET, pool_size=1, **times) as client:
        refusals, seconds = {}, {}
        for role in (*Role, Role.VIEWER):  # the last one on the connection of the others
            started = time.monotonic()
            refusals[role] = (await client.ask(SLOW, token=_token(role))).extensions
            seconds[role] = time.monotonic() - started
        await until(lambda: _none(running), 1)

    everybodys = {"bound": "MOVIE_GRAPH_STATEMENT_TIMEOUT_SECONDS", "limit": 0.2}
    analysts = {"bound": "MOVIE_GRAPH_ANALYST_STATEMENT_SECONDS", "limit": 1.2}
    assert refusals == {
        Role.VIEWER: {"code": "STATEMENT_TIMEOUT", **everybodys},
        Role.ANALYST: {"code": "STATEMENT_TIMEOUT", **analysts},
        Role.ADMIN: {"code": "STATEMENT_TIMEOUT", **analysts},
    }
    assert seconds[Role.VIEWER] < 1.2 <= min(seconds[Role.ANALYST], seconds[Role.ADMIN])


async def test_within_the_time_of_analysts_only_they_are_answered(
    engine: str, catalogue_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("movie_graph.database.catalog.GENRES", AWHILE[engine])
    times = {"statement_timeout_seconds": 0.05, "analyst_statement_seconds": 30}
    async with served(catalogue_url, jwt_secret=SECRET, **times) as client:
        refused = await client.ask(SLOW, token=_token(Role.VIEWER))
        answered = await client.ask(SLOW, token=_token(Role.ANALYST))

    assert refused.extensions["code"] == "STATEMENT_TIMEOUT"
    assert answered.body == {"data": {"genres": [{"name": "at last"}]}}


async def test_a_higher_bound_of_everybody_holds_for_analysts_too(
    catalogue_url: str, slow: None
) -> None:
    times = {"statement_timeout_seconds": 0.3, "analyst_statement_seconds": 0.1}
    async with served(catalogue_url, jwt_secret=SECRET, **times) as client:
        refused = await client.ask(SLOW, token=_token(Role.ANALYST))

    assert refused.extensions == {
        "code": "STATEMENT_TIMEOUT",
        "bound": "MOVIE_GRAPH_STATEMENT_TIMEOUT_SECONDS",
        "limit": 0.3,
    }


async def test_a_client_that_hangs_up_ends_its_statement(
    engine: str, catalogue_url: str, slow: None, running: Callable[[], int]
) -> None:
    async with served(catalogue_url, pool_size=1, pool_wait_seconds=1) as client:
        _, writer = await client.send(SLOW)
        await until(lambda: _some(engine, running))
        await asyncio.sleep(0.2)  # the endpoint has read the body by now
        writer.close()
        await until(lambda: _none(running), 1)
        after = await client.ask(QUICK)

    assert (after.status, "errors" in after.body) == (200, False)


async def test_a_client_that_sends_too_slowly_is_refused(catalogue_url: str) -> None:
    async with served(catalogue_url, request_timeout_seconds=0.2) as client:
        reader, writer = await client.send(QUICK, without=1)
        answer = await reader.read()
        writer.close()

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"REQUEST_TIMEOUT" in answer


async def test_a_request_waits_for_a_connection_for_a_bounded_time(
    engine: str, catalogue_url: str, slow: None, running: Callable[[], int]
) -> None:
    async with served(catalogue_url, pool_size=1, pool_wait_seconds=0.5) as client:
        assert (await client.ask(QUICK)).status == 200
        _, writer = await client.send(SLOW)
        await until(lambda: _some(engine, running))
        await asyncio.sleep(0.2)
        started = time.monotonic()
        refused = await client.ask(QUICK)
        waited = time.monotonic() - started
        writer.close()
        await until(lambda: _none(running), 1)
        after = await client.ask(QUICK)

    assert (refused.status, refused.headers["retry-after"]) == (503, "1")
    assert refused.extensions == {
        "code": "SERVER_BUSY",
        "bound": "MOVIE_GRAPH_POOL_WAIT_SECONDS",
        "limit": 0.5,
    }
    assert 0.5 <= waited < 3
    assert (after.status, "errors" in after.body) == (200, False)


async def test_a_statement_past_its_time_is_ended_and_said_so(
    engine: str, catalogue_url: str, slow: None
) -> None:
    async with served(catalogue_url, pool_size=1, statement_timeout_seconds=0.5) as client:
        late = await client.ask(SLOW)
        after = await client.ask(QUICK)

    assert late.extensions == {
        "code": "STATEMENT_TIMEOUT",
        "bound": "MOVIE_GRAPH_STATEMENT_TIMEOUT_SECONDS",
        "limit": 0.5,
    }
    assert (after.status, "errors" in after.body) == (200, False)


async def test_so_many_requests_at_the_same_time_and_no_more(
    engine: str, catalogue_url: str, slow: None, running: Callable[[], int]
) -> None:
    async with served(catalogue_url, concurrent_requests_max=2) as client:
        _, writer = await client.send(SLOW)
        await until(lambda: _some(engine, running))
        await asyncio.sleep(0.2)
        second = await client.ask(QUICK)
        _, other = await client.send(SLOW)
        await asyncio.sleep(0.3)
        third = await client.ask(QUICK)
        writer.close()
        other.close()
        await until(lambda: _none(running), 1)
        await until(lambda: _is_let_in(client))

    assert second.status == 200
    assert (third.status, third.headers["retry-after"]) == (503, "1")
    assert third.extensions == {
        "code": "SERVER_BUSY",
        "bound": "MOVIE_GRAPH_CONCURRENT_REQUESTS_MAX",
        "limit": 2,
        "value": 3,
    }

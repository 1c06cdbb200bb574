"""Patience: how long a request may take, wait and be many; and that nothing runs on for nobody."""

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Iterator

import pytest

from movie_graph.config import Settings
from movie_graph.roles import Role
from movie_graph.signing import make_token
from tests.catalogue import create_catalogue
from tests.in_process import Client, served, until
from tests.servers import Server

SLOW, QUICK = "{ genres { name } }", "{ dataset { version } }"
FOREVER = {
    "mysql": "SELECT id, name FROM genres WHERE SLEEP(30) = 1",
    "sqlite": """
        WITH RECURSIVE counting (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counting)
        SELECT n, 'never' FROM counting WHERE n < 0
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


@pytest.fixture
def running(engine: str, request: pytest.FixtureRequest) -> Iterator[Callable[[], int]]:
    """How many slow statements the MySQL server has in its process list."""
    if engine == "sqlite":
        yield lambda: 0  # it has no list; there, only an interrupt frees the one connection
        return
    server: Server = request.getfixturevalue("mysql_server")
    listed = "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%SLEEP(30)%'"
    yield lambda: int(str(server.execute(f"{listed} AND id <> CONNECTION_ID()")[0][0]))


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
    settings = Settings.model_validate({"jwt_secret": "s" * 32})
    tokens = {
        role: make_token("ann", settings, lifetime=dt.timedelta(minutes=5), roles=[role])
        for role in (Role.VIEWER, Role.ANALYST)
    }
    async with served(catalogue_url, jwt_secret="s" * 32, **times) as client:
        refusals = {
            role: (await client.ask("{ genres { name } }", token=token)).extensions
            for role, token in tokens.items()
        }

    assert {role: (each["bound"], each["limit"]) for role, each in refusals.items()} == {
        Role.VIEWER: ("MOVIE_GRAPH_REQUEST_TIMEOUT_SECONDS", 0.2),
        Role.ANALYST: ("MOVIE_GRAPH_ANALYST_REQUEST_SECONDS", 0.9),
    }
    assert refusals[Role.VIEWER]["value"] < 0.9 <= refusals[Role.ANALYST]["value"]


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

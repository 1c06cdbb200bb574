"""Restarts under load: no accepted rating is lost, and all goes on by itself.

Clients rate and read without a pause (tests/traffic.py) while the server, a worker or the database
ends, in order or by force, and comes back at the same place.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import anyio
import pytest

from movie_graph.config import Settings
from movie_graph.database import Database, Row, open_database
from movie_graph.database.checking import check_votes
from tests.catalogue import create_catalogue
from tests.servers import Binary, Server, running_server
from tests.serving import START_SECONDS, Served, serving
from tests.traffic import MOVIES, Traffic, traffic

RECOVERY_SECONDS = 20  # some 2 s of it are needed on an idle machine
ANSWER_SECONDS = 15
QUICK = {"MOVIE_GRAPH_CONNECT_TIMEOUT_SECONDS": "2", "MOVIE_GRAPH_POOL_WAIT_SECONDS": "2"}

RATINGS = """
    SELECT users.subject, ratings.movie_id, ratings.score
      FROM ratings
      JOIN users ON users.id = ratings.user_id
"""
VOTES = (
    "SELECT movie_id, imported_sum, imported_count, vote_sum, vote_count, vote_average FROM votes"
)


@pytest.fixture
def url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The catalogue, on a database server that a test may end."""
    if engine == "sqlite":
        url = f"sqlite:///{tmp_path}/movies.sqlite"
    else:
        own_server: Server = request.getfixturevalue("own_server")
        url = own_server.create_database()
    anyio.run(create_catalogue, Settings(database_url=url))
    return url


@pytest.fixture(scope="module")
def own_server(mysql_binary: Binary) -> Iterator[Server]:
    with running_server(binary=mysql_binary) as server:
        yield server


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL], ids=["in order", "by force"])
def test_a_server_that_is_started_again_has_every_rating_it_accepted(
    tmp_path: Path, url: str, end: signal.Signals
) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(_serving(tmp_path / "first", url))
        clients = stack.enter_context(traffic(first))
        clients.until_everybody_succeeds(RECOVERY_SECONDS)

        first.process.send_signal(end)
        first.process.wait(timeout=30)
        clients.until_refused("no connection")
        port = first.address.rpartition(":")[2]
        second = stack.enter_context(_serving(tmp_path / "second", url, "--port", port))
        clients.until_everybody_succeeds(RECOVERY_SECONDS)

    assert second.address == first.address
    assert ("Application shutdown complete" in first.log.read_text()) == (end == signal.SIGTERM)
    assert set(clients.refusals) == {"no connection"}
    _check(clients, url)


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_database_that_is_started_again_has_every_rating_it_accepted(
    tmp_path: Path, own_server: Server, end: str
) -> None:
    url = own_server.create_database()
    anyio.run(create_catalogue, Settings(database_url=url))
    with _serving(tmp_path / "only", url) as served, traffic(served) as clients:
        clients.until_everybody_succeeds(RECOVERY_SECONDS)

        getattr(own_server, end)()
        clients.until_refused("DATABASE_UNAVAILABLE")
        own_server.start()
        clients.until_everybody_succeeds(RECOVERY_SECONDS)

    assert clients.refusals["no connection"] == 0
    _check(clients, url)


def test_a_worker_that_dies_is_replaced_and_loses_no_rating_it_accepted(
    tmp_path: Path, url: str
) -> None:
    with _serving(tmp_path / "both", url, "--workers", "2") as served:
        one, _ = _workers(served, 2)
        with traffic(served) as clients:
            clients.until_everybody_succeeds(RECOVERY_SECONDS)
            os.kill(one, signal.SIGKILL)
            workers = _workers(served, 3)
            clients.until_everybody_succeeds(RECOVERY_SECONDS)

    assert len(workers) == 3
    assert set(clients.refusals) <= {"no connection"}  # what the dead one was asked just then
    _check(clients, url)


def _serving(folder: Path, url: str, *arguments: str) -> AbstractContextManager[Served]:
    folder.mkdir()
    return serving(folder, *arguments, MOVIE_GRAPH_DATABASE_URL=url, **QUICK)


def _workers(served: Served, count: int) -> list[int]:
    """The ids of all workers so far, once so many have been ready."""
    deadline = time.monotonic() + START_SECONDS
    while len(served.lines("Application startup complete")) < count:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return sorted({int(found) for found in served.lines(r"Started server process \[(\d+)\]")})


def _check(clients: Traffic, url: str) -> None:
    """What was accepted is stored, what is stored was sent, and the votes are their sum."""
    assert clients.strange == []
    assert clients.slowest_seconds < ANSWER_SECONDS
    assert len(clients.accepted) > 100  # or there was no load to speak of
    ratings, votes = anyio.run(_stored, url)
    stored = {(subject, movie): score for subject, movie, score in ratings}
    assert {key: clients.sent[key] for key in clients.accepted}.items() <= stored.items()
    assert stored.items() <= clients.sent.items()
    for movie, imported_sum, imported_count, *stored_votes in votes:
        scores = [score for (_, rated), score in stored.items() if rated == movie]
        total, count = imported_sum + sum(scores), imported_count + len(scores)
        average = None if count == 0 else pytest.approx(total / count / 10)
        assert stored_votes == [total, count, average]
        assert scores or movie not in MOVIES


async def _stored(url: str) -> tuple[list[Row], list[Row]]:
    database: Database = open_database(Settings(database_url=url))
    assert await check_votes(database) == []
    found = await database.fetch_all(RATINGS), await database.fetch_all(VOTES)
    await database.close()
    return found

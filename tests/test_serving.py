"""The server as a process: it stops gracefully, survives its database, and has workers."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pymysql
import pytest

from movie_graph.config import Settings
from movie_graph.database import open_database
from movie_graph.database.tables import migrate
from movie_graph.signing import make_token
from tests.catalogue import create_catalogue
from tests.servers import Binary, Server, running_server
from tests.serving import ROOT, SECRET, START_SECONDS, Served, serving

RATE = """mutation { rateMovie(input: {movie: {tmdbId: 12}, score: 8}) {
    __typename ... on RatedMovie { movie { voteCount } } } }"""


@pytest.fixture(scope="module")
def own_server(mysql_binary: Binary) -> Iterator[Server]:
    """A database server that these tests may stop."""
    with running_server(binary=mysql_binary) as server:
        yield server


@pytest.fixture
def catalogue_url(own_server: Server) -> Iterator[str]:
    url = own_server.create_database()
    anyio.run(create_catalogue, Settings(database_url=url))
    yield url
    own_server.drop_database(url)


def _token() -> str:
    settings = Settings.model_validate({"jwt_secret": SECRET})
    return make_token("ann", settings, lifetime=dt.timedelta(minutes=5))


def test_a_stop_finishes_what_runs(tmp_path: Path, own_server: Server, catalogue_url: str) -> None:
    blocker = pymysql.connect(
        host=own_server.host,
        port=own_server.port,
        user=own_server.user,
        password=own_server.password,
        database=catalogue_url.rpartition("/")[2],
    )
    answers: list[tuple[int, Any]] = []
    with serving(tmp_path, MOVIE_GRAPH_DATABASE_URL=catalogue_url) as served:
        with blocker.cursor() as cursor:
            cursor.execute("SELECT * FROM votes WHERE movie_id = 12 FOR UPDATE")
        asking = threading.Thread(target=lambda: answers.append(served.ask(RATE, token=_token())))
        asking.start()
        time.sleep(1)  # the rating now waits for the row
        served.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert served.process.poll() is None
        blocker.rollback()
        asking.join(timeout=30)
        served.process.wait(timeout=30)
    blocker.close()

    assert answers == [
        (200, {"data": {"rateMovie": {"__typename": "RatedMovie", "movie": {"voteCount": 51}}}})
    ]
    assert "Application shutdown complete" in served.log.read_text()


def test_a_database_that_goes_and_comes_back_is_noticed(
    tmp_path: Path, own_server: Server, catalogue_url: str
) -> None:
    genres = "{ genres { name } }"
    quick = {"MOVIE_GRAPH_CONNECT_TIMEOUT_SECONDS": "2", "MOVIE_GRAPH_POOL_WAIT_SECONDS": "2"}
    with serving(tmp_path, MOVIE_GRAPH_DATABASE_URL=catalogue_url, **quick) as served:
        assert served.ask(genres)[0] == 200
        assert served.get("/ready") == (200, {"ready": True})

        own_server.stop()
        status, body = served.ask(genres)
        assert body["errors"][0]["extensions"] == {"code": "DATABASE_UNAVAILABLE"}
        assert body["data"] is None
        assert status == 200  # the field failed, not the request
        assert served.get("/ready") == (503, {"ready": False})
        assert served.get("/health")[0] == 200

        own_server.start()
        assert served.ask(genres)[0] == 200
        assert "errors" not in served.ask(genres)[1]
        assert served.get("/ready") == (200, {"ready": True})


def test_a_server_may_start_before_its_database(
    tmp_path: Path, own_server: Server, catalogue_url: str
) -> None:
    own_server.stop()
    with serving(tmp_path, MOVIE_GRAPH_DATABASE_URL=catalogue_url) as served:
        status, body = served.ask("{ genres { name } }")
        assert (status, body["errors"][0]["extensions"]["code"]) == (503, "DATABASE_UNAVAILABLE")

        own_server.start()
        assert served.ask("{ movies { totalCount } }") == (
            200,
            {"data": {"movies": {"totalCount": 8}}},
        )


def test_several_workers_answer(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/movies.sqlite"
    with serving(tmp_path, "--workers", "2", MOVIE_GRAPH_DATABASE_URL=database) as served:
        _wait_for_lines(served, "Application startup complete", 2)
        answers = [served.ask("{ movies { totalCount } }") for _ in range(10)]

    assert answers == [(200, {"data": {"movies": {"totalCount": 0}}})] * 10
    assert len(set(served.lines(r"Started server process \[(\d+)\]"))) == 2


def test_workers_end_when_their_server_was_killed(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/movies.sqlite"
    with serving(tmp_path, "--workers", "2", MOVIE_GRAPH_DATABASE_URL=database) as served:
        _wait_for_lines(served, "Application startup complete", 2)
        served.process.kill()
        served.process.wait(timeout=30)
        _wait_for_lines(served, "Application shutdown complete", 2)

        with pytest.raises(urllib.error.URLError, match="refused"):
            served.get("/health")


def test_a_json_log_is_one_object_per_line(tmp_path: Path) -> None:
    settings = {
        "MOVIE_GRAPH_DATABASE_URL": f"sqlite:///{tmp_path}/movies.sqlite",
        "MOVIE_GRAPH_LOG_FORMAT": "json",
    }
    with serving(tmp_path, **settings) as served:
        served.ask("query Count { movies { totalCount } }")
        lines = [json.loads(line) for line in served.log.read_text().splitlines()]

    [line] = [line for line in lines if "operation" in line]
    assert (line["operation"], line["statements"], line["status"]) == ("Count", 2, 200)
    assert line["milliseconds"] > 0


def test_a_newer_database_is_refused_in_one_line(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/movies.sqlite"
    anyio.run(_make_newer, url)
    result = subprocess.run(
        [sys.executable, "-m", "movie_graph", "check"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MOVIE_GRAPH_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert result.stderr.startswith("error: The database has migration 999")


def _wait_for_lines(served: Served, line: str, count: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while len(served.lines(line)) < count:
        assert time.monotonic() < deadline, served.log.read_text()
        time.sleep(0.05)


async def _make_newer(url: str) -> None:
    database = open_database(Settings(database_url=url))
    await migrate(database)
    await database.execute(
        "INSERT INTO migrations (number, name, steps_done, steps) VALUES (999, 'later', 1, 1)"
    )
    await database.close()

"""Streaming: one snapshot, one chunk at a time, in constant memory, and nothing for nobody."""

import asyncio
import json
import logging
import re
import tracemalloc
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from loaders.lists import GENRES_BY_MOVIE_ID, GenresByMovieIdLoader
from movie_graph.config import Settings
from movie_graph.context import Cost
from movie_graph.database import Database, open_database
from movie_graph.database.ratings import rate, unrate
from movie_graph.exports import FORMATS, Exports, FileResponse
from movie_graph.media_types import CSV
from movie_graph.roles import ANONYMOUS
from movie_graph.schema import build_schema
from tests.exports.generated import create_movies
from tests.in_process import served, until
from tests.servers import Server
from tests.serving import serving

pytestmark = pytest.mark.anyio

FILMS = "query Films { movies { nodes { title genres { name } } } }"  # most popular first
GENRES = {"query": FILMS, "explode": "genres"}
VOTES = "{ movies(orderBy: {field: TITLE, direction: ASC}) { nodes { title voteCount } } }"
QUICK = {"query": "{ dataset { version } }"}
LAST = 16  # "It", before last in the order of popularity
FOREVER = {
    "mysql": "SLEEP(30) = 1",
    "sqlite": "EXISTS (SELECT 1 FROM counting WHERE n < 0)",
}
COUNTING = """
    WITH RECURSIVE counting (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counting)"""


@pytest.fixture
def slow_end(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The genres of a movie near the end of the list take for ever."""
    statement = GENRES_BY_MOVIE_ID.replace(
        "ORDER BY", f"AND (movie_genres.movie_id <> {LAST} OR {FOREVER[engine]}) ORDER BY"
    )
    before = COUNTING if engine == "sqlite" else ""
    monkeypatch.setattr(GenresByMovieIdLoader, "statement", f"{before}{statement}")


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = open_database(settings)
    yield database
    await database.close()


@asynccontextmanager
async def _client(settings: Settings, **changed: Any) -> AsyncIterator[httpx2.AsyncClient]:
    async with (
        served(settings.database_url, **changed) as server,
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=30) as client,
    ):
        yield client


async def _beginning(lines: AsyncIterator[str], titles: int) -> list[str]:
    """The header and the lines of so many movies."""
    found: list[str] = []
    while len(dict.fromkeys(line.split(",")[0] for line in found)) <= titles:
        found.append(await anext(lines))
    return found


# ── one moment ──


async def test_a_rating_given_meanwhile_does_not_show(
    settings: Settings, database: Database
) -> None:
    schema = build_schema(settings.model_copy(update={"page_size_max": 2}))
    exports = Exports(settings)

    def parts() -> Any:
        table = schema.table(VOTES, None, None, explode=None, signed=ANONYMOUS)
        return exports.parts(database, table, FORMATS[CSV], ANONYMOUS, Cost())

    async with aclosing(parts()) as chunks:
        file = await anext(chunks)
        await rate(
            database,
            subject="ann",
            movie_id=17,
            score=50,
            rated_at="2026-01-01 00:00:00.000",
        )
        file += b"".join([part async for part in chunks])
    later = b"".join([part async for part in parts()])
    await unrate(database, subject="ann", movie_id=17)

    assert b"Zebra Crossing,1\r\n" in file
    assert b"Zebra Crossing,2\r\n" in later


async def test_a_snapshot_reads_one_moment_and_leaves_the_connection_as_it_was(
    engine: str, settings: Settings
) -> None:
    database = open_database(settings.model_copy(update={"pool_size": 1}))
    writer = open_database(settings)
    count = "SELECT vote_count FROM votes WHERE movie_id = 17"
    # The first is MariaDB's, the second means the same to MySQL.
    idle = """SHOW SESSION VARIABLES
              WHERE Variable_name IN ('idle_transaction_timeout', 'wait_timeout')"""
    async with database.snapshot(idle_seconds=600) as snapshot:
        await rate(writer, subject="bob", movie_id=17, score=50, rated_at="2026-01-01 00:00:00.000")
        during = await asyncio.gather(*(snapshot.fetch_all(count) for _ in range(5)))
        waits = None if engine == "sqlite" else await snapshot.fetch_all(idle)
    after = await database.fetch_all(count)
    if engine == "mysql":
        restored = {value for _, value in await database.fetch_all(idle)}
        assert "600" in {value for _, value in waits or ()}
        assert "30" in restored
        assert "600" not in restored
    await unrate(writer, subject="bob", movie_id=17)
    await writer.close()
    await database.close()

    assert during == [[(1,)]] * 5
    assert after == [(2,)]


async def test_a_file_reads_the_database_of_analytics(settings: Settings, tmp_path: Path) -> None:
    copy = Settings(database_url=f"sqlite:///{tmp_path / 'copy.sqlite'}")
    await create_movies(copy, 1)
    document = "{ movies(first: 2) { nodes { title genres { name } } } }"
    async with _client(settings, analytics_database_url=copy.database_url) as client:
        file = await client.get("/export", params={"query": document, "explode": "genres"})
        answer = await client.post("/graphql", json={"query": "{ movies { totalCount } }"})

    assert file.text.split("\r\n") == [
        "title,genres.name",
        "Movie 10,Drama",
        "Movie 10,Comedy",
        "Movie 9,Drama",
        "Movie 9,Comedy",
        "",
    ]
    assert answer.json()["data"]["movies"]["totalCount"] == 8


# ── chunk by chunk ──


async def test_the_first_part_is_there_before_the_last_row_is_read(
    settings: Settings, database: Database
) -> None:
    schema = build_schema(settings.model_copy(update={"page_size_max": 1}))
    table = schema.table(VOTES, None, None, explode=None, signed=ANONYMOUS)
    cost = Cost()
    parts = Exports(settings).parts(database, table, FORMATS[CSV], ANONYMOUS, cost)

    read = [cost.statements async for _ in parts]

    assert read == [2, 3, 4, 5, 6, 7, 8, 9]  # the first counts them, too


async def test_the_first_byte_comes_while_the_last_rows_are_being_read(
    settings: Settings, slow_end: None
) -> None:
    async with (
        _client(settings, page_size_max=1) as client,
        client.stream("GET", "/export", params=GENRES) as response,
    ):
        lines = await _beginning(response.aiter_lines(), 4)

    assert lines[:3] == ["title,genres.name", "Éclair,Science Fiction", "Éclair,Comedy"]
    assert lines[-1] == "Wreck,Science Fiction"


async def test_nothing_is_read_ahead_of_a_client_that_does_not_read(
    settings: Settings, database: Database
) -> None:
    schema = build_schema(settings.model_copy(update={"page_size_max": 1}))
    table = schema.table(VOTES, None, None, explode=None, signed=ANONYMOUS)
    cost, ended, sent = Cost(), [], []
    parts = Exports(settings).parts(database, table, FORMATS[CSV], ANONYMOUS, cost)
    may_go_on = asyncio.Event()

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            await may_go_on.wait()
            sent.append(message["body"])

    response = FileResponse(
        await anext(parts),
        parts,
        FORMATS[CSV],
        "films",
        until=asyncio.get_running_loop().time() + 30,
        ended=lambda status, error: ended.append((status, error)),
    )
    scope = {"type": "http", "method": "GET", "path": "/export", "headers": []}
    sending = asyncio.create_task(response(scope, receive, send))
    await asyncio.sleep(0.3)
    read = cost.statements
    may_go_on.set()
    await sending

    assert read == 2
    assert cost.statements == 9
    assert (len(sent), sent[-1], ended) == (9, b"", [(200, None)])


# ── ends that are not the end ──


async def test_a_download_that_is_cancelled_ends_its_statement(
    engine: str, settings: Settings, slow_end: None, running: Callable[[], int]
) -> None:
    async def is_running(wanted: int) -> bool:
        return engine == "sqlite" or await asyncio.to_thread(running) == wanted

    async with _client(settings, page_size_max=1, pool_size=1, pool_wait_seconds=1) as client:
        async with client.stream("GET", "/export", params=GENRES) as response:
            lines = response.aiter_lines()  # hangs up when nobody holds it any more
            await _beginning(lines, 4)
            await until(lambda: is_running(1))
            await asyncio.sleep(0.2)
        await until(lambda: is_running(0), 1)
        answers = [await client.post("/graphql", json=QUICK) for _ in range(3)]
        again = await client.get("/export", params={"query": VOTES})

    assert [answer.json().get("errors") for answer in answers] == [None] * 3
    assert again.text.count("\r\n") == 9


@pytest.mark.parametrize("name", ["csv", "ndjson"])
async def test_an_error_after_the_first_byte_breaks_the_file_off(
    settings: Settings, slow_end: None, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    bounds = {"page_size_max": 1, "pool_size": 1, "statement_timeout_seconds": 0.5}
    counted = 'movie_graph_request_seconds_count{operation="Films",outcome="errors"} 1.0'
    async with _client(settings, metrics=True, **bounds) as client:
        async with client.stream("GET", "/export", params={**GENRES, "format": name}) as response:
            lines = response.aiter_lines()
            await anext(lines)
            with caplog.at_level(logging.INFO), pytest.raises(httpx2.RemoteProtocolError):
                [line async for line in lines]
        after = await client.get("/export", params={"query": VOTES})
        metrics = await client.get("/metrics")

    assert counted in metrics.text
    assert response.status_code == 200
    assert "The file of Films was broken off: A statement" in caplog.text
    assert re.search(r"Films GET 500 .+ 1 errors", caplog.text)
    assert after.text.count("\r\n") == 9


async def test_a_file_past_its_time_is_broken_off(
    settings: Settings, slow_end: None, caplog: pytest.LogCaptureFixture
) -> None:
    bounds = {"page_size_max": 1, "pool_size": 1}
    async with _client(settings, export_seconds=0.7, **bounds) as client:
        with caplog.at_level(logging.INFO), pytest.raises(httpx2.RemoteProtocolError):
            await client.get("/export", params=GENRES)
        in_time = await client.get("/export", params={"query": VOTES})

    [milliseconds] = re.findall(r"Films GET 504 ([\d.]+) ms", caplog.text)
    assert 700 <= float(milliseconds) < 5000
    assert in_time.status_code == 200


async def test_an_error_before_the_first_byte_is_an_answer(
    settings: Settings, slow_end: None
) -> None:
    bounds = {"pool_size": 1, "statement_timeout_seconds": 0.5}
    async with _client(settings, **bounds) as client:
        late = await client.get("/export", params=GENRES)

    assert (late.status_code, late.headers["content-type"]) == (
        504,
        "application/json; charset=utf-8",
    )
    assert late.json()["errors"][0]["extensions"]["code"] == "STATEMENT_TIMEOUT"


async def test_so_many_files_at_the_same_time_and_no_more(
    settings: Settings, slow_end: None
) -> None:
    async with _client(settings, page_size_max=1, exports_max=1) as client:
        async with client.stream("GET", "/export", params=GENRES) as response:
            lines = response.aiter_lines()  # hangs up when nobody holds it any more
            await _beginning(lines, 1)
            busy = await client.get("/export", params={"query": VOTES})

        async def is_let_in() -> bool:
            return (await client.get("/export", params={"query": VOTES})).status_code == 200

        await until(is_let_in)

    assert (busy.status_code, busy.headers["retry-after"]) == (503, "5")
    assert busy.json()["errors"][0]["extensions"] == {
        "code": "SERVER_BUSY",
        "bound": "MOVIE_GRAPH_EXPORTS_MAX",
        "limit": 1,
        "value": 2,
    }


async def test_a_database_that_is_away_is_a_503(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'none.sqlite'}")
    gone = f"sqlite:///{tmp_path / 'a file'}/x.sqlite"
    (tmp_path / "a file").write_text("")
    async with _client(settings, analytics_database_url=gone) as client:
        response = await client.get("/export", params={"query": VOTES})

    assert (response.status_code, response.headers["retry-after"]) == (503, "1")


# ── memory ──

MIB = 1 << 20
MANY = "query Many($n: Int) { movies(first: $n) { nodes { title year budget genres { name } } } }"


async def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    """Python's own, on SQLite: a chunk is 1,000 rows of 2 genres each."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'many.sqlite'}")
    await create_movies(settings, 4)
    database, schema, exports = open_database(settings), build_schema(settings), Exports(settings)

    async def peak(rows: int) -> int:
        table = schema.table(MANY, {"n": rows}, None, explode=("genres",), signed=ANONYMOUS)
        lines = 0
        tracemalloc.reset_peak()
        async for part in exports.parts(database, table, FORMATS[CSV], ANONYMOUS, Cost()):
            lines += part.count(b"\r\n")
        assert lines == 2 * rows + 1
        return tracemalloc.get_traced_memory()[1]

    tracemalloc.start()
    try:
        await peak(1000)
        few, many = await peak(2000), await peak(10_000)
    finally:
        tracemalloc.stop()
    await database.close()

    assert many - few < MIB
    assert many < 24 * MIB


def test_the_servers_memory_does_not_grow_with_the_rows(
    mysql_server: Server, tmp_path: Path
) -> None:
    """The most that the process has ever had, with the rows on MariaDB."""
    settings = Settings(database_url=mysql_server.create_database())
    asyncio.run(create_movies(settings, 5))
    peaks = {}
    with serving(tmp_path, MOVIE_GRAPH_DATABASE_URL=settings.database_url) as server:
        for rows in (10_000, 100_000):
            parameters = {"query": MANY, "variables": json.dumps({"n": rows}), "explode": "genres"}
            with httpx2.stream(
                "GET", f"{server.address}/export", params=parameters, timeout=120
            ) as response:
                assert sum(part.count(b"\n") for part in response.iter_raw()) == 2 * rows + 1
            status = Path(f"/proc/{server.process.pid}/status").read_text()
            peaks[rows] = int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024
    mysql_server.drop_database(settings.database_url)

    assert peaks[100_000] - peaks[10_000] < 8 * MIB
    assert peaks[100_000] < 160 * MIB

"""What every test may ask for: a database on each engine, a MySQL server, the real data."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.browser import find_chromium
from tests.node import FOLDER, find_node, install_packages
from tests.servers import Binary, Server, find_binary, running_server

IN_CI = os.environ.get("CI") == "true"
REAL_DATA = "MOVIE_GRAPH_TEST_DATA"
REAL_DATA_FOLDERS = ("tmdb-5000", "the-movies-dataset", "the-movies-dataset-subset")

# The time of one example says nothing on a busy machine; CI tries the same examples every time.
hypothesis.settings.register_profile("dev", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if IN_CI else "dev")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by what it asks for; without that it is skipped, but in CI it fails."""
    missing = {
        "mysql": _why_no_server(),
        "real_data": _why_no_real_data(),
        "node": _why_no_node(),
        "chromium": _why_no_chromium(),
    }
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "mysql_binary" in fixtures:
            item.add_marker(pytest.mark.mysql)
        for name in ("real_data", "node", "chromium"):
            if name in fixtures:
                item.add_marker(name)
        for mark, reason in missing.items():
            if reason and not IN_CI and item.get_closest_marker(mark):
                # Here and not in the fixture: pytest then prints one line per file, not per test.
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def mysql_binary() -> Binary:
    """The server program, for tests that start a server of their own."""
    binary = find_binary()
    if binary is None:
        pytest.fail(_why_no_server(), pytrace=False)
    return binary


@pytest.fixture(scope="session")
def mysql_server(mysql_binary: Binary) -> Iterator[Server]:
    """One MariaDB or MySQL server for the whole session, started when a test first asks for it."""
    with running_server(binary=mysql_binary) as server:
        yield server


@pytest.fixture(scope="module", params=["sqlite", pytest.param("mysql", marks=pytest.mark.mysql)])
def engine(request: pytest.FixtureRequest) -> str:
    """Each test that asks for a database runs once per engine: "sqlite", "mysql"."""
    return str(request.param)


@pytest.fixture(scope="module")
def database_url(
    engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """An empty database that the tests of one module share, on each engine."""
    yield from _empty_database(engine, request, tmp_path_factory)


@pytest.fixture
def fresh_database_url(
    engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """An empty database of the test's own, on each engine."""
    yield from _empty_database(engine, request, tmp_path_factory)


@pytest.fixture
def running(engine: str, request: pytest.FixtureRequest) -> Iterator[Callable[[], int]]:
    """How many slow statements the MySQL server has in its process list."""
    if engine == "sqlite":
        yield lambda: 0  # it has no list; there, only an interrupt frees the one connection
        return
    server: Server = request.getfixturevalue("mysql_server")
    listed = "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%SLEEP(30)%'"
    yield lambda: int(str(server.execute(f"{listed} AND id <> CONNECTION_ID()")[0][0]))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with the real files, which MOVIE_GRAPH_TEST_DATA names."""
    if missing := _why_no_real_data():
        pytest.fail(missing, pytrace=False)
    return Path(os.environ[REAL_DATA]).resolve()


@pytest.fixture(scope="session")
def node_with() -> Callable[[Path], Path]:
    """The program `node`, given a folder whose packages are then installed there."""

    def node_with(folder: Path) -> Path:
        program = find_node()
        if program is None:
            pytest.fail(_why_no_node(), pytrace=False)
        if error := install_packages(folder):
            if IN_CI:
                pytest.fail(error, pytrace=False)
            pytest.skip(error)
        return program

    return node_with


@pytest.fixture(scope="session")
def node(node_with: Callable[[Path], Path]) -> Path:
    """The program `node`, with the packages of tests/http/node installed."""
    return node_with(FOLDER)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The program of Chromium or Chrome."""
    program = find_chromium()
    if program is None:
        pytest.fail(_why_no_chromium(), pytrace=False)
    return program


def _empty_database(
    engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'movie_graph.sqlite'}"
        return
    server: Server = request.getfixturevalue("mysql_server")  # only now: SQLite needs none
    url = server.create_database()
    yield url
    server.drop_database(url)


def _why_no_server() -> str:
    if find_binary():
        return ""
    return (
        "Neither mariadbd nor mysqld was found. To run the tests on MySQL: "
        "apt-get install mariadb-server-core mariadb-client-core"
    )


def _why_no_node() -> str:
    if find_node():
        return ""
    return (
        "Node.js 18 or later with npm was not found. To run the tests with clients of front ends: "
        "apt-get install nodejs npm"
    )


def _why_no_chromium() -> str:
    if find_chromium():
        return ""
    return "Chromium was not found. To run the tests in a browser: apt-get install chromium"


def _why_no_real_data() -> str:
    folder = os.environ.get(REAL_DATA)
    if not folder:
        return f"{REAL_DATA} is not set. It names the folder of {', '.join(REAL_DATA_FOLDERS)}."
    missing = [name for name in REAL_DATA_FOLDERS if not (Path(folder) / name).is_dir()]
    return f"{REAL_DATA}={folder} holds no {', '.join(missing)}." if missing else ""

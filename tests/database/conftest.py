"""The database of each test here: on SQLite, and on MySQL or MariaDB through each driver."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from movie_graph.database import Database
from tests.database.rooms import add_tables, opened, remove_movies
from tests.servers import Binary, Server, running_server

MYSQL_DRIVERS = [
    pytest.param(driver, marks=pytest.mark.mysql) for driver in ("aiomysql", "asyncmy")
]


@pytest.fixture(scope="module", params=["sqlite", *MYSQL_DRIVERS])
def driver(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=MYSQL_DRIVERS)
def mysql_driver(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(
    driver: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database of the test's own without tables."""
    yield from _empty_database(driver, request, tmp_path_factory)


@pytest.fixture(scope="module")
def _module_url(
    driver: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    for url in _empty_database(driver, request, tmp_path_factory):
        asyncio.run(add_tables(url))
        yield url


@pytest.fixture
def url(_module_url: str) -> str:
    """A database with all tables, and nothing in them that a test of ratings would see."""
    asyncio.run(remove_movies(_module_url))
    return _module_url


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    async with opened(url) as database:
        yield database


@pytest.fixture(scope="module")
def _mysql_module_url(mysql_driver: str, mysql_server: Server) -> Iterator[str]:
    url = mysql_server.create_database()
    asyncio.run(add_tables(url))
    yield with_driver(url, mysql_driver)
    mysql_server.drop_database(url)


@pytest.fixture
def mysql_url(_mysql_module_url: str) -> str:
    """As `url`, on MySQL or MariaDB only, through each driver."""
    asyncio.run(remove_movies(_mysql_module_url))
    return _mysql_module_url


@pytest.fixture
def mysql_empty_url(mysql_driver: str, mysql_server: Server) -> Iterator[str]:
    """As `empty_url`, on MySQL or MariaDB only, through each driver."""
    url = mysql_server.create_database()
    yield with_driver(url, mysql_driver)
    mysql_server.drop_database(url)


@pytest.fixture(scope="module")
def frail_server(mysql_binary: Binary) -> Iterator[Server]:
    """A server that a test may freeze, kill and restart."""
    with running_server(binary=mysql_binary) as server:
        yield server


def with_driver(url: str, driver: str) -> str:
    return url.replace("mysql://", f"mysql+{driver}://", 1)


def _empty_database(
    driver: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    if driver == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'movie_graph.sqlite'}"
        return
    server: Server = request.getfixturevalue("mysql_server")  # only now: SQLite needs none
    url = server.create_database()
    yield with_driver(url, driver)
    server.drop_database(url)

"""The small catalogue on each engine, shared by the tests of a module."""

from collections.abc import AsyncIterator

import pytest

from movie_graph.config import Settings
from movie_graph.database import Database, open_database
from movie_graph.database.tables import migrate
from tests.catalogue import write_catalogue
from tests.graph import Graph


@pytest.fixture(scope="module")
async def database(database_url: str) -> AsyncIterator[Database]:
    database = open_database(Settings(database_url=database_url))
    await migrate(database)
    await write_catalogue(database)
    yield database
    await database.close()


@pytest.fixture(scope="module")
def graph(database: Database) -> Graph:
    return Graph(database)


@pytest.fixture
async def fresh(fresh_database_url: str) -> AsyncIterator[Graph]:
    """A graph of the test's own, because it is going to be changed."""
    database = open_database(Settings(database_url=fresh_database_url))
    await migrate(database)
    await write_catalogue(database)
    yield Graph(database, Settings(jwt_secret="x" * 32))
    await database.close()

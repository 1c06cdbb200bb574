"""What the tests of the ETL ask for: an empty catalogue on each engine, and files to load."""

from collections.abc import AsyncIterator

import pytest

from movie_graph.config import Settings
from movie_graph.database import Database
from movie_graph.database.opening import open_database
from movie_graph.database.tables import migrate


@pytest.fixture
async def database(fresh_database_url: str) -> AsyncIterator[Database]:
    """A database of the test's own with all tables, and nothing in them."""
    database = open_database(Settings(database_url=fresh_database_url))
    await migrate(database)
    yield database
    await database.close()

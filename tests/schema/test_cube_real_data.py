"""`movieStats` on the real files: every cell of random cubes is what pandas computes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from movie_graph.config import Settings
from movie_graph.database import open_database
from tests.cubes import CUBES, RandomCube, Tables, check_cube, read_tables
from tests.etl.files import load_into
from tests.graph import Graph

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def loaded_url(database_url: str, real_data: Path) -> str:
    load_into(database_url, real_data / "tmdb-5000")
    return database_url


@pytest.fixture(scope="module")
async def real_graph(loaded_url: str) -> AsyncIterator[Graph]:
    settings = Settings(database_url=loaded_url, statement_timeout_seconds=60)
    database = open_database(settings)
    yield Graph(database, settings)
    await database.close()


@pytest.fixture(scope="module")
async def tables(real_graph: Graph) -> Tables:
    return await read_tables(real_graph.database)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(cube=CUBES)
async def test_every_cell_is_what_pandas_computes(
    real_graph: Graph, tables: Tables, cube: RandomCube
) -> None:
    await check_cube(real_graph, tables, cube)

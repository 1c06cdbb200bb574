"""What the tests of the executor share: the twins, and databases in a known state."""

import asyncio
import gc
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from movie_graph.config import Settings
from movie_graph.database import Database, open_database, ratings
from movie_graph.database.tables import migrate
from tests.catalogue import write_catalogue
from tests.execution.twins import Opening, Twins

RATINGS = [("ann", 11, 95), ("ann", 12, 5), ("bob", 11, 60), ("carl", 11, 95), ("carl", 17, 100)]


@pytest.fixture(scope="session")
def twins() -> Twins:
    return Twins()


@pytest.fixture
def collected() -> Iterator[None]:
    """What a test leaves to the garbage collector is found while its filters of warnings hold."""
    yield
    gc.collect()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small catalogue and some ratings, in a file that nobody has open."""
    path = tmp_path_factory.mktemp("catalogue") / "movie_graph.sqlite"

    async def write() -> None:
        database = open_database(Settings(database_url=f"sqlite:///{path}"))
        await write_all(database)
        await database.close()

    with asyncio.Runner() as runner:
        runner.run(write())
    return path


@pytest.fixture(scope="session")
async def small(written: Path) -> AsyncIterator[Opening]:
    """One database for all who only read."""
    database = open_database(Settings(database_url=f"sqlite:///{written}"))
    yield always(database)
    await database.close()


@pytest.fixture
def copies(written: Path, tmp_path: Path) -> Opening:
    """A database of its own for each run, always in the same state."""
    made = 0

    @asynccontextmanager
    async def opening() -> AsyncIterator[Database]:
        nonlocal made
        made += 1
        path = tmp_path / f"{made}.sqlite"
        shutil.copyfile(written, path)
        database = open_database(Settings(database_url=f"sqlite:///{path}"))
        yield database
        await database.close()

    return opening


async def write_all(database: Database) -> None:
    """The small catalogue and some ratings, into an empty database."""
    await migrate(database)
    await write_catalogue(database)
    for number, (subject, movie, score) in enumerate(RATINGS):
        moment = f"2020-01-01 00:00:0{number}.000"
        await ratings.rate(database, subject=subject, movie_id=movie, score=score, rated_at=moment)


def always(database: Database) -> Opening:
    """Opens what is open already."""

    @asynccontextmanager
    async def opening() -> AsyncIterator[Database]:
        yield database

    return opening

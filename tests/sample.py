"""The sample catalogue, loaded as `make demo` loads it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from etl.pipeline import load_folder
from etl.sample import SAMPLE_FOLDER
from movie_graph.config import Settings
from movie_graph.database import open_database
from movie_graph.database.tables import migrate
from tests.graph import Graph


@asynccontextmanager
async def sample_graph(folder: Path, settings: Settings | None = None) -> AsyncIterator[Graph]:
    """A graph of the sample, in a new file of `folder`."""
    database = open_database(Settings(database_url=f"sqlite:///{folder / 'sample.sqlite'}"))
    try:
        await migrate(database)
        await load_folder(SAMPLE_FOLDER, database)
        yield Graph(database, settings)
    finally:
        await database.close()

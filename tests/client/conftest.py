"""A server that runs, as clients meet it."""

from collections.abc import Iterator

import anyio
import pytest

from movie_graph.config import Settings
from tests.catalogue import create_catalogue
from tests.serving import serving


@pytest.fixture(scope="session")
def catalogue_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A SQLite file with the small catalogue."""
    url = f"sqlite:///{tmp_path_factory.mktemp('client') / 'movies.sqlite'}"
    anyio.run(create_catalogue, Settings(database_url=url))
    return url


@pytest.fixture(scope="session")
def url(catalogue_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of its graph."""
    with serving(
        tmp_path_factory.mktemp("served"), MOVIE_GRAPH_DATABASE_URL=catalogue_url
    ) as served:
        yield f"{served.address}/graphql"

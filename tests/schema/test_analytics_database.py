"""A database of its own for analytics: what is read there, and what is not."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from movie_graph.app import create_app
from movie_graph.config import Settings
from movie_graph.context import Context, request_context
from movie_graph.database import Database, open_database
from movie_graph.database.opening import open_analytics_database
from movie_graph.database.tables import migrate
from movie_graph.errors import ConfigError
from movie_graph.schema import build_schema
from tests.catalogue import FILMS, write_catalogue

pytestmark = pytest.mark.anyio

DOCUMENT = """{ movies { totalCount } dataset { movies } analytics {
    flops(minBudget: 0) { movie { title } }
    hits { profit }
    topRated(minVotes: 1) { voteCount }
    prolificPeople { movieCount }
    collaborations { movieCount }
    movieStats(groupBy: [STATUS]) { totals { count }
        groups { topMovies(first: 5) { tmdbId } } } } }"""


@pytest.fixture
def urls(tmp_path: Path) -> tuple[str, str]:
    """All films are in the first database; the copy for analytics has the first three."""
    return f"sqlite:///{tmp_path / 'all.sqlite'}", f"sqlite:///{tmp_path / 'copy.sqlite'}"


@pytest.fixture
async def databases(urls: tuple[str, str]) -> AsyncIterator[tuple[Database, Database]]:
    opened = [open_database(Settings(database_url=url)) for url in urls]
    for database, films in zip(opened, (FILMS, FILMS[:3]), strict=True):
        await migrate(database)
        await write_catalogue(database, films)
    yield opened[0], opened[1]
    for database in opened:
        await database.close()


async def test_analytics_read_the_copy_and_everything_else_does_not(
    databases: tuple[Database, Database],
) -> None:
    everything, copy = databases

    async with request_context(everything, Settings(), analytics=copy) as context:
        data, statements = await _asked(context)

    assert data["movies"]["totalCount"] == 8
    analytics = data["analytics"]
    assert [flop["movie"]["title"] for flop in analytics["flops"]] == [
        "The Salt Lamp",
        "Glass Orchard",
        "Glass Orchard",
    ]
    assert analytics["hits"] == []
    assert [row["voteCount"] for row in analytics["topRated"]] == [200, 50, 50]
    assert analytics["movieStats"]["totals"] == {"count": 3}
    [released] = analytics["movieStats"]["groups"]
    assert {movie["tmdbId"] for movie in released["topMovies"]} == {11, 12, 13}
    assert statements == context.cost.statements == 12


async def test_the_setting_sends_a_servers_analytics_to_the_copy(
    databases: tuple[Database, Database], urls: tuple[str, str]
) -> None:
    settings = Settings(database_url=urls[0], analytics_database_url=urls[1])
    app = create_app(settings)
    document = "{ movies { totalCount } analytics { movieStats { totals { count } } } }"

    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client,
    ):
        response = await client.post("/graphql", json={"query": document})

    assert response.json()["data"] == {
        "movies": {"totalCount": 8},
        "analytics": {"movieStats": {"totals": {"count": 3}}},
    }


async def test_without_the_setting_there_is_no_second_database() -> None:
    assert open_analytics_database(Settings()) is None


async def test_a_wrong_address_is_refused_by_its_own_name() -> None:
    settings = Settings(analytics_database_url="columns://x")

    with pytest.raises(ConfigError, match="MOVIE_GRAPH_ANALYTICS_DATABASE_URL cannot be used"):
        open_analytics_database(settings)


async def _asked(context: Context) -> tuple[Any, int]:
    context.cost.trace = []
    result = await build_schema(Settings()).execute(DOCUMENT, context_value=context)
    assert result.errors is None
    assert result.data is not None
    return result.data, len(context.cost.trace)

"""The application on the small catalogue, on each engine."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from movie_graph.app import create_app
from movie_graph.config import Settings
from tests.catalogue import create_catalogue
from tests.serving import SECRET


@pytest.fixture(scope="module")
async def settings(database_url: str) -> Settings:
    """Settings that name a filled database."""
    settings = Settings.model_validate({"database_url": database_url, "jwt_secret": SECRET})
    await create_catalogue(settings)
    return settings


@pytest.fixture(scope="module")
async def client(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(settings)
    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client,
    ):
        yield client

"""The application over a small catalogue: in process for one request, as a process for clients."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest
from starlette.testclient import TestClient

from movie_graph.app import create_app
from movie_graph.config import Settings
from movie_graph.signing import make_token
from tests.catalogue import create_catalogue
from tests.serving import SECRET


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings that name a filled SQLite file; tests change what they are about."""
    path = tmp_path_factory.mktemp("http") / "movies.sqlite"
    settings = Settings.model_validate({"database_url": f"sqlite:///{path}", "jwt_secret": SECRET})
    anyio.run(create_catalogue, settings)
    return settings


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture(scope="module")
def token(settings: Settings) -> str:
    """A token of the viewer `ann`."""
    return make_token("ann", settings, lifetime=dt.timedelta(minutes=5))


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A folder of trusted documents: two in one file, one below, and one without a name."""
    (tmp_path / "below").mkdir()
    (tmp_path / "films.graphql").write_text(
        "query Film($id: Int!) { movie(by: {tmdbId: $id}) { title } }\n"
        "query Genres { genres { name } }\n"
    )
    (tmp_path / "below/unrate.graphql").write_text(
        "mutation Unrate { unrateMovie(movie: {tmdbId: 11}) { __typename } }\n"
    )
    (tmp_path / "nameless.graphql").write_text("{ movie(by: {tmdbId: 12}) { title } }\n")
    return tmp_path

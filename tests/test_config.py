"""Settings: where they come from, and what is refused."""

from pathlib import Path

import pytest

from movie_graph.config import Settings
from movie_graph.errors import ConfigError


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "PORT", "JWT_SECRET"):
        monkeypatch.delenv(f"MOVIE_GRAPH_{name}", raising=False)


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("MOVIE_GRAPH_PORT=9001\nMOVIE_GRAPH_POOL_SIZE=3\n")
    monkeypatch.setenv("MOVIE_GRAPH_PORT", "9002")

    settings = Settings.from_env(env_file=env_file)

    assert (settings.port, settings.pool_size, settings.workers) == (9002, 3, 1)
    assert Settings.from_env({"port": 9003}, env_file=env_file).port == 9003


def test_an_empty_value_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIE_GRAPH_JWT_SECRET", "")

    assert Settings.from_env(env_file=None).jwt_secret is None


def test_origins_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIE_GRAPH_CORS_ORIGINS", "http://a.example, http://b.example:1")

    assert Settings.from_env(env_file=None).cors_origins == (
        "http://a.example",
        "http://b.example:1",
    )


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "MOVIE_GRAPH_PORT",
            "99999",
            "MOVIE_GRAPH_PORT cannot be '99999': input should be less than or equal to 65535. "
            "See .env.example.",
        ),
        (
            "MOVIE_GRAPH_LOG_FORMAT",
            "xml",
            "MOVIE_GRAPH_LOG_FORMAT cannot be 'xml': input should be 'human' or 'json'. "
            "See .env.example.",
        ),
        (
            "MOVIE_GRAPH_DATABSE_URL",
            "x",
            "MOVIE_GRAPH_DATABSE_URL is not a setting of movie_graph. "
            "Did you mean MOVIE_GRAPH_DATABASE_URL?",
        ),
    ],
)
def test_a_bad_setting_is_named_with_its_value_and_the_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ConfigError) as caught:
        Settings.from_env(env_file=None)
    assert str(caught.value) == message


def test_a_bad_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIE_GRAPH_JWT_SECRET", "hunter2")

    with pytest.raises(ConfigError) as caught:
        Settings.from_env(env_file=None)
    assert "hunter2" not in str(caught.value)
    assert "(hidden)" in str(caught.value)

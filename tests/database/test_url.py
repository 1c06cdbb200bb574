"""Database URLs: two forms, every other is refused in one line that shows no password."""

from pathlib import Path

import pytest

from movie_graph.database.url import MySQLUrl, SQLiteUrl, parse_database_url, without_password
from movie_graph.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("sqlite:///var/movies.sqlite", "var/movies.sqlite"),
        ("sqlite:////srv/movies.sqlite", "/srv/movies.sqlite"),
        ("sqlite:///my%20movies%3F.sqlite", "my movies?.sqlite"),
    ],
)
def test_a_sqlite_url_names_a_file(text: str, path: str) -> None:
    assert parse_database_url(text) == SQLiteUrl(Path(path))


@pytest.mark.parametrize(
    ("scheme", "driver"),
    [("mysql", None), ("mysql+aiomysql", "aiomysql"), ("mysql+asyncmy", "asyncmy")],
)
def test_a_mysql_url_names_a_server_and_perhaps_a_driver(scheme: str, driver: str | None) -> None:
    assert parse_database_url(f"{scheme}://ann:secret@db.example:3307/movies") == MySQLUrl(
        host="db.example",
        port=3307,
        user="ann",
        password="secret",
        database="movies",
        driver=driver,
    )


def test_a_mysql_url_has_a_default_port_and_may_quote_anything() -> None:
    url = parse_database_url("mysql://an%40n:p%40ss%2F%3Aword@[::1]/my%20movies")

    assert url == MySQLUrl(
        host="::1", port=3306, user="an@n", password="p@ss/:word", database="my movies", driver=None
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "movies.sqlite",
        "postgres://ann@host/movies",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///folder/",
        "sqlite://host/movies.sqlite",
        "sqlite:///movies.sqlite?mode=ro",
        "sqlite:///movies#1.sqlite",
        "mysql://",
        "mysql://host/movies",
        "mysql://ann@/movies",
        "mysql://ann@host",
        "mysql://ann@host/",
        "mysql://ann@host/movies/2",
        "mysql://ann@host/movies?charset=latin1",
        "mysql://ann@host:port/movies",
        "mysql://ann@host:99999/movies",
        "mysql://ann@[::1/movies",
        "mysql+pymysql://ann@host/movies",
    ],
)
def test_anything_else_is_refused_with_its_value_and_the_remedy(text: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        parse_database_url(text)

    message = str(refusal.value)
    assert message.startswith(f"MOVIE_GRAPH_DATABASE_URL cannot be used: {text!r} (")
    assert message.endswith("Write mysql://user:password@host:3306/name or sqlite:///path/to/file.")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mysql://ann:secret@host/movies", "mysql://ann:***@host/movies"),
        ("mysql://ann:sec:r@et@host/movies", "mysql://ann:***@host/movies"),
        ("mysql://ann:sec/ret@host/movies", "mysql://ann:***@host/movies"),
        ("mysql://ann@host/movies", "mysql://ann@host/movies"),
        ("ann:secret@host/movies", "ann:***@host/movies"),
        ("sqlite:///movies.sqlite", "sqlite:///movies.sqlite"),
    ],
)
def test_a_password_is_never_shown(text: str, shown: str) -> None:
    assert without_password(text) == shown
    assert "secret" not in repr(parse_database_url("mysql://ann:secret@host/movies"))

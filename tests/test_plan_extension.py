"""`extensions.plan`: what a request did, level by level, for whoever asks for it."""

from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from starlette.testclient import TestClient

from movie_graph.app import create_app
from movie_graph.config import Settings
from tests.catalogue import create_catalogue

PAGE = """{ movies(first: 3) { nodes { title genres { name }
  cast(first: 5) { person { name } } crew(first: 5) { person { name } } } } }"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    url = f"sqlite:///{tmp_path_factory.mktemp('plan')}/movies.sqlite"
    settings = Settings(database_url=url, public_plans=True)
    anyio.run(create_catalogue, settings)
    with TestClient(create_app(settings)) as client:
        yield client


def _ask(client: TestClient, document: str, **body: Any) -> Any:
    return client.post("/graphql", json={"query": document, **body}).json()


def _plan(client: TestClient, document: str) -> Any:
    return _ask(client, document, extensions={"plan": True})["extensions"]["plan"]


@pytest.mark.parametrize("extensions", [None, {}, {"plan": False}, {"plan": "yes"}])
def test_nobody_gets_a_plan_without_asking(client: TestClient, extensions: Any) -> None:
    assert "extensions" not in _ask(client, PAGE, extensions=extensions)


def test_the_answer_beside_a_plan_is_the_same(client: TestClient) -> None:
    assert _ask(client, PAGE, extensions={"plan": True})["data"] == _ask(client, PAGE)["data"]


def test_each_level_tells_its_resolvers_and_loaders(client: TestClient) -> None:
    levels = _plan(client, PAGE)["levels"]

    shown = [
        (
            level["level"],
            [(call["field"], call["calls"]) for call in level["resolvers"]],
            sorted((ask["loader"], tuple(ask["fields"]), ask["keys"]) for ask in level["loaders"]),
        )
        for level in levels
    ]
    assert shown == [
        (1, [("Query.movies", 1)], []),
        (
            3,
            [],
            [
                ("CastByMovieIdLoader", ("Movie.cast",), 3),
                ("CrewByMovieIdLoader", ("Movie.crew",), 3),
                ("GenresByMovieIdLoader", ("Movie.genres",), 3),
            ],
        ),
        (4, [], [("PersonByIdLoader", ("CastCredit.person", "CrewCredit.person"), 13)]),
    ]


def test_each_statement_is_there_with_its_loader_rows_and_time(client: TestClient) -> None:
    plan = _plan(client, PAGE)

    statements = plan["statements"]
    assert {each["loader"] for each in statements} == {
        *(None, "CastByMovieIdLoader", "CrewByMovieIdLoader"),
        *("GenresByMovieIdLoader", "PersonByIdLoader"),
    }
    assert len(statements) == 5
    assert sum(each["rows"] for each in statements) == plan["rows"] > 0
    assert all(each["statement"].startswith("SELECT ") for each in statements)
    assert all(each["milliseconds"] > 0 for each in statements)
    assert plan["milliseconds"] > 0


def test_what_a_loader_knows_already_is_not_asked_again(client: TestClient) -> None:
    levels = _plan(client, "{ movies { nodes { cast { movie { title } } genres { name } } } }")[
        "levels"
    ]

    assert [
        (level["level"], sorted(ask["loader"] for ask in level["loaders"]))
        for level in levels
        if level["loaders"]
    ] == [
        (3, ["CastByMovieIdLoader", "GenresByMovieIdLoader"]),
        (4, ["MovieByIdLoader"]),
    ]


def test_a_failed_request_tells_its_plan_too(client: TestClient) -> None:
    answer = _ask(client, "{ movies(first: -1) { nodes { title } } }", extensions={"plan": True})

    assert answer["errors"]
    assert answer["extensions"]["plan"]["statements"] == []

"""A real browser: a page of an allowed origin may ask the graph, one of another may not."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from movie_graph.config import Settings
from tests.browser import OPTIONS, opened
from tests.http.front_ends import FrontEnd, front_end
from tests.serving import Served, serving

FILM = [200, {"data": {"movie": {"title": "The Salt Lamp"}}}]
RATED = [200, {"data": {"rateMovie": {"__typename": "RatedMovie", "rating": {"score": 8}}}}]


@pytest.fixture
def allowed() -> Iterator[FrontEnd]:
    with front_end() as page:
        yield page


@pytest.fixture
def elsewhere() -> Iterator[FrontEnd]:
    with front_end() as page:
        yield page


@pytest.fixture
def served(tmp_path: Path, settings: Settings, allowed: FrontEnd) -> Iterator[Served]:
    """A server that allows one of the two front ends, with one line of JSON per request."""
    with serving(
        tmp_path,
        MOVIE_GRAPH_DATABASE_URL=settings.database_url,
        MOVIE_GRAPH_CORS_ORIGINS=allowed.origin,
        MOVIE_GRAPH_LOG_FORMAT="json",
    ) as server:
        yield server


def _seen(page: FrontEnd, served: Served, chromium: Path, token: str, folder: Path) -> Any:
    with opened(chromium, page.address(f"{served.address}/graphql", token), folder):
        return page.report()


def _answered(served: Served) -> list[tuple[str, int]]:
    """Method and status of every request that reached the graph, in order."""
    lines = [json.loads(line) for line in served.log.read_text().splitlines() if line[:1] == "{"]
    return [(line["method"], line["status"]) for line in lines if "method" in line]


def _votes(served: Served) -> Any:
    return served.ask("{ movie(by: {tmdbId: 12}) { voteCount } }")[1]["data"]["movie"]["voteCount"]


def test_a_page_of_an_allowed_origin_reads_and_rates(
    chromium: Path, served: Served, allowed: FrontEnd, token: str, tmp_path: Path
) -> None:
    seen = _seen(allowed, served, chromium, token, tmp_path)

    assert seen["query"] == seen["simpleGet"] == seen["preflightedGet"] == FILM
    assert seen["rating"] == RATED
    assert seen["plainRating"][0] == 415
    assert seen["blindGet"] == seen["blindPost"] == "opaque"
    assert seen["image"] == "error"
    assert _answered(served) == [
        ("POST", 200),
        ("POST", 200),
        ("POST", 415),
        ("GET", 200),
        ("GET", 200),
        ("GET", 403),  # without CORS no origin is sent: nobody says which page it was
        ("POST", 415),
        ("GET", 403),
    ]


def test_a_page_of_another_origin_gets_nothing_run(
    chromium: Path, served: Served, elsewhere: FrontEnd, token: str, tmp_path: Path
) -> None:
    votes = _votes(served)

    seen = _seen(elsewhere, served, chromium, token, tmp_path)

    blocked = ("query", "rating", "plainRating", "simpleGet", "preflightedGet")
    assert {seen[name] for name in blocked} == {"TypeError"}
    assert seen["image"] == "error"
    # The first is our own; what needs a preflight was never sent, the rest was refused.
    assert _answered(served) == [
        ("POST", 200),
        ("POST", 415),
        ("GET", 403),
        ("GET", 403),
        ("POST", 415),
        ("GET", 403),
    ]
    assert _votes(served) == votes


def test_the_explorer_opens_and_asks_for_the_schema(
    chromium: Path, served: Served, tmp_path: Path
) -> None:
    page = subprocess.run(
        [
            *(chromium, *OPTIONS[:-1], f"--user-data-dir={tmp_path / 'profile'}"),
            *("--virtual-time-budget=20000", "--dump-dom", f"{served.address}/graphql"),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    ).stdout

    assert "graphiql-container" in page
    assert ("POST", 200) in _answered(served)

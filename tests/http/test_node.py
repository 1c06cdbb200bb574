"""The audits of GraphQL over HTTP and the clients that front ends use, on a running server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from movie_graph.config import Settings
from tests.node import run_script
from tests.serving import Served, serving

AUDITS = 61
FILM = {"movie": {"__typename": "Movie", "title": "The Salt Lamp"}}
RATED = {
    "rateMovie": {"__typename": "RatedMovie", "rating": {"__typename": "Rating", "score": 9.5}}
}
BAD_CURSOR = (
    "'x' is not a cursor of this server. "
    "Take `endCursor`, `startCursor` or an edge's `cursor` from an earlier answer."
)


@pytest.fixture
def served(tmp_path: Path, settings: Settings) -> Iterator[Served]:
    with serving(tmp_path, MOVIE_GRAPH_DATABASE_URL=settings.database_url) as server:
        yield server


def test_every_audit_of_graphql_over_http_is_ok(node: Path, served: Served) -> None:
    results = run_script(node, "audits.mjs", f"{served.address}/graphql")

    assert [result for result in results if result["status"] != "ok"] == []
    assert len({result["id"] for result in results}) == AUDITS


@pytest.mark.parametrize(
    ("script", "registering"),
    [("apollo.mjs", ["POST", 200]), ("urql.mjs", ["GET", 200])],
)
def test_a_client_queries_rates_and_shows_every_kind_of_error(
    node: Path, served: Served, token: str, script: str, registering: list[object]
) -> None:
    seen = run_script(node, script, f"{served.address}/graphql", token)

    assert seen["query"] == {"data": FILM, "requests": [["POST", 200]]}
    assert seen["mutation"] == {"data": RATED, "requests": [["POST", 200]]}
    assert seen["guest"]["data"] == {"rateMovie": {"__typename": "SignInRequired"}}
    assert seen["invalid"] == {
        "messages": ["Cannot query field 'nonsense' on type 'Query'. Did you mean 'nodes'?"],
        "requests": [["POST", 400]],
    }
    assert seen["variables"] == {
        "messages": [
            "Variable '$id' has invalid value: Int cannot represent non-integer value: 'x'"
        ],
        "requests": [["POST", 400]],
    }
    assert seen["field"] == {"messages": [BAD_CURSOR], "requests": [["POST", 200]]}
    assert seen["token"]["requests"] == [["POST", 401]]
    assert seen["token"]["messages"][0].startswith("The token is not valid")
    assert seen["unregistered"] == {"data": FILM, "requests": [["GET", 400], registering]}
    assert seen["registered"] == {"data": FILM, "requests": [["GET", 200]]}

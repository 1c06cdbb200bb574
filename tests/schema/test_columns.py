"""Only the columns that an operation selects, orders by or works with are read."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from movie_graph.context import Context, request_context
from movie_graph.database import Database
from tests.graph import Graph

pytestmark = pytest.mark.anyio


async def _columns(graph: Graph, document: str) -> list[str]:
    """What stands behind SELECT in each statement of the document, outermost only."""
    texts: list[str] = []

    class Listening:
        def __getattr__(self, name: str) -> Any:
            return getattr(graph.database, name)

        async def fetch_all(self, statement: str, parameters: Mapping[str, Any]) -> Any:
            texts.append(" ".join(statement.split()))
            return await graph.database.fetch_all(statement, parameters)

    listening: Database = Listening()  # type: ignore[assignment]  # all but one method is its own
    context: Context
    async with request_context(listening, graph.settings) as context:
        result = await graph.schema.execute(document, context_value=context)
        assert result.errors is None
    return [re.sub(r"\w+\.", "", text[len("SELECT ") : text.index(" FROM ")]) for text in texts]


@pytest.mark.parametrize(
    ("document", "columns"),
    [
        ("{ movie(by: {tmdbId: 11}) { title } }", ["id, title"]),
        ("{ movie(by: {tmdbId: 11}) { id tmdbId } }", ["id"]),
        ("{ movie(by: {tmdbId: 11}) { returnOnInvestment } }", ["id, budget, revenue"]),
        ("{ movie(by: {tmdbId: 11}) { ...F } } fragment F on Movie { tagline }", ["id, tagline"]),
        ("{ movies { nodes { overview } } }", ["id, overview, popularity"]),
        (
            "{ movies(orderBy: {field: REVENUE}) { nodes { title } } }",
            ["id, title, revenue"],
        ),
        (
            "{ movies { nodes { cast { person { gender } } } } }",
            [
                "id, popularity",
                "movie_id, person_id, character_name, billing_order",
                "id, gender",
            ],
        ),
        ('{ node(id: "Movie:11") { id ... on Movie { year } } }', ["id, release_year"]),
    ],
)
async def test_only_what_is_asked_is_read(graph: Graph, document: str, columns: list[str]) -> None:
    assert await _columns(graph, document) == columns


async def test_what_two_fields_select_is_read_once_for_both(graph: Graph) -> None:
    document = "{ a: movie(by: {tmdbId: 11}) { title } b: movie(by: {tmdbId: 12}) { budget } }"

    assert await _columns(graph, document) == ["id, title, budget"]

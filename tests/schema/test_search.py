"""Search: words and their beginnings, the best first, the same on every engine."""

import pytest

from tests.graph import Graph

pytestmark = pytest.mark.anyio

SEARCH = """query ($query: String!, $types: [SearchType!], $first: Int! = 10) {
    search(query: $query, types: $types, first: $first) { relevance node {
        __typename ... on Movie { title } ... on Person { name } ... on Genre { name } } } }"""


async def names(graph: Graph, query: str, types: list[str] | None = None) -> list[str]:
    hits = (await graph.data(SEARCH, {"query": query, "types": types}))["search"]
    relevances = [hit["relevance"] for hit in hits]
    assert relevances == sorted(relevances, reverse=True)
    assert all(0 < relevance <= 1 for relevance in relevances)
    return [hit["node"].get("title") or hit["node"]["name"] for hit in hits]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("lamp", ["The Salt Lamp"]),
        ("SALT l", ["The Salt Lamp"]),
        ("salzl", ["The Salt Lamp"]),  # the original title
        ("eclair", ["Éclair"]),
        ("ecl", ["Éclair", "eclipse of ants"]),
        ("it", ["It"]),  # two letters, and a stop word elsewhere
        ("cleo marq", ["Cleo Márquez"]),
        ("márquez cleo", ["Cleo Márquez"]),
        ("science", ["Science Fiction"]),
        ("fict", ["Science Fiction"]),
        ("orchard glass", ["Glass Orchard", "Glass Orchard"]),
        ("+lamp -salt*", ["The Salt Lamp"]),  # signs are no operators
        ('"', []),
        ("", []),
        ("lamp orchard", []),
    ],
)
async def test_search_finds(graph: Graph, query: str, expected: list[str]) -> None:
    assert await names(graph, query) == expected


async def test_search_looks_only_among_the_types_asked_for(graph: Graph) -> None:
    assert await names(graph, "e", ["PERSON"]) == ["Eske Brandt"]
    assert await names(graph, "e", []) == []
    assert await names(graph, "c", ["GENRE", "PERSON"]) == ["Comedy", "Cleo Márquez"]


async def test_an_exact_name_beats_a_beginning_and_a_beginning_beats_a_word(graph: Graph) -> None:
    hits = (await graph.data(SEARCH, {"query": "glass orchard"}))["search"]
    # popularity 20 and 5.5 of equal names: 0.75 + 0.25 · p/(p + 50)
    assert [hit["relevance"] for hit in hits] == pytest.approx(
        [0.75 + 0.25 * 20 / 70, 0.75 + 0.25 * 5.5 / 55.5]
    )
    [hit] = (await graph.data(SEARCH, {"query": "the sal"}))["search"]
    assert hit["relevance"] == pytest.approx(0.5 + 0.25 * 20 / 70)
    [hit] = (await graph.data(SEARCH, {"query": "sal"}))["search"]
    assert hit["relevance"] == pytest.approx(0.25 + 0.25 * 20 / 70)


async def test_search_is_one_statement_and_one_per_kind_found(graph: Graph) -> None:
    answer = await graph.ask(SEARCH, {"query": "e"})

    kinds = {hit["node"]["__typename"] for hit in answer.data["search"]}
    assert kinds == {"Movie", "Person"}
    assert answer.statements == 3


async def test_search_is_bounded(graph: Graph) -> None:
    answer = await graph.ask(SEARCH, {"query": "e", "first": 1})
    assert len(answer.data["search"]) == 1
    past = await graph.ask(SEARCH, {"query": "e", "first": graph.settings.list_size_max + 1})
    assert past.errors[0]["extensions"]["bound"] == "MOVIE_GRAPH_LIST_SIZE_MAX"

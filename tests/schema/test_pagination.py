"""Connections: whatever the filter and order, pages hold each row of the plain list once."""

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.graph import Graph

pytestmark = pytest.mark.anyio

NUMBERS = ["BUDGET", "REVENUE", "PROFIT", "POPULARITY", "VOTE_AVERAGE", "VOTE_COUNT", "RUNTIME"]
MOVIE_FIELDS = ["TITLE", "RELEASE_DATE", *NUMBERS]
VALUE_OF = {
    "TITLE": "title",
    "RELEASE_DATE": "releaseDate",
    "BUDGET": "budget",
    "REVENUE": "revenue",
    "PROFIT": "profit",
    "POPULARITY": "popularity",
    "VOTE_AVERAGE": "voteAverage",
    "VOTE_COUNT": "voteCount",
    "RUNTIME": "runtimeMinutes",
}
PAGE = """query ($first: Int, $after: String, $last: Int, $before: String,
                 $where: MovieWhere, $orderBy: [MovieOrder!]) {
    movies(first: $first, after: $after, last: $last, before: $before,
           where: $where, orderBy: $orderBy) {
        edges { cursor node { id } } nodes { id }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }"""

orders = st.lists(
    st.fixed_dictionaries(
        {"field": st.sampled_from(MOVIE_FIELDS), "direction": st.sampled_from(["ASC", "DESC"])}
    ),
    max_size=3,
)
filters = st.sampled_from(
    [
        None,
        {"budget": {"isNull": False}},
        {"year": {"gte": 2000}},
        {"genres": {"some": ["Drama", "Comedy"]}},
        {"or": [{"popularity": {"isNull": True}}, {"voteCount": {"lte": 50}}]},
        {"not": {"revenue": {"gt": 1_000_000}}},
        {"title": {"contains": "nothing is called this"}},
    ]
)


async def _walk(graph: Graph, variables: dict[str, Any], *, backward: bool) -> list[str]:
    """The ids of a whole list, page by page; the pages of a walk back are put in front."""
    size, cursor = ("last", "before") if backward else ("first", "after")
    ids: list[str] = []
    step = dict(variables)
    for _ in range(50):
        page = (await graph.data(PAGE, step))["movies"]
        found = [edge["node"]["id"] for edge in page["edges"]]
        assert found == [node["id"] for node in page["nodes"]]
        assert len(found) <= variables[size]
        ids = found + ids if backward else ids + found
        info = page["pageInfo"]
        assert info["startCursor"] == (page["edges"][0]["cursor"] if found else None)
        assert info["endCursor"] == (page["edges"][-1]["cursor"] if found else None)
        if not info["hasPreviousPage" if backward else "hasNextPage"]:
            assert page["totalCount"] == len(ids)
            return ids
        step[cursor] = info["startCursor" if backward else "endCursor"]
    raise AssertionError("the walk does not end")


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
@given(order_by=orders, where=filters, size=st.integers(1, 4))
async def test_a_walk_finds_each_row_of_the_plain_list_once_in_order(
    graph: Graph, order_by: list[dict[str, str]], where: dict[str, Any] | None, size: int
) -> None:
    plain = await graph.data(PAGE, {"first": 100, "where": where, "orderBy": order_by})
    expected = [node["id"] for node in plain["movies"]["nodes"]]
    common = {"where": where, "orderBy": order_by}

    assert await _walk(graph, {"first": size, **common}, backward=False) == expected
    assert await _walk(graph, {"last": size, **common}, backward=True) == expected
    assert len(set(expected)) == len(expected) == plain["movies"]["totalCount"]


@pytest.mark.parametrize("field", MOVIE_FIELDS)
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_unknown_values_come_last_in_either_direction(
    graph: Graph, field: str, direction: str
) -> None:
    order = f"[{{field: {field}, direction: {direction}}}]"
    data = await graph.data(f"{{ movies(orderBy: {order}) {{ nodes {{ {VALUE_OF[field]} }} }} }}")
    values = [node[VALUE_OF[field]] for node in data["movies"]["nodes"]]

    known = list(itertools.takewhile(lambda value: value is not None, values))
    assert values[len(known) :] == [None] * (8 - len(known))
    if field != "TITLE":
        assert known == sorted(known, reverse=direction == "DESC")


async def test_titles_are_ordered_without_case_and_accents(graph: Graph) -> None:
    data = await graph.data(
        "{ movies(orderBy: [{field: TITLE, direction: ASC}]) { nodes { title } } }"
    )

    assert [node["title"] for node in data["movies"]["nodes"]] == [
        "Éclair",
        "eclipse of ants",
        "Glass Orchard",
        "Glass Orchard",
        "It",
        "The Salt Lamp",
        "Wreck",
        "Zebra Crossing",
    ]


async def test_movies_are_most_popular_first_by_default(graph: Graph) -> None:
    data = await graph.data("{ movies(first: 4) { nodes { tmdbId } } }")

    assert [node["tmdbId"] for node in data["movies"]["nodes"]] == [14, 12, 11, 18]


async def test_people_page_both_ways(graph: Graph) -> None:
    document = """query ($first: Int, $after: String, $last: Int, $before: String) {
        people(first: $first, after: $after, last: $last, before: $before,
               orderBy: [{field: NAME}]) {
            nodes { tmdbId } pageInfo { endCursor startCursor hasNextPage hasPreviousPage } } }"""
    front = (await graph.data(document, {"first": 4}))["people"]
    rest = (await graph.data(document, {"first": 4, "after": front["pageInfo"]["endCursor"]}))[
        "people"
    ]
    back = (await graph.data(document, {"last": 2, "before": rest["pageInfo"]["startCursor"]}))[
        "people"
    ]

    assert [node["tmdbId"] for node in front["nodes"]] == [1, 6, 2, 3]
    assert [node["tmdbId"] for node in rest["nodes"]] == [4, 5]
    assert [node["tmdbId"] for node in back["nodes"]] == [2, 3]
    assert [
        (page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"])
        for page in (front, rest, back)
    ] == [(False, True), (True, False), (True, True)]


async def test_a_genre_pages_through_its_own_movies(graph: Graph) -> None:
    document = """query ($after: String) { genres { name
        movies(first: 2, after: $after, orderBy: [{field: VOTE_COUNT}]) {
            nodes { tmdbId } pageInfo { endCursor } } } }"""
    genres = (await graph.data(document))["genres"]
    cursor = next(g for g in genres if g["name"] == "Drama")["movies"]["pageInfo"]["endCursor"]
    rest = (await graph.data(document, {"after": cursor}))["genres"]

    assert {g["name"]: [m["tmdbId"] for m in g["movies"]["nodes"]] for g in genres} == {
        "Comedy": [14, 13],
        "Documentary": [],
        "Drama": [11, 12],
        "Science Fiction": [14, 18],
    }
    # the cursor stands behind film 12 (50 votes) in every genre's order
    assert {g["name"]: [m["tmdbId"] for m in g["movies"]["nodes"]] for g in rest} == {
        "Comedy": [17, 16],
        "Documentary": [],
        "Drama": [17],
        "Science Fiction": [17],
    }


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ("first: -1", "BAD_INPUT", "-1 items cannot be asked for. Ask for 0 or more."),
        (
            "first: 1, last: 1",
            "BAD_INPUT",
            "`first` and `last` cannot go together. Give one of them.",
        ),
        (
            'last: 1, after: "x"',
            "BAD_INPUT",
            "`first` goes with `after`, and `last` with `before`.",
        ),
        (
            'after: "nonsense!"',
            "BAD_CURSOR",
            "'nonsense!' is not a cursor of this server. Take `endCursor`, `startCursor` or an "
            "edge's `cursor` from an earlier answer.",
        ),
    ],
)
async def test_arguments_that_make_no_sense_are_refused_before_any_statement(
    graph: Graph, arguments: str, code: str, message: str
) -> None:
    answer = await graph.ask(f"{{ movies({arguments}) {{ totalCount }} }}")

    assert answer.statements == 0
    assert [(e["message"], e["extensions"]) for e in answer.errors] == [(message, {"code": code})]


async def test_a_cursor_of_another_list_is_refused(graph: Graph) -> None:
    data = await graph.data("{ movies(first: 1) { pageInfo { endCursor } } }")
    cursor = data["movies"]["pageInfo"]["endCursor"]

    for other in ("where: {year: {gt: 1}}", "orderBy: [{field: TITLE}]"):
        answer = await graph.ask(
            f'{{ movies(first: 1, after: "{cursor}", {other}) {{ totalCount }} }}'
        )
        assert answer.statements == 0
        assert answer.errors[0]["extensions"] == {"code": "BAD_CURSOR"}
        assert "belongs to another filter or order" in answer.errors[0]["message"]


async def test_page_size_is_bounded_at_its_setting(graph: Graph) -> None:
    limit = graph.settings.page_size_max
    at = await graph.ask(f"{{ movies(first: {limit}) {{ nodes {{ id }} }} }}")
    past = await graph.ask(f"{{ movies(first: {limit + 1}) {{ nodes {{ id }} }} }}")

    assert (at.errors, len(at.data["movies"]["nodes"])) == ([], 8)
    assert past.statements == 0
    assert past.errors[0]["extensions"] == {
        "code": "BOUND_EXCEEDED",
        "bound": "MOVIE_GRAPH_PAGE_SIZE_MAX",
        "limit": limit,
        "value": limit + 1,
    }


async def test_list_size_is_bounded_at_its_setting(graph: Graph) -> None:
    limit = graph.settings.list_size_max
    document = "{{ movie(by: {{tmdbId: 11}}) {{ cast(first: {}) {{ character }} }} }}"
    at = await graph.ask(document.format(limit))
    past = await graph.ask(document.format(limit + 1))

    assert (at.errors, len(at.data["movie"]["cast"])) == ([], 4)
    assert past.errors[0]["extensions"]["bound"] == "MOVIE_GRAPH_LIST_SIZE_MAX"
    assert past.errors[0]["extensions"]["value"] == limit + 1

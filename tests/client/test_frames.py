"""Frames: which rows, which columns, of which types, and what is refused."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from movie_graph.client import ClientError, QueryError, query_frame
from tests.serving import serving

WIDE = """{ movies(orderBy: {field: TITLE, direction: ASC}) { nodes {
    tmdbId title status releaseDate budget voteAverage viewerRating { score ratedAt }
    genres { name } } } }"""
TITLES = "{{ movies({}orderBy: {{field: TITLE, direction: ASC}}) {{ nodes {{ title }} }} }}"
TYPES = {
    "tmdbId": "Int64",
    "title": "string",
    "status": "string",
    "releaseDate": "datetime64[s]",
    "budget": "Int64",
    "voteAverage": "Float64",
    "viewerRating.score": "Float64",
    "viewerRating.ratedAt": "datetime64[ms, UTC]",
    "genres": "object",
}


def _types(frame: pd.DataFrame) -> dict[str, str]:
    return {str(name): str(dtype) for name, dtype in frame.dtypes.items()}


@pytest.mark.parametrize("page_size", [1, 3, 8, 500])
def test_a_connection_is_read_to_its_end(url: str, page_size: int) -> None:
    frame = query_frame(url, WIDE, page_size=page_size)

    assert _types(frame) == TYPES
    assert list(frame["tmdbId"]) == [14, 15, 12, 13, 16, 11, 18, 17]
    assert frame["releaseDate"][0] == pd.Timestamp("1999-12-31")
    assert frame["releaseDate"].isna().sum() == 1
    assert frame["budget"][1] == 5_000_000
    assert frame["budget"][4] is pd.NA
    assert frame["genres"][0] == [{"name": "Science Fiction"}, {"name": "Comedy"}]


@pytest.mark.parametrize(
    ("first", "variables", "rows"),
    [("first: 5, ", {}, 5), ("first: $n, ", {"n": 2}, 2), ("first: $n, ", {}, 4)],
)
def test_first_is_the_number_of_rows(
    url: str, first: str, variables: dict[str, Any], rows: int
) -> None:
    head = "query ($n: Int = 4) " if "$n" in first else ""

    frame = query_frame(url, head + TITLES.format(first), variables, page_size=2)

    assert list(frame["title"])[:2] == ["Éclair", "eclipse of ants"]
    assert len(frame) == rows


def test_fragments_aliases_directives_and_edges(url: str) -> None:
    document = """
        query Films($less: Boolean!, $year: Int) { ...Q }
        fragment Q on Query { films: movies(where: {year: {eq: $year}}) {
            pageInfo { endCursor }
            edges { node { ...M id @skip(if: $less) ... @include(if: false) { year } } } } }
        fragment M on Movie { name: title }
    """

    frame = query_frame(url, document, {"less": True, "year": 1999}, page_size=1)

    assert _types(frame) == {"node.name": "string"}
    assert list(frame["node.name"]) == ["Éclair", "The Salt Lamp"]


def test_plain_lists_have_no_pages(url: str) -> None:
    flops = query_frame(url, "{ analytics { flops(first: 2) { movie { title year } loss } } }")
    genres = query_frame(url, "{ genres { name } }")

    assert _types(flops) == {"movie.title": "string", "movie.year": "Int64", "loss": "Int64"}
    assert list(flops["loss"]) == [180_000_000, 40_000_000]
    assert list(genres["name"]) == ["Comedy", "Documentary", "Drama", "Science Fiction"]


def test_objects_of_several_types(url: str) -> None:
    frame = query_frame(
        url,
        """{ search(query: "a", types: [PERSON, MOVIE], first: 3) { relevance
            node { __typename ... on Movie { title year } ... on Person { name } } } }""",
    )

    assert _types(frame) == {
        "relevance": "Float64",
        "node.__typename": "string",
        "node.title": "string",
        "node.year": "Int64",
        "node.name": "string",
    }
    assert set(frame["node.name"].dropna()) == {"Ada Quill"}


def test_a_list_that_is_not_there_is_a_frame_without_rows(url: str) -> None:
    frame = query_frame(url, '{ genre(name: "none") { movies { nodes { title budget } } } }')

    assert _types(frame) == {"title": "string", "budget": "Int64"}
    assert len(frame) == 0


def test_without_introspection_the_values_decide(catalogue_url: str, tmp_path: Path) -> None:
    with serving(
        tmp_path, MOVIE_GRAPH_DATABASE_URL=catalogue_url, MOVIE_GRAPH_INTROSPECTION="false"
    ) as served:
        frame = query_frame(f"{served.address}/graphql", WIDE)
        genres = query_frame(
            f"{served.address}/graphql", "{ genres { ...G } } fragment G on Genre { name }"
        )

    unknown = {"viewerRating.score": "object", "viewerRating.ratedAt": "object"}
    assert _types(frame) == {**TYPES, **unknown}
    assert genres["name"][0] == "Comedy"


def test_the_bar_is_shown_when_it_is_asked_for(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    query_frame(url, TITLES.format(""), progress=True)
    shown = capsys.readouterr()
    query_frame(url, TITLES.format(""))
    quiet = capsys.readouterr()

    assert "100%" in shown.err
    assert (shown.out, quiet.out, quiet.err) == ("", "", "")


@pytest.mark.parametrize(
    ("document", "line"),
    [
        (
            "{ dataset { movies } }",
            "A frame is one list, and the document selects none, or several",
        ),
        ("{ genres { name } dataset { movies } }", "A frame is one list"),
        ("{ movies(last: 2) { nodes { title } } }", "Pages are followed forwards, and `last`"),
        (
            "mutation { unrateMovie(movie: {tmdbId: 1}) { __typename } }",
            "A frame is made of one qu",
        ),
        ("{ movies", "The document cannot be read: Syntax Error"),
        ("{ ...Missing }", "The document has no fragment Missing."),
    ],
)
def test_what_is_no_frame_is_refused_with_the_remedy(url: str, document: str, line: str) -> None:
    with pytest.raises(ClientError) as caught:
        query_frame(url, document)

    assert str(caught.value).startswith(line)
    assert not isinstance(caught.value, QueryError)


def test_a_page_has_a_row_at_least(url: str) -> None:
    with pytest.raises(ClientError, match="A page of 0 rows cannot be asked for"):
        query_frame(url, WIDE, page_size=0)


def test_an_error_of_a_page_is_raised(url: str) -> None:
    with pytest.raises(QueryError) as caught:
        query_frame(url, TITLES.format(""), page_size=1001)

    assert caught.value.errors[0].code == "BOUND_EXCEEDED"
    assert caught.value.errors[0].extensions["bound"] == "MOVIE_GRAPH_PAGE_SIZE_MAX"

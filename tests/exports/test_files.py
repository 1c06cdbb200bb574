"""Files: which operations make one, what is in it, and what is refused before its first byte."""

import datetime as dt
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from movie_graph.app import create_app
from movie_graph.config import Settings
from movie_graph.media_types import CSV, NDJSON, answer_type, file_type
from movie_graph.refusal import RefusedError
from movie_graph.signing import make_token

pytestmark = pytest.mark.anyio

TITLES = "{ movies(orderBy: {field: TITLE, direction: ASC}) { nodes { title } } }"
GENRES = "{ movies(where: {year: {lt: 2003}}) { nodes { title genres { name } } } }"


async def _get(client: httpx2.AsyncClient, document: str, **parameters: Any) -> httpx2.Response:
    return await client.get("/export", params={"query": document, **parameters})


async def _lines(client: httpx2.AsyncClient, document: str, **parameters: Any) -> list[str]:
    response = await _get(client, document, **parameters)
    assert response.status_code == 200, response.text
    *lines, end = response.text.split("\r\n")
    assert end == ""
    return lines


async def _refusal(client: httpx2.AsyncClient, document: str, **parameters: Any) -> Any:
    response = await _get(client, document, **parameters)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    [error] = response.json()["errors"]
    return error


@asynccontextmanager
async def _serving(settings: Settings, **changed: Any) -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(settings.model_copy(update=changed))
    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client,
    ):
        yield client


# ── what is in it ──


async def test_a_connection_is_a_file_of_all_its_rows(client: httpx2.AsyncClient) -> None:
    response = await _get(
        client,
        """query Films { movies(orderBy: {field: TITLE, direction: ASC}) {
            nodes { title releaseDate runtimeMinutes budget voteAverage voteCount } } }""",
    )

    assert response.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert response.headers["content-disposition"] == 'attachment; filename="Films.csv"'
    assert response.text.split("\r\n") == [
        "title,releaseDate,runtimeMinutes,budget,voteAverage,voteCount",
        "Éclair,1999-12-31,80,90000000,8.2,9000",
        "eclipse of ants,2003-07-11,,5000000,,0",
        "Glass Orchard,2003-07-11,95,1000001,6.0,50",
        "Glass Orchard,2010-01-01,,1000000,6.0,50",
        "It,,,,,0",
        "The Salt Lamp,1999-03-30,121,50000000,7.5,200",
        "Wreck,2016-06-06,140,200000000,4.1,300",
        "Zebra Crossing,2015-05-05,,8000000,10.0,1",
        "",
    ]


async def test_the_same_operation_as_ndjson(client: httpx2.AsyncClient) -> None:
    body = {"query": "query Top { analytics { topRated(first: 2) { movie { title } voteCount } } }"}

    response = await client.post("/graphql", json=body, headers={"accept": NDJSON})

    assert response.headers["content-type"] == NDJSON
    assert response.headers["content-disposition"] == 'attachment; filename="Top.ndjson"'
    assert [json.loads(line) for line in response.text.splitlines()] == [
        {"movie.title": "Éclair", "voteCount": 9000}
    ]


async def test_what_stands_beside_the_list_of_a_page_is_no_column(
    client: httpx2.AsyncClient,
) -> None:
    document = """{ __typename movies(first: 2, orderBy: {field: TITLE, direction: ASC}) {
        totalCount pageInfo { endCursor } edges { node { t: title } } } }"""

    assert await _lines(client, document) == ["node.t", "Éclair", "eclipse of ants"]


async def test_aliases_fragments_and_directives(client: httpx2.AsyncClient) -> None:
    document = """
        query ($less: Boolean!, $n: Int) { ...Q }
        fragment Q on Query { films: movies(first: $n, orderBy: {field: TITLE, direction: ASC}) {
            pageInfo: nodes { ...M year @skip(if: $less) } nodes @skip(if: true) { id } } }
        fragment M on Movie { name: title ... on Movie { status title @include(if: false) } }
    """
    some = {"less": True, "n": 1}

    assert await _lines(client, document, variables=json.dumps(some)) == [
        "name,status",
        "Éclair,RELEASED",
    ]
    assert await _lines(client, document, variables='{"less": false, "n": 1}') == [
        "name,status,year",
        "Éclair,RELEASED,1999",
    ]


async def test_objects_of_several_types_have_the_columns_of_all(client: httpx2.AsyncClient) -> None:
    document = """{ search(query: "a", types: [PERSON, MOVIE], first: 3) {
        node { __typename ... on Movie { title } ... on Person { name } } } }"""

    lines = await _lines(client, document)

    assert lines[0] == "node.__typename,node.title,node.name"
    assert set(lines[1:]) == {"Person,,Ada Quill", "Movie,eclipse of ants,"}


async def test_a_list_below_single_objects(client: httpx2.AsyncClient) -> None:
    of_genre = """{ genre(name: "drama") {
        movies(orderBy: {field: TITLE, direction: ASC}) { nodes { title } } } }"""

    assert await _lines(client, of_genre) == [
        "title",
        "Glass Orchard",
        "The Salt Lamp",
        "Zebra Crossing",
    ]
    assert await _lines(
        client,
        "{ analytics { movieStats(groupBy: [YEAR], orderBy: [{dimension: YEAR}], first: 2) { groups"
        " { key { year } metrics { count sum { revenue } } } } } }",
    ) == ["key.year,metrics.count,metrics.sum.revenue", "2016,1,20000000", "2015,1,"]
    assert await _lines(client, '{ genre(name: "none") { movies { nodes { title } } } }') == [
        "title"
    ]


async def test_a_list_in_the_rows_is_exploded_where_that_is_asked(
    client: httpx2.AsyncClient,
) -> None:
    wanted = [
        "title,genres.name",
        "Éclair,Science Fiction",
        "Éclair,Comedy",
        "The Salt Lamp,Drama",
        "The Salt Lamp,Science Fiction",
    ]
    body = {"query": GENRES, "extensions": {"export": {"explode": "genres"}}}

    posted = await client.post("/graphql", json=body, headers={"accept": CSV})

    assert await _lines(client, GENRES, explode="genres") == wanted
    assert posted.text.split("\r\n")[:-1] == wanted


async def test_a_row_without_items_is_kept(client: httpx2.AsyncClient) -> None:
    document = """{ movies(where: {year: {eq: 2003}}, orderBy: {field: TITLE, direction: ASC}) {
        edges { node { title cast { character person { name } } } } } }"""

    assert await _lines(client, document, explode="node.cast") == [
        "node.title,node.cast.character,node.cast.person.name",
        "eclipse of ants,,",
        "Glass Orchard,Tom,Bo Ferro",
        "Glass Orchard,Lil,Cleo Márquez",
    ]


async def test_first_is_the_number_of_rows_and_after_where_they_begin(
    settings: Settings,
) -> None:
    page = (
        "{ movies(first: 3, orderBy: {field: TITLE, direction: ASC}) { pageInfo { endCursor } } }"
    )
    document = """query ($after: String) { movies(first: 4, after: $after,
        orderBy: {field: TITLE, direction: ASC}) { nodes { tmdbId } } }"""
    async with _serving(settings, page_size_max=3) as client:
        cursor = (await client.post("/graphql", json={"query": page})).json()["data"]["movies"]
        variables = json.dumps({"after": cursor["pageInfo"]["endCursor"]})

        ids = await _lines(client, document, variables=variables)

    assert ids == ["tmdbId", "13", "16", "11", "18"]


# ── what it costs ──


@pytest.mark.parametrize(("page_size_max", "statements"), [(1000, 3), (3, 8), (1, 21)])
async def test_each_chunk_takes_a_statement_for_each_kind_of_thing(
    settings: Settings, caplog: pytest.LogCaptureFixture, page_size_max: int, statements: int
) -> None:
    document = """query Wide { movies(first: 8) { nodes {
        title viewerRating { score } cast(first: 3) { person { name } } } } }"""
    async with _serving(settings, page_size_max=page_size_max) as client:
        with caplog.at_level(logging.INFO, "movie_graph.access_log"):
            lines = await _lines(client, document, explode="cast")

    [line] = [record.getMessage() for record in caplog.records if "Wide" in record.getMessage()]
    assert len(lines) == 12
    # Movies and cast for each of 1, 3 and 8 chunks; people for those 1, 2 and 5 that have any.
    assert f", {statements} statements, " in line


async def test_without_first_the_rows_are_counted_once(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    async with _serving(settings, page_size_max=3) as client:
        with caplog.at_level(logging.INFO, "movie_graph.access_log"):
            assert len(await _lines(client, TITLES)) == 9

    assert "4 statements" in caplog.text


# ── what is refused ──


@pytest.mark.parametrize(
    ("document", "parameters", "line"),
    [
        (
            GENRES,
            {},
            "`genres` is a list in each row, for which a file has no place. Leave it out, "
            'or have one row for each of its items: explode "genres".',
        ),
        (
            "{ movies { nodes { genres { name } cast { character } } } }",
            {"explode": "genres"},
            "`cast` is a list in each row, and `genres` is exploded already. Leave one of them out",
        ),
        (
            "{ genres { name movies { nodes { genres { name } } } } }",
            {"explode": "movies.nodes"},
            "`movies.nodes.genres` is a list in each row, and `movies.nodes` is exploded already.",
        ),
        (GENRES, {"explode": "cast"}, "There is no list `cast` in a row to explode. Lists: `genr"),
        (TITLES, {"explode": "title"}, "There is no list `title` in a row to explode. Lists: none"),
        (
            "{ movies { nodes { id } } people { nodes { id } } }",
            {},
            "A file is one list, and of Query this operation selects `movies`, `people`.",
        ),
        (
            "{ movies { nodes { id } edges { cursor } } }",
            {},
            "A file is one list, and of MovieConnection this operation selects `nodes`, `edges`.",
        ),
        ("{ movies { totalCount } }", {}, "A file is one list, and of MovieConnection this operat"),
        ("{ dataset { movies } }", {}, "`movies` is no list, and a file is one."),
        ('{ node(id: "Movie:11") { id } }', {}, "`node` may be of several types, so its list is"),
        ("{ movies(last: 2) { nodes { id } } }", {}, "A file is read from its beginning, and `las"),
        ('{ movies(before: "x") { nodes { id } } }', {}, "A file is read from its beginning, and"),
    ],
)
async def test_what_is_no_table_is_refused_with_the_remedy(
    client: httpx2.AsyncClient, document: str, parameters: dict[str, str], line: str
) -> None:
    error = await _refusal(client, document, **parameters)

    assert error["message"].startswith(line)
    assert error["extensions"]["code"] == "NOT_A_TABLE"
    assert error["locations"]


@pytest.mark.parametrize(
    ("document", "parameters", "line"),
    [
        ("{ movie", {}, "Syntax Error"),
        ("{ titles }", {}, "Cannot query field 'titles'"),
        (
            "query A { genres { id } } query B { genres { id } }",
            {},
            "Can't get GraphQL",
        ),
        ("mutation { unrateMovie(movie: {tmdbId: 11}) { __typename } }", {}, "A file is made of a"),
        (
            "query ($n: Int!) { movies(first: $n) { nodes { id } } }",
            {},
            "Variable '$n' has",
        ),
        ('{ movies(after: "x") { nodes { id } } }', {}, "'x' is not a cursor"),
        ("{ movies(first: -1) { nodes { id } } }", {}, "-1 items cannot be asked for."),
        ("", {}, "`query` is missing"),
        (TITLES, {"format": "xlsx"}, "`format` is csv or ndjson, not 'xlsx'."),
        (TITLES, {"extensions": '{"export": 1}'}, '`export` is an object such as {"explode"'),
        (TITLES, {"extensions": '{"export": {"explode": 1}}'}, "`explode` is text"),
    ],
)
async def test_what_cannot_run_is_a_400_with_its_reason(
    client: httpx2.AsyncClient, document: str, parameters: dict[str, str], line: str
) -> None:
    params = {"query": document, **parameters} if document else parameters

    response = await client.get("/export", params=params)

    assert response.status_code == 400
    assert response.json()["errors"][0]["message"].startswith(line)
    assert response.headers["cache-control"] == "no-store"


async def test_a_subscription_makes_no_file(client: httpx2.AsyncClient) -> None:
    error = await _refusal(client, "subscription { movies { nodes { id } } }")

    assert error["message"] == "A file is made of a query, and this is a subscription."


async def test_so_many_rows_and_no_more(settings: Settings) -> None:
    async with _serving(settings, export_rows_max=8) as client:
        assert len(await _lines(client, TITLES)) == 9
        assert len(await _lines(client, TITLES.replace("(", "(first: 8, "))) == 9
        asked = await _refusal(client, TITLES.replace("(", "(first: 9, "))
    async with _serving(settings, export_rows_max=7) as client:
        counted = await _refusal(client, TITLES)

    bound = {"code": "BOUND_EXCEEDED", "bound": "MOVIE_GRAPH_EXPORT_ROWS_MAX"}
    assert asked["extensions"] == {**bound, "limit": 8, "value": 9}
    assert counted["extensions"] == {**bound, "limit": 7, "value": 8}
    assert counted["message"].endswith("Ask for the `first` so many, or narrow `where`.")


async def test_a_chunk_is_as_long_as_its_cost_allows(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    document = "query Costly { movies(first: 8) { nodes { title genres { name } } } }"
    async with _serving(settings, document_cost_max=24) as client:
        with caplog.at_level(logging.INFO, "movie_graph.access_log"):
            lines = await _lines(client, document, explode="genres")
    async with _serving(settings, document_cost_max=12) as client:
        refused = await _refusal(client, document, explode="genres")

    # A page and its pageInfo cost 2, a row 1 and its genres 10: two rows are 24, one is 13.
    assert len(lines) == 13
    assert ", 8 statements" in caplog.text
    assert refused["extensions"]["bound"] == "MOVIE_GRAPH_DOCUMENT_COST_MAX"


async def test_a_plain_list_has_the_bounds_that_it_has_anywhere(client: httpx2.AsyncClient) -> None:
    error = await _refusal(client, "{ analytics { flops(first: 101) { loss } } }")

    assert error["extensions"]["bound"] == "MOVIE_GRAPH_LIST_SIZE_MAX"


# ── the rules of /graphql ──


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "cross-site", "apollo-require-preflight": "true"}, 200),
        ({"authorization": "Bearer forged"}, 401),
        ({"accept": "image/png"}, 406),
        ({"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, 200),
    ],
)
async def test_export_holds_the_rules_of_graphql(
    client: httpx2.AsyncClient, headers: dict[str, str], status: int
) -> None:
    response = await client.get("/export", params={"query": TITLES}, headers=headers)

    assert response.status_code == status


async def test_export_is_for_get_alone(client: httpx2.AsyncClient) -> None:
    posted = await client.post("/export", json={"query": TITLES})
    head = await client.head("/export", params={"query": TITLES})

    assert posted.status_code == 405
    assert set(posted.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert (head.status_code, head.content) == (200, b"")


async def test_trusted_documents_alone_are_files_where_that_is_so(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "titles.graphql").write_text(f"query Titles {TITLES}")
    async with _serving(
        settings, trusted_documents=tmp_path, trusted_documents_only=True
    ) as client:
        other = await _get(client, TITLES)
        trusted = await client.get("/export", params={"documentId": "Titles"})

    assert other.status_code == 403
    assert trusted.headers["content-disposition"] == 'attachment; filename="Titles.csv"'


async def test_a_viewer_gets_their_own_ratings(settings: Settings) -> None:
    document = "{ movies(first: 1) { nodes { viewerRating { score } title } } }"
    token = make_token("ann", settings, lifetime=dt.timedelta(minutes=5))
    rate = "mutation { rateMovie(input: {movie: {tmdbId: 14}, score: 9.5}) { __typename } }"
    unrate = "mutation { unrateMovie(movie: {tmdbId: 14}) { __typename } }"
    signed = {"authorization": f"Bearer {token}"}
    async with _serving(settings) as client:
        await client.post("/graphql", json={"query": rate}, headers=signed)
        own = await client.get("/export", params={"query": document}, headers=signed)
        others = await client.get("/export", params={"query": document})
        await client.post("/graphql", json={"query": unrate}, headers=signed)

    assert own.text.split("\r\n")[1] == "9.5,Éclair"
    assert others.text.split("\r\n")[1] == ",Éclair"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (CSV, CSV),
        (f"{CSV};q=0.5, {NDJSON}", NDJSON),
        (f"application/json, {CSV}", "application/json"),
        (f"application/json;q=0.9, {CSV}", CSV),
        (f"*/*, {CSV};q=0.1", "application/json"),
    ],
)
async def test_a_file_is_sent_to_those_who_name_its_type(accept: str, media_type: str) -> None:
    assert answer_type(accept) == media_type


@pytest.mark.parametrize(
    ("accept", "name", "media_type"),
    [
        ("", None, CSV),
        ("*/*", None, CSV),
        ("text/*", None, CSV),
        ("application/*", None, NDJSON),
        (f"{CSV};q=0.5, {NDJSON}", None, NDJSON),
        (CSV, "ndjson", NDJSON),
    ],
)
async def test_the_address_of_files_sends_csv_unless_told_otherwise(
    accept: str, name: str | None, media_type: str
) -> None:
    assert file_type(accept, name) == media_type


async def test_other_types_are_refused_there() -> None:
    with pytest.raises(RefusedError) as caught:
        file_type("application/json")

    assert caught.value.status == 406
    assert str(caught.value).startswith("Accept application/x-ndjson or text/csv; ")

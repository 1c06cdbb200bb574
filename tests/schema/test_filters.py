"""`where`: each filter on the small catalogue, by the ids that it keeps."""

import pytest

from tests.graph import Graph

pytestmark = pytest.mark.anyio

ALL = [11, 12, 13, 14, 15, 16, 17, 18]

CASES = [
    ("{}", ALL),
    ('{ids: ["Movie:11", "Movie:99", "Movie:18"]}', [11, 18]),
    ("{ids: []}", []),
    ('{title: {eq: "Glass Orchard"}}', [12, 13]),
    ('{title: {eq: "glass orchard"}}', []),
    ('{title: {ne: "Glass Orchard"}}', [11, 14, 15, 16, 17, 18]),
    ('{title: {in: ["It", "Wreck"]}}', [16, 18]),
    ('{title: {startsWith: "GLASS or"}}', [12, 13]),
    ('{title: {startsWith: "ecl"}}', [14, 15]),
    ('{title: {contains: "ór"}}', [12, 13]),
    ('{title: {contains: "%"}}', []),
    ('{title: {contains: "_"}}', []),
    ('{title: {contains: "\'"}}', []),
    ('{title: {startsWith: "The", contains: "lamp"}}', [11]),
    ('{originalLanguage: {eq: "de"}}', [11]),
    ('{originalLanguage: {startsWith: "D"}}', [11]),
    ("{status: [PLANNED]}", [16]),
    ("{status: []}", []),
    ('{releaseDate: {gte: "2010-01-01"}}', [13, 17, 18]),
    ('{releaseDate: {gt: "2010-01-01"}}', [17, 18]),
    ('{releaseDate: {eq: "2003-07-11"}}', [12, 15]),
    ("{releaseDate: {isNull: true}}", [16]),
    ("{year: {eq: 1999}}", [11, 14]),
    ("{year: {ne: 1999}}", [12, 13, 15, 17, 18]),
    ("{year: {in: [1999, 2016]}}", [11, 14, 18]),
    ("{runtimeMinutes: {lte: 95}}", [12, 14]),
    ("{runtimeMinutes: {isNull: false}}", [11, 12, 14, 18]),
    ("{budget: {gt: 1000000}}", [11, 12, 14, 15, 17, 18]),
    ("{budget: {gte: 1000000}}", [11, 12, 13, 14, 15, 17, 18]),
    ("{revenue: {eq: 2787965087}}", [14]),
    ("{revenue: {isNull: true}}", [16, 17]),
    ("{profit: {lt: 0}}", [11, 12, 13, 18]),
    ("{profit: {isNull: true}}", [16, 17]),
    ("{voteAverage: {gte: 7.5}}", [11, 14, 17]),
    ("{voteAverage: {isNull: true}}", [15, 16]),
    ("{voteCount: {eq: 50}}", [12, 13]),
    ("{popularity: {gt: 5.5, lt: 150.25}}", [11, 12, 18]),
    ("{popularity: {isNull: true}}", [15]),
    ('{genres: {some: ["Drama"]}}', [11, 12, 17]),
    ('{genres: {some: ["drama", "COMEDY"]}}', [11, 12, 13, 14, 16, 17]),
    ('{genres: {every: ["Drama", "Comedy"]}}', [17]),
    ('{genres: {none: ["Drama", "Comedy"]}}', [15, 18]),
    ('{genres: {some: ["Western"]}}', []),
    ("{genres: {some: []}}", []),
    ("{genres: {every: []}}", ALL),
    ("{genres: {none: []}}", ALL),
    ('{credits: {some: {person: "Person:3"}}}', [11, 12, 14]),
    ('{credits: {none: {person: "Person:3"}}}', [13, 15, 16, 17, 18]),
    ('{credits: {some: {person: "Person:3", job: {eq: "Writer"}}}}', [11]),
    ('{credits: {some: {personName: {contains: "marquez"}, job: {eq: "Director"}}}}', [11, 14]),
    ('{credits: {some: {personName: {eq: "Ada Quill"}}}}', [11, 13, 14, 17]),
    ('{credits: {some: {department: {eq: "Sound"}}}}', [11]),
    ('{credits: {some: {job: {contains: "MIXER"}}}}', [11]),
    ('{credits: {some: {department: {startsWith: "so"}}}}', [11]),
    ('{credits: {some: {job: {startsWith: "sound m"}}}}', [11]),
    ('{credits: {some: {job: {contains: "-"}}}}', []),
    ('{credits: {some: {character: {contains: "mark"}}}}', [18]),
    ("{credits: {some: {character: {isNull: true}}}}", [11]),
    ("{and: [{year: {gt: 2000}}, {budget: {gt: 7000000}}]}", [17, 18]),
    ('{or: [{year: {eq: 2016}}, {title: {eq: "It"}}]}', [16, 18]),
    ("{or: []}", []),
    ("{and: []}", ALL),
    ("{not: {budget: {gt: 7000000}}}", [12, 13, 15, 16]),
    ("{not: {revenue: {isNull: false}}}", [16, 17]),
    ("{not: {not: {year: {eq: 1999}}}}", [11, 14]),
    (
        "{year: {gt: 2000}, not: {or: [{budget: {isNull: true}}, {revenue: {lt: 10}}]}}",
        [12, 15, 17, 18],
    ),
]


@pytest.mark.parametrize(("where", "ids"), CASES)
async def test_where_keeps_exactly_these_movies(graph: Graph, where: str, ids: list[int]) -> None:
    data = await graph.data(f"{{ movies(where: {where}) {{ totalCount nodes {{ tmdbId }} }} }}")

    assert sorted(node["tmdbId"] for node in data["movies"]["nodes"]) == ids
    assert data["movies"]["totalCount"] == len(ids)


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        ('{name: {contains: "QUILL"}}', [1, 6]),
        ('{name: {startsWith: "cleo m"}}', [3]),
        ('{name: {eq: "Cleo Marquez"}}', []),
        ('{department: {eq: "Acting"}}', [1, 2, 4, 6]),
        ('{ids: ["Person:4"]}', [4]),
        ("null", [1, 2, 3, 4, 5, 6]),
    ],
)
async def test_where_keeps_exactly_these_people(graph: Graph, where: str, ids: list[int]) -> None:
    data = await graph.data(f"{{ people(where: {where}) {{ totalCount nodes {{ tmdbId }} }} }}")

    assert sorted(node["tmdbId"] for node in data["people"]["nodes"]) == ids
    assert data["people"]["totalCount"] == len(ids)


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (
            '{credits: {some: {character: {eq: "Ines"}, job: {eq: "Director"}}}}',
            "A credit has either a character (cast) or a job and department (crew). "
            "Write two filters and join them with `and` or `or`.",
        ),
        (
            '{ids: ["Person:3"]}',
            "'Person:3' is not the id of a Movie. It would look like 'Movie:603'.",
        ),
        (
            "{not: {not: {not: {not: {not: {not: {not: {not: {}}}}}}}}}",
            "9 levels of MovieWhere within one another are more than the 8 that "
            "MOVIE_GRAPH_WHERE_DEPTH_MAX allows. Write it flatter.",
        ),
    ],
)
async def test_a_filter_that_makes_no_sense_is_refused_before_any_statement(
    graph: Graph, where: str, message: str
) -> None:
    answer = await graph.ask(f"{{ movies(where: {where}) {{ totalCount }} }}")

    assert answer.statements == 0
    assert [error["message"] for error in answer.errors] == [message]


async def test_a_client_text_never_becomes_sql(graph: Graph) -> None:
    for text in ("'; DROP TABLE movies; --", "\\' OR 1=1 -- ", '" OR ""="', "?:w_1 %s", "\x00"):
        data = await graph.data(
            "query ($t: String!) { movies(where: {title: {eq: $t}}) { totalCount } "
            "a: movies(where: {title: {contains: $t}}) { totalCount } }",
            {"t": text},
        )
        assert data["movies"]["totalCount"] == 0
    assert (await graph.data("{ movies { totalCount } }"))["movies"]["totalCount"] == 8

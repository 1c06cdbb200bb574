"""The table of documents and the statements they take: shape decides, never the number of rows."""

import pytest

from tests.graph import Graph

pytestmark = pytest.mark.anyio

PAGE = """{ movies(first: %d) { nodes { id title voteAverage voteCount overview genres { name }
  cast(first: 5) { character billingOrder person { id name } }
  crew(first: 5) { job department person { id name } } } pageInfo { endCursor hasNextPage } } }"""

TABLE = [
    ("the page of 1", PAGE % 1, 5),
    ("the page of 2", PAGE % 2, 5),
    ("the page of 8", PAGE % 8, 5),
    ("a list", "{ movies { nodes { title } } }", 1),
    ("a list with its count", "{ movies { totalCount nodes { title } } }", 2),
    ("a count alone", "{ movies { totalCount } }", 2),
    ("edges and cursors", "{ movies { edges { cursor node { title } } } }", 1),
    ("one movie", "{ movie(by: {tmdbId: 11}) { title } }", 1),
    ("one movie by IMDb id", '{ movie(by: {imdbId: "tt0000011"}) { title } }', 1),
    (
        "five single movies",
        "{ a: movie(by: {tmdbId: 11}) { title } b: movie(by: {tmdbId: 12}) { title } "
        "c: movie(by: {tmdbId: 13}) { title } d: movie(by: {tmdbId: 14}) { title } "
        "e: movie(by: {tmdbId: 11}) { title } }",
        1,
    ),
    (
        "every list of a movie",
        "{ movies { nodes { genres { name } keywords { name } productionCompanies { name } "
        "productionCountries { name } spokenLanguages { name } directors { name } "
        "ratingHistogram { count } ratings { nodes { score } } } } }",
        9,
    ),
    (
        "cast asked twice with equal arguments",
        "{ movies { nodes { cast(first: 2) { character } "
        "again: cast(first: 2) { billingOrder } } } }",
        2,
    ),
    (
        "cast asked twice with other arguments",
        "{ movies { nodes { cast(first: 2) { character } more: cast(first: 3) { character } } } }",
        3,
    ),
    (
        "deep: movies, cast, person, credits, movie, genres",
        "{ movies { nodes { cast { person { castCredits { movie { genres { name } } } } } } } }",
        6,
    ),
    (
        "two lists that share their relations",
        "{ a: movies(first: 2) { nodes { genres { name } } } "
        "b: movies(last: 2) { nodes { genres { name } } } }",
        3,
    ),
    (
        "a filmography",
        '{ person(id: "Person:3") { name castCredits { movie { title } } '
        "crewCredits { job movie { title } } } }",
        4,
    ),
    ("genres with pages", "{ genres { name movies(first: 2) { nodes { title } } } }", 2),
    ("genres with pages and counts", "{ genres { movies { totalCount nodes { title } } } }", 3),
    (
        "nodes of three kinds",
        '{ nodes(ids: ["Movie:11", "Movie:12", "Person:1", "Genre:18"]) { id } }',
        3,
    ),
    ("flops", "{ analytics { flops { loss movie { title } } } }", 2),
    ("flops without movies", "{ analytics { flops { loss } } }", 1),
    ("top rated", "{ analytics { topRated(minVotes: 1) { weightedRating movie { title } } } }", 2),
    (
        "a cube with two dimensions and every metric of it",
        "{ analytics { movieStats(groupBy: [YEAR, STATUS]) { totalGroups groups { "
        "key { year status } "
        "metrics { count sum { budget revenue } median { budget runtime } stddev { popularity } } "
        "} } } }",
        1,
    ),
    (
        "a cube's totals alone",
        "{ analytics { movieStats(groupBy: [YEAR]) { totals { count avg { revenue } } } } }",
        1,
    ),
    ("nothing of a cube", "{ analytics { movieStats(groupBy: [YEAR]) { __typename } } }", 0),
    (
        "a cube with totals and shares",
        "{ analytics { movieStats(groupBy: [GENRE]) { totals { count } groups { "
        "share(of: {function: COUNT}) more: share(of: {function: SUM, measure: REVENUE}) } } } }",
        2,
    ),
    (
        "a cube with the top movies of all groups",
        "{ analytics { movieStats(groupBy: [GENRE, YEAR]) { groups { topMovies { title } } } } }",
        2,
    ),
    (
        "a cube whose keys are a genre, a director and a company",
        "{ analytics { movieStats(groupBy: [GENRE, DIRECTOR, COMPANY]) { groups { "
        "key { genre { name } director { name } company { name } } } } } }",
        4,
    ),
    (
        "a cube with everything, and the casts of its movies",
        "{ analytics { movieStats(groupBy: [LEAD_ACTOR, COUNTRY]) { totals { count } groups { "
        "key { leadActor { name } country { name } } share(of: {function: COUNT}) "
        "topMovies { title cast { character } } } } } }",
        6,
    ),
    ("collaborations", "{ analytics { collaborations { movieCount people { name } } } }", 2),
    (
        "collaborators of everybody, and their movies",
        "{ people { nodes { collaborators { movieCount person { name } movies { title } } } } }",
        4,
    ),
    (
        "movies similar to each of a list, and their genres",
        "{ movies { nodes { similar(first: 2) { title genres { name } } } } }",
        3,
    ),
    ("people", "{ people { totalCount nodes { name } } }", 2),
    ("the dataset", "{ dataset { version movies } }", 1),
    ("nobody signed in", "{ viewer { subject } movies { nodes { viewerRating { score } } } }", 1),
    ("the schema itself", "{ __schema { types { name } } }", 0),
]


@pytest.mark.parametrize(
    ("document", "statements"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
async def test_a_document_takes_exactly_these_statements(
    graph: Graph, document: str, statements: int
) -> None:
    answer = await graph.ask(document)

    assert answer.errors == []
    assert answer.statements == statements

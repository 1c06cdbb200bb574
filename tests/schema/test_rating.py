"""Rating through the graph: what is stored, what comes back, and every refusal."""

import pytest

from movie_graph.database import Database
from movie_graph.database.checking import check_votes
from tests.graph import Graph

pytestmark = pytest.mark.anyio

RATE = """mutation ($movie: MovieRef!, $score: Float!) {
    rateMovie(input: {movie: $movie, score: $score}) { __typename
        ... on RatedMovie { movie { id voteAverage voteCount viewerRating { score } }
                            rating { score ratedAt movie { title } } }
        ... on UserError { message }
        ... on ScoreOutOfRange { minimum maximum step } } }"""
UNRATE = """mutation ($movie: MovieRef!) { unrateMovie(movie: $movie) { __typename
        ... on UnratedMovie { movie { voteAverage voteCount viewerRating { score } } }
        ... on UserError { message } } }"""


async def test_a_rating_counts_at_once_and_reads_back_after_the_commit(fresh: Graph) -> None:
    data = await fresh.data(RATE, {"movie": {"tmdbId": 12}, "score": 9.5}, subject="ann")

    rated = data["rateMovie"]
    assert rated["movie"] == {
        "id": "Movie:12",
        "voteAverage": (6.0 * 50 + 9.5) / 51,
        "voteCount": 51,
        "viewerRating": {"score": 9.5},
    }
    assert rated["rating"]["score"] == 9.5
    assert rated["rating"]["movie"] == {"title": "Glass Orchard"}
    assert rated["rating"]["ratedAt"].endswith("Z")
    assert await check_votes(fresh.database) == []


async def test_rating_again_replaces_and_taking_back_restores(fresh: Graph) -> None:
    movie = {"movie": {"id": "Movie:17"}}
    for score in (0.5, 10.0, 3.0, 3.0):
        await fresh.data(RATE, {**movie, "score": score}, subject="ann")
    await fresh.data(RATE, {**movie, "score": 4.0}, subject="bob")

    before = await fresh.data("{ movie(by: {tmdbId: 17}) { voteAverage voteCount } }")
    assert before["movie"] == {"voteAverage": (10.0 + 3.0 + 4.0) / 3, "voteCount": 3}

    undone = await fresh.data(UNRATE, movie, subject="ann")
    assert undone["unrateMovie"]["movie"] == {
        "voteAverage": 7.0,
        "voteCount": 2,
        "viewerRating": None,
    }
    again = await fresh.data(UNRATE, movie, subject="ann")
    assert again["unrateMovie"] == {
        "__typename": "RatingNotFound",
        "message": "You have not rated the movie with id 'Movie:17'; nothing to undo.",
    }
    assert await check_votes(fresh.database) == []


async def test_a_first_vote_gives_an_average(fresh: Graph) -> None:
    data = await fresh.data(RATE, {"movie": {"tmdbId": 16}, "score": 7.5}, subject="ann")

    assert data["rateMovie"]["movie"]["voteAverage"] == 7.5
    assert data["rateMovie"]["movie"]["voteCount"] == 1


@pytest.mark.parametrize("score", [0, 0.4, 10.5, -3, 7.25, 1e300])
async def test_a_score_off_the_scale_is_its_type_and_stores_nothing(
    fresh: Graph, score: float
) -> None:
    data = await fresh.data(RATE, {"movie": {"tmdbId": 12}, "score": score}, subject="ann")

    refused = data["rateMovie"]
    assert refused["__typename"] == "ScoreOutOfRange"
    assert (refused["minimum"], refused["maximum"], refused["step"]) == (0.5, 10.0, 0.5)
    assert refused["message"].startswith(f"A score of {score:g} cannot be given.")
    assert await fresh.database.fetch_all("SELECT COUNT(*) FROM ratings") == [(0,)]


async def test_an_infinite_literal_is_off_the_scale(fresh: Graph) -> None:
    document = """mutation { rateMovie(input: {movie: {tmdbId: 12}, score: 1e999}) {
        __typename ... on UserError { message } } }"""
    answer = await fresh.ask(document, subject="ann")

    assert answer.errors == []
    assert answer.data["rateMovie"]["__typename"] == "ScoreOutOfRange"


async def test_an_unknown_movie_and_a_missing_sign_in_are_their_types(fresh: Graph) -> None:
    unknown = {"movie": {"tmdbId": 404}}
    data = await fresh.data(RATE, {**unknown, "score": 5}, subject="ann")
    assert data["rateMovie"] == {
        "__typename": "MovieNotFound",
        "message": "There is no movie with tmdbId 404.",
    }
    data = await fresh.data(UNRATE, {"movie": {"imdbId": "tt404"}}, subject="ann")
    assert data["unrateMovie"] == {
        "__typename": "MovieNotFound",
        "message": "There is no movie with imdbId 'tt404'.",
    }
    for document, variables in ((RATE, {**unknown, "score": 5}), (UNRATE, unknown)):
        data = await fresh.data(document, variables)
        [result] = data.values()
        assert result == {
            "__typename": "SignInRequired",
            "message": "Sign in first: send the header `Authorization: Bearer <token>`.",
        }
    assert await fresh.database.fetch_all("SELECT COUNT(*) FROM users") == [(0,)]


async def test_ratings_page_newest_first_and_make_a_histogram(fresh: Graph) -> None:
    for subject, score in (("ann", 8.0), ("bob", 8.0), ("cy", 2.5)):
        await fresh.data(RATE, {"movie": {"tmdbId": 11}, "score": score}, subject=subject)
    await fresh.data(RATE, {"movie": {"tmdbId": 14}, "score": 6.0}, subject="cy")

    data = await fresh.data(
        """{ movie(by: {tmdbId: 11}) { ratingHistogram { score count }
                ratings(first: 2) { totalCount nodes { score }
                    pageInfo { endCursor hasNextPage } } viewerRating { score } }
            viewer { subject
                ratings(first: 1) { totalCount nodes { score movie { title } } } } }""",
        subject="cy",
    )
    page = data["movie"].pop("ratings")
    assert data == {
        "movie": {
            "ratingHistogram": [{"score": 2.5, "count": 1}, {"score": 8.0, "count": 2}],
            "viewerRating": {"score": 2.5},
        },
        "viewer": {
            "subject": "cy",
            "ratings": {
                "totalCount": 2,
                "nodes": [{"score": 6.0, "movie": {"title": "Éclair"}}],
            },
        },
    }
    assert (page["totalCount"], [n["score"] for n in page["nodes"]]) == (3, [2.5, 8.0])
    rest = await fresh.data(
        "query ($after: String) { movie(by: {tmdbId: 11}) { ratings(after: $after) "
        "{ nodes { score } pageInfo { hasNextPage } } } }",
        {"after": page["pageInfo"]["endCursor"]},
    )
    assert rest["movie"]["ratings"] == {
        "nodes": [{"score": 8.0}],
        "pageInfo": {"hasNextPage": False},
    }


async def test_two_mutations_in_one_document_run_in_their_order(fresh: Graph) -> None:
    data = await fresh.data(
        """mutation {
        a: rateMovie(input: {movie: {tmdbId: 16}, score: 2}) { ... on RatedMovie {
            movie { voteAverage } } }
        b: rateMovie(input: {movie: {tmdbId: 16}, score: 9}) { ... on RatedMovie {
            movie { voteAverage } } }
        c: unrateMovie(movie: {tmdbId: 16}) { ... on UnratedMovie { movie { voteAverage } } } }""",
        subject="ann",
    )

    assert [data[name]["movie"]["voteAverage"] for name in "abc"] == [2.0, 9.0, None]


async def test_a_server_without_a_key_says_that_it_is_read_only(database: Database) -> None:
    data = await Graph(database).data(RATE, {"movie": {"tmdbId": 12}, "score": 5})

    assert data["rateMovie"] == {
        "__typename": "SignInRequired",
        "message": "This server is read-only: it has no key to check tokens with. "
        "See MOVIE_GRAPH_JWT_SECRET.",
    }

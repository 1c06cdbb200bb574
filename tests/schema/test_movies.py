"""Movies and what hangs on them, value by value."""

import pytest

from tests.graph import Graph

pytestmark = pytest.mark.anyio


async def test_a_movie_has_every_value_of_its_row(graph: Graph) -> None:
    data = await graph.data("""{ movie(by: {tmdbId: 11}) {
        id tmdbId imdbId title originalTitle originalLanguage overview tagline status releaseDate
        year runtimeMinutes budget revenue profit returnOnInvestment popularity posterPath homepage
        voteAverage voteCount } }""")

    assert data["movie"] == {
        "id": "Movie:11",
        "tmdbId": 11,
        "imdbId": "tt0000011",
        "title": "The Salt Lamp",
        "originalTitle": "Die Salzlampe",
        "originalLanguage": "de",
        "overview": "A keeper counts ships that never land.",
        "tagline": None,
        "status": "RELEASED",
        "releaseDate": "1999-03-30",
        "year": 1999,
        "runtimeMinutes": 121,
        "budget": 50_000_000,
        "revenue": 10_000_000,
        "profit": -40_000_000,
        "returnOnInvestment": 0.2,
        "popularity": 20.0,
        "posterPath": None,
        "homepage": None,
        "voteAverage": 7.5,
        "voteCount": 200,
    }


async def test_unknown_is_null_and_large_amounts_are_exact(graph: Graph) -> None:
    data = await graph.data("""{
        unknown: movie(by: {tmdbId: 16}) { releaseDate year budget profit voteAverage voteCount }
        half: movie(by: {tmdbId: 17}) { budget revenue profit returnOnInvestment }
        large: movie(by: {tmdbId: 14}) { revenue profit } }""")

    assert data == {
        "unknown": {
            "releaseDate": None,
            "year": None,
            "budget": None,
            "profit": None,
            "voteAverage": None,
            "voteCount": 0,
        },
        "half": {
            "budget": 8_000_000,
            "revenue": None,
            "profit": None,
            "returnOnInvestment": None,
        },
        "large": {"revenue": 2_787_965_087, "profit": 2_697_965_087},
    }


async def test_a_movie_is_found_by_any_of_its_names(graph: Graph) -> None:
    data = await graph.data("""{
        a: movie(by: {id: "Movie:11"}) { title }
        b: movie(by: {tmdbId: 11}) { title }
        c: movie(by: {imdbId: "tt0000011"}) { title }
        d: movie(by: {tmdbId: 999}) { title }
        e: movie(by: {imdbId: "tt9999999"}) { title } }""")

    assert data == {
        "a": {"title": "The Salt Lamp"},
        "b": {"title": "The Salt Lamp"},
        "c": {"title": "The Salt Lamp"},
        "d": None,
        "e": None,
    }


async def test_of_several_movies_with_one_imdb_id_the_lowest_is_found(
    fresh: Graph,
) -> None:
    async with fresh.database.transaction() as tx:
        await tx.execute("UPDATE movies SET imdb_id = 'tt0000011' WHERE id IN (11, 12, 13)", {})

    data = await fresh.data("""{ movie(by: {imdbId: "tt0000011"}) { tmdbId }
                                 other: movie(by: {tmdbId: 12}) { imdbId } }""")

    assert data == {"movie": {"tmdbId": 11}, "other": {"imdbId": "tt0000011"}}


async def test_lists_keep_the_source_order_and_cast_keeps_billing_order(graph: Graph) -> None:
    data = await graph.data("""{ movie(by: {tmdbId: 11}) {
        genres { id name } keywords { id name } productionCompanies { id name }
        productionCountries { code name } spokenLanguages { code name }
        cast { character billingOrder person { id name } }
        crew { job department person { name } } directors { name gender } } }""")

    assert data["movie"] == {
        "genres": [
            {"id": "Genre:18", "name": "Drama"},
            {"id": "Genre:878", "name": "Science Fiction"},
        ],
        "keywords": [{"id": "101", "name": "time loop"}, {"id": "100", "name": "lighthouse"}],
        "productionCompanies": [
            {"id": "200", "name": "Nordlicht Film"},
            {"id": "201", "name": "Nordlicht Film"},
        ],
        "productionCountries": [
            {"code": "DE", "name": "Germany"},
            {"code": "DK", "name": "Denmark"},
        ],
        "spokenLanguages": [{"code": "de", "name": "Deutsch"}, {"code": "xx", "name": None}],
        "cast": [
            {"character": "Ines", "billingOrder": 0, "person": _ada()},
            {"character": "The Keeper", "billingOrder": 1, "person": _bo()},
            {"character": "Old Ines", "billingOrder": 2, "person": _ada()},
            {
                "character": None,
                "billingOrder": 3,
                "person": {"id": "Person:4", "name": "Dov Ilan"},
            },
        ],
        "crew": [
            {"job": "Director", "department": "Directing", "person": {"name": "Cleo Márquez"}},
            {"job": "Writer", "department": "Writing", "person": {"name": "Cleo Márquez"}},
            {"job": "Sound Mixer", "department": "Sound", "person": {"name": "Eske Brandt"}},
        ],
        "directors": [{"name": "Cleo Márquez", "gender": "FEMALE"}],
    }


async def test_first_limits_each_movie_and_jobs_choose_before_the_limit(graph: Graph) -> None:
    data = await graph.data("""{ movies(first: 3, where: {ids: ["Movie:11", "Movie:12"]},
            orderBy: [{field: RELEASE_DATE, direction: ASC}]) { nodes {
        cast(first: 1) { character }
        sound: crew(first: 1, departments: ["Sound"]) { job }
        directors: crew(first: 1, jobs: ["Director"]) { person { name } }
        nobody: crew(jobs: []) { job } } } }""")

    assert data["movies"]["nodes"] == [
        {
            "cast": [{"character": "Ines"}],
            "sound": [{"job": "Sound Mixer"}],
            "directors": [{"person": {"name": "Cleo Márquez"}}],
            "nobody": [],
        },
        {
            "cast": [{"character": "Tom"}],
            "sound": [],
            "directors": [{"person": {"name": "Eske Brandt"}}],
            "nobody": [],
        },
    ]


async def test_a_filmography_is_newest_first(graph: Graph) -> None:
    data = await graph.data("""{ person(id: "Person:3") { name gender department creditCount
        castCredits { character movie { title } }
        crewCredits(jobs: ["Director"]) { job movie { title year } }
        all: crewCredits(first: 2) { job movie { id } } } }""")

    assert data["person"] == {
        "name": "Cleo Márquez",
        "gender": "FEMALE",
        "department": "Directing",
        "creditCount": 4,
        "castCredits": [{"character": "Lil", "movie": {"title": "Glass Orchard"}}],
        "crewCredits": [
            {"job": "Director", "movie": {"title": "Éclair", "year": 1999}},
            {"job": "Director", "movie": {"title": "The Salt Lamp", "year": 1999}},
        ],
        "all": [
            {"job": "Director", "movie": {"id": "Movie:14"}},
            {"job": "Director", "movie": {"id": "Movie:11"}},
        ],
    }


async def test_nodes_answer_in_the_order_of_the_ids(graph: Graph) -> None:
    data = await graph.data("""{
        nodes(ids: ["Person:2", "Movie:404", "Genre:35", "Movie:11", "Ship:1"]) {
            __typename id ... on Movie { title } ... on Person { name } ... on Genre { name } }
        node(id: "Movie:12") { id } }""")

    assert data == {
        "nodes": [
            {"__typename": "Person", "id": "Person:2", "name": "Bo Ferro"},
            None,
            {"__typename": "Genre", "id": "Genre:35", "name": "Comedy"},
            {"__typename": "Movie", "id": "Movie:11", "title": "The Salt Lamp"},
            None,
        ],
        "node": {"id": "Movie:12"},
    }


async def test_a_genre_is_found_by_name_and_pages_through_its_movies(graph: Graph) -> None:
    data = await graph.data("""{
        genre(name: "comedy") { id name
            movies(first: 2, orderBy: [{field: TITLE, direction: ASC}]) {
                nodes { title } totalCount pageInfo { hasNextPage } } }
        missing: genre(name: "Western") { id }
        genres { name
            movies(first: 1, where: {year: {gte: 2000}}) { totalCount nodes { id } } } }""")

    assert data == {
        "genre": {
            "id": "Genre:35",
            "name": "Comedy",
            "movies": {
                "nodes": [{"title": "Éclair"}, {"title": "Glass Orchard"}],
                "totalCount": 4,
                "pageInfo": {"hasNextPage": True},
            },
        },
        "missing": None,
        "genres": [
            {"name": "Comedy", "movies": {"totalCount": 2, "nodes": [{"id": "Movie:13"}]}},
            {"name": "Documentary", "movies": {"totalCount": 0, "nodes": []}},
            {"name": "Drama", "movies": {"totalCount": 2, "nodes": [{"id": "Movie:12"}]}},
            {"name": "Science Fiction", "movies": {"totalCount": 2, "nodes": [{"id": "Movie:18"}]}},
        ],
    }


@pytest.mark.parametrize("id", ["Movie:011", "Movie:-1", "Movie:", "Movie:1e1", "11", "Movie:٣"])
async def test_an_id_has_one_spelling(graph: Graph, id: str) -> None:
    answer = await graph.ask("query ($id: ID!) { node(id: $id) { id } }", {"id": id})

    assert answer.data == {"node": None}
    assert answer.errors[0]["extensions"] == {"code": "BAD_ID"}


async def test_a_wrong_id_says_what_a_right_one_looks_like(graph: Graph) -> None:
    answer = await graph.ask('{ movie(by: {id: "603"}) { title } }')

    assert answer.data == {"movie": None}
    assert answer.statements == 0
    [error] = answer.errors
    assert error["message"] == (
        "'603' is not an id of this server. An id looks like 'Movie:603'; "
        "to look a movie up by its TMDB number, write {tmdbId: 603}."
    )
    assert error["extensions"] == {"code": "BAD_ID"}


def _ada() -> dict[str, str]:
    return {"id": "Person:1", "name": "Ada Quill"}


def _bo() -> dict[str, str]:
    return {"id": "Person:2", "name": "Bo Ferro"}

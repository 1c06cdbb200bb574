"""Who worked together, and which movies are alike: exact answers on the small catalogue."""

import pytest

from tests.graph import Graph

pytestmark = pytest.mark.anyio


async def test_collaborations_are_pairs_of_directors_and_first_five_of_the_cast(
    graph: Graph,
) -> None:
    data = await graph.data("""{ analytics {
        all: collaborations { movieCount people { tmdbId } }
        old: collaborations(where: {year: {lt: 2003}, voteCount: {gt: 300}}) {
            people { tmdbId } movieCount } } }""")

    pairs = {
        name: [
            ([person["tmdbId"] for person in row["people"]], row["movieCount"])
            for row in data["analytics"][name]
        ]
        for name in ("all", "old")
    }
    # 11: cast 1, 2, 4 and director 3 (5 mixed the sound); 12: cast 2, 3, directors 5, 4;
    # 14: cast 6, director 3; 18: cast 2, director 5
    assert pairs == {
        "all": [
            ([2, 3], 2),
            ([2, 4], 2),
            ([2, 5], 2),
            ([3, 4], 2),
            ([1, 2], 1),
            ([1, 3], 1),
            ([1, 4], 1),
            ([3, 5], 1),
            ([3, 6], 1),
            ([4, 5], 1),
        ],
        "old": [([3, 6], 1)],
    }


async def test_collaborators_share_a_movie_in_any_credit(graph: Graph) -> None:
    data = await graph.data("""{ nodes(ids: ["Person:3", "Person:6"]) { ... on Person {
        collaborators { person { tmdbId } movieCount movies { tmdbId } }
        one: collaborators(first: 1) { movies(first: 1) { title } } } } }""")

    three, six = data["nodes"]
    found = [
        (c["person"]["tmdbId"], c["movieCount"], [movie["tmdbId"] for movie in c["movies"]])
        for c in three["collaborators"]
    ]
    # Person 3 has two credits in film 11, whose sound person 5 mixed; newest movies first.
    assert found == [
        (2, 2, [12, 11]),
        (4, 2, [12, 11]),
        (5, 2, [12, 11]),
        (1, 1, [11]),
        (6, 1, [14]),
    ]
    assert three["one"] == [{"movies": [{"title": "Glass Orchard"}]}]
    assert [c["person"]["tmdbId"] for c in six["collaborators"]] == [3]


async def test_similar_movies_share_people_keywords_and_genres(graph: Graph) -> None:
    data = await graph.data("""{
        one: movie(by: {tmdbId: 11}) { similar { tmdbId } first: similar(first: 1) { title } }
        none: movie(by: {tmdbId: 15}) { similar { tmdbId } } }""")

    # Of 11 (people 1, 2, 3, 4, 5; Drama and Science Fiction): 12 shares four people and a genre: 9;
    # 18 two people and a genre: 5; 17 one person and two genres: 4; 14 one of each: 3;
    # 13 one person: 2; the others share nobody
    assert [movie["tmdbId"] for movie in data["one"]["similar"]] == [12, 18, 17, 14, 13]
    assert data["one"]["first"] == [{"title": "Glass Orchard"}]
    assert data["none"]["similar"] == []


async def test_genres_alone_make_no_movies_similar(graph: Graph) -> None:
    """Film 16 is a comedy like three others, and shares nobody with them."""
    data = await graph.data("{ movie(by: {tmdbId: 16}) { similar { title } } }")

    assert data["movie"]["similar"] == []

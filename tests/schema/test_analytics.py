"""Analytics: the boundaries of each answer, and the statements it takes."""

import pytest

from tests.graph import Graph

pytestmark = pytest.mark.anyio


async def test_flops_lost_money_on_a_budget_above_a_million_biggest_loss_first(
    graph: Graph,
) -> None:
    answer = await graph.ask("""{ analytics { flops {
        movie { tmdbId } budget revenue profit loss returnOnInvestment } } }""")

    assert answer.errors == []
    assert answer.statements == 2
    # 13 has a budget of exactly 1,000,000; 15 earned its budget; 17's revenue is unknown
    assert answer.data["analytics"]["flops"] == [
        _box_office(18, 200_000_000, 20_000_000),
        _box_office(11, 50_000_000, 10_000_000),
        _box_office(12, 1_000_001, 1_000_000),
    ]


async def test_the_same_flops_through_where(graph: Graph) -> None:
    data = await graph.data("""{
        analytics { flops { movie { tmdbId } } }
        movies(where: {budget: {gt: 1000000}, revenue: {gt: 0}, profit: {lt: 0}},
               orderBy: [{field: PROFIT, direction: ASC}]) { nodes { tmdbId } } }""")

    flops = [flop["movie"] for flop in data["analytics"]["flops"]]
    assert flops == data["movies"]["nodes"] == [{"tmdbId": 18}, {"tmdbId": 11}, {"tmdbId": 12}]


async def test_flops_take_another_least_budget_a_filter_and_a_size(graph: Graph) -> None:
    data = await graph.data("""{ analytics {
        small: flops(minBudget: 999999) { movie { tmdbId } }
        german: flops(where: {originalLanguage: {eq: "de"}}) { movie { tmdbId } }
        voted: flops(where: {voteCount: {gt: 250}}) { movie { tmdbId } }
        one: flops(first: 1) { loss } } }""")

    ids = {
        name: [flop["movie"]["tmdbId"] for flop in data["analytics"][name]]
        for name in ("small", "german", "voted")
    }
    assert ids == {"small": [18, 11, 13, 12], "german": [11], "voted": [18]}
    assert data["analytics"]["one"] == [{"loss": 180_000_000}]


async def test_hits_earned_more_than_they_cost_biggest_profit_first(graph: Graph) -> None:
    data = await graph.data("{ analytics { hits { movie { tmdbId } profit } } }")

    assert data["analytics"]["hits"] == [{"movie": {"tmdbId": 14}, "profit": 2_697_965_087}]


async def test_top_rated_weighs_few_votes_against_the_mean(graph: Graph) -> None:
    data = await graph.data("""{ analytics { topRated(minVotes: 50, first: 3) {
        movie { tmdbId } weightedRating voteAverage voteCount } } }""")

    votes = {11: (75, 200), 12: (60, 50), 13: (60, 50), 14: (82, 9000), 17: (100, 1), 18: (41, 300)}
    mean = sum(a * c for a, c in votes.values()) / sum(c for _, c in votes.values()) / 10
    expected = {
        movie: (average / 10 * count + 50 * mean) / (count + 50)
        for movie, (average, count) in votes.items()
    }
    rated = data["analytics"]["topRated"]
    assert [row["movie"]["tmdbId"] for row in rated] == [14, 11, 12]
    assert [row["weightedRating"] for row in rated] == pytest.approx(
        [expected[14], expected[11], expected[12]], rel=1e-12
    )
    assert (rated[0]["voteAverage"], rated[0]["voteCount"]) == (8.2, 9000)


async def test_prolific_people_count_different_movies(graph: Graph) -> None:
    data = await graph.data("""{ analytics {
        all: prolificPeople(first: 2) { person { tmdbId } movieCount totalRevenue averageVote }
        cast: prolificPeople(job: "Actor", first: 1) { person { tmdbId } movieCount }
        directors: prolificPeople(job: "Director", first: 1) { person { tmdbId } movieCount }
        none: prolificPeople(job: "Baker") { movieCount } } }""")

    people = data["analytics"]
    # person 1: films 11 (twice in its cast), 13 and 17; 17's revenue is unknown
    assert people["all"][0] == {
        "person": {"tmdbId": 1},
        "movieCount": 3,
        "totalRevenue": 10_000_001,
        "averageVote": pytest.approx((7.5 + 6.0 + 10.0) / 3),
    }
    assert people["all"][1]["person"] == {"tmdbId": 2}
    assert people["cast"] == [{"person": {"tmdbId": 2}, "movieCount": 3}]
    assert people["directors"] == [{"person": {"tmdbId": 3}, "movieCount": 2}]
    assert people["none"] == []


def _box_office(movie: int, budget: int, revenue: int) -> dict[str, object]:
    return {
        "movie": {"tmdbId": movie},
        "budget": budget,
        "revenue": revenue,
        "profit": revenue - budget,
        "loss": budget - revenue,
        "returnOnInvestment": revenue / budget,
    }

"""`movieStats`: exact answers on the small catalogue, random cubes beside pandas, and refusals."""

from typing import Any

import pytest
from hypothesis import given, settings

from movie_graph.config import Settings
from movie_graph.context import request_context
from movie_graph.database import open_database
from movie_graph.database.tables import migrate
from movie_graph.schema import build_schema
from tests.catalogue import DIRECTOR, Film, write_catalogue
from tests.cubes import CUBES, RandomCube, Tables, check_cube, read_tables
from tests.graph import Graph

pytestmark = pytest.mark.anyio

GROUPS = "{{ analytics {{ movieStats({arguments}) {{ {selection} }} }} }}"


@pytest.fixture(scope="module")
async def tables(graph: Graph) -> Tables:
    return await read_tables(graph.database)


@settings(max_examples=60)
@given(cube=CUBES)
async def test_every_cell_is_what_pandas_computes(
    graph: Graph, tables: Tables, cube: RandomCube
) -> None:
    await check_cube(graph, tables, cube)


async def test_a_movie_with_three_genres_counts_once_in_each_and_once_in_all(graph: Graph) -> None:
    stats = await _stats(
        graph,
        "groupBy: [GENRE]",
        """totalGroups totals { count sum { budget } }
           groups { key { genre { name } year } metrics { count sum { budget } }
                    share(of: {function: COUNT}) }""",
    )

    assert stats["totals"] == {"count": 8, "sum": {"budget": 355_000_001}}
    assert stats["totalGroups"] == 3
    assert stats["groups"] == [
        _group("Comedy", 4, 99_000_000),
        _group("Science Fiction", 4, 348_000_000),
        _group("Drama", 3, 59_000_001),
    ]


async def test_unknown_values_are_left_out_of_every_measure(graph: Graph) -> None:
    # 2003: films 12 and 15; 15 has no votes, no runtime and no popularity
    stats = await _stats(
        graph,
        "groupBy: [YEAR], where: {year: {eq: 2003}}",
        """groups { metrics { count avg { voteAverage runtime popularity }
             min { voteAverage voteCount } median { runtime } stddev { popularity } } }""",
    )

    assert [group["metrics"] for group in stats["groups"]] == [
        {
            "count": 2,
            "avg": {"voteAverage": 6.0, "runtime": 95.0, "popularity": 20.0},
            "min": {"voteAverage": 6.0, "voteCount": 0.0},
            "median": {"runtime": 95.0},
            "stddev": {"popularity": 0.0},
        }
    ]


async def test_a_measure_of_nothing_is_null(graph: Graph) -> None:
    stats = await _stats(
        graph,
        "where: {ids: []}",
        """totalGroups totals { count sum { revenue } } groups { metrics {
             count sum { revenue } avg { revenue } median { revenue } stddev { revenue } }
             share(of: {function: COUNT}) }""",
    )

    nothing = {"revenue": None}
    assert stats["totals"] == {"count": 0, "sum": nothing}
    assert stats["totalGroups"] == 1
    assert stats["groups"] == [
        {
            "metrics": {
                "count": 0,
                "sum": nothing,
                "avg": nothing,
                "median": nothing,
                "stddev": nothing,
            },
            "share": None,
        }
    ]


async def test_an_average_of_whole_numbers_keeps_its_digits(graph: Graph) -> None:
    stats = await _stats(
        graph,
        'where: {ids: ["Movie:11", "Movie:12", "Movie:14"]}',
        "totals { avg { runtime budget } stddev { runtime } median { budget } }",
    )

    mean = (121 + 95 + 80) / 3
    variance = sum((minutes - mean) ** 2 for minutes in (121, 95, 80)) / 3
    assert stats["totals"]["avg"]["runtime"] == pytest.approx(mean, rel=1e-14)
    assert stats["totals"]["avg"]["budget"] == pytest.approx(141_000_001 / 3, rel=1e-14)
    assert stats["totals"]["stddev"]["runtime"] == pytest.approx(variance**0.5, rel=1e-14)
    assert stats["totals"]["median"]["budget"] == 50_000_000


async def test_a_median_of_two_is_halfway_and_leaves_the_unknown_out(graph: Graph) -> None:
    # Comedy: 13 has 1,000,000, 14 has 90,000,000, 17 has 8,000,000, 16 is unknown
    stats = await _stats(
        graph,
        'groupBy: [GENRE], where: {genres: {some: ["Comedy"]}}',
        "groups { key { genre { name } } metrics { median { budget revenue } } }",
    )

    medians = {g["key"]["genre"]["name"]: g["metrics"]["median"] for g in stats["groups"]}
    assert medians["Comedy"] == {"budget": 8_000_000.0, "revenue": (1 + 2_787_965_087) / 2}
    assert medians["Drama"] == {"budget": 8_000_000.0, "revenue": None}


async def test_unknown_keys_are_a_group_only_when_asked(graph: Graph) -> None:
    selection = "totalGroups groups { key { decade } metrics { count } }"
    known = [_decade(1990, 2), _decade(2000, 2), _decade(2010, 3)]
    order = "orderBy: [{dimension: DECADE, direction: ASC}]"

    without = await _stats(graph, f"groupBy: [DECADE], {order}", selection)
    included = await _stats(graph, f"groupBy: [DECADE], includeUnknown: true, {order}", selection)

    assert without == {"totalGroups": 3, "groups": known}
    assert included == {"totalGroups": 4, "groups": [*known, _decade(None, 1)]}


async def test_each_dimension_sets_its_part_of_the_key_and_no_other(graph: Graph) -> None:
    document = """{ analytics { movieStats(where: {ids: ["Movie:11"]}, groupBy: [%s]) { groups {
        key { genre { name } year decade month language status director { name }
              leadActor { name } company { id } country { name }
              budgetBand { label from to } ratingBand { label } runtimeBand { label to } }
    } } } }"""
    expected = {
        "GENRE": [{"genre": {"name": "Drama"}}, {"genre": {"name": "Science Fiction"}}],
        "YEAR": [{"year": 1999}],
        "DECADE": [{"decade": 1990}],
        "MONTH": [{"month": 3}],
        "LANGUAGE": [{"language": "de"}],
        "STATUS": [{"status": "RELEASED"}],
        "DIRECTOR": [{"director": {"name": "Cleo Márquez"}}],
        "LEAD_ACTOR": [{"leadActor": {"name": "Ada Quill"}}],
        "COMPANY": [{"company": {"id": "200"}}, {"company": {"id": "201"}}],
        "COUNTRY": [{"country": {"name": "Germany"}}, {"country": {"name": "Denmark"}}],
        "BUDGET_BAND": [
            {"budgetBand": {"label": "50M to 100M", "from": 50_000_000.0, "to": 100_000_000.0}}
        ],
        "RATING_BAND": [{"ratingBand": {"label": "7 to 8"}}],
        "RUNTIME_BAND": [{"runtimeBand": {"label": "120 to 150", "to": 150.0}}],
    }

    for dimension, keys in expected.items():
        data = await graph.data(document % dimension)
        groups = data["analytics"]["movieStats"]["groups"]
        found = [{k: v for k, v in group["key"].items() if v is not None} for group in groups]
        assert found == keys, dimension


async def test_genres_people_and_places_are_ordered_by_name(graph: Graph) -> None:
    data = await graph.data("""{ analytics {
        a: movieStats(groupBy: [GENRE], orderBy: [{dimension: GENRE, direction: ASC}]) {
            groups { key { genre { name } } } }
        b: movieStats(groupBy: [DIRECTOR], orderBy: [{dimension: DIRECTOR}]) {
            groups { key { director { name } } } }
        c: movieStats(groupBy: [COUNTRY, YEAR], orderBy: [{dimension: COUNTRY, direction: ASC}]) {
            groups { key { country { name } } } } } }""")

    names = {
        name: [group["key"][key]["name"] for group in data["analytics"][name]["groups"]]
        for name, key in (("a", "genre"), ("b", "director"), ("c", "country"))
    }
    assert names == {
        "a": ["Comedy", "Drama", "Science Fiction"],
        "b": ["Eske Brandt", "Dov Ilan", "Cleo Márquez", "Ada Quill"],
        "c": ["Denmark", "Germany"],
    }


async def test_having_keeps_groups_and_leaves_the_totals(graph: Graph) -> None:
    stats = await _stats(
        graph,
        """groupBy: [YEAR], first: 1, orderBy: [{metric: {function: MAX, measure: REVENUE}}],
           having: [{metric: {function: COUNT}, eq: 2},
                    {metric: {function: SUM, measure: REVENUE}, gt: 1000000, lte: 3e9}]""",
        "totalGroups totals { count } groups { key { year } }",
    )

    assert stats == {
        "totalGroups": 2,
        "totals": {"count": 8},
        "groups": [{"key": {"year": 1999}}],
    }


async def test_none_of_many_groups_are_still_counted(graph: Graph) -> None:
    stats = await _stats(graph, "groupBy: [YEAR], first: 0", "totalGroups groups { key { year } }")

    assert stats == {"totalGroups": 5, "groups": []}


async def test_top_movies_are_those_of_the_group_in_the_order_asked(graph: Graph) -> None:
    stats = await _stats(
        graph,
        "groupBy: [GENRE, YEAR], orderBy: [{dimension: YEAR, direction: ASC}], first: 4",
        """groups { key { year genre { name } }
             topMovies { tmdbId }
             cheap: topMovies(first: 1, orderBy: [{field: BUDGET, direction: ASC}]) { title } }""",
    )

    assert [
        (g["key"]["year"], g["key"]["genre"]["name"], [m["tmdbId"] for m in g["topMovies"]])
        for g in stats["groups"]
    ] == [
        (1999, "Drama", [11]),
        (1999, "Comedy", [14]),
        (1999, "Science Fiction", [14, 11]),
        (2003, "Drama", [12]),
    ]
    assert [group["cheap"][0]["title"] for group in stats["groups"]] == [
        "The Salt Lamp",
        "Éclair",
        "The Salt Lamp",
        "Glass Orchard",
    ]


async def test_two_cubes_with_the_same_keys_keep_their_own_top_movies(graph: Graph) -> None:
    data = await graph.data("""{ analytics {
        a: movieStats(groupBy: [YEAR], where: {year: {eq: 1999}}) { ...top }
        b: movieStats(groupBy: [YEAR], where: {originalLanguage: {eq: "de"}}) { ...top } } }
        fragment top on MovieStatsResult { groups { topMovies { tmdbId } } }""")

    assert data["analytics"] == {
        "a": {"groups": [{"topMovies": [{"tmdbId": 14}, {"tmdbId": 11}]}]},
        "b": {"groups": [{"topMovies": [{"tmdbId": 11}]}]},
    }


async def test_fragments_aliases_variables_and_skip_are_looked_through(graph: Graph) -> None:
    document = """query ($of: MetricRef!, $measure: Measure, $no: Boolean = true) {
        analytics { movieStats(groupBy: [LANGUAGE], orderBy: [
            {metric: {function: SUM, measure: $measure}}]) {
          groups { ...figures also: share(of: $of) skipped: metrics @skip(if: $no) {
                     median { budget } } }
          ... @include(if: $no) { totals { ... on MovieMetrics { all: count } } } } } }
      fragment figures on MovieStats { m: metrics { n: count sum { budget } } 
        key { language } share(of: {function: SUM, measure: $measure}) }"""

    answer = await graph.ask(
        document,
        {"of": {"function": "SUM", "measure": "VOTE_COUNT"}, "measure": "BUDGET"},
    )

    assert answer.errors == []
    assert answer.statements == 2
    assert answer.data["analytics"]["movieStats"] == {
        "groups": [
            {
                "m": {"n": 7, "sum": {"budget": 305_000_001}},
                "key": {"language": "en"},
                "share": pytest.approx(305_000_001 / 355_000_001),
                "also": pytest.approx(9401 / 9601),
            },
            {
                "m": {"n": 1, "sum": {"budget": 50_000_000}},
                "key": {"language": "de"},
                "share": pytest.approx(50_000_000 / 355_000_001),
                "also": pytest.approx(200 / 9601),
            },
        ],
        "totals": {"all": 8},
    }


async def test_who_is_named_twice_as_director_directed_once(fresh_database_url: str) -> None:
    database = open_database(Settings(database_url=fresh_database_url))
    await migrate(database)
    await write_catalogue(database, [Film(1, "Twice", revenue=5, crew=[(3, *DIRECTOR)] * 2)])

    stats = await _stats(
        Graph(database),
        "groupBy: [DIRECTOR]",
        "groups { metrics { count sum { revenue } } topMovies { title } }",
    )
    await database.close()

    assert stats["groups"] == [
        {"metrics": {"count": 1, "sum": {"revenue": 5}}, "topMovies": [{"title": "Twice"}]}
    ]


async def test_only_what_is_selected_is_computed(graph: Graph) -> None:
    texts = await _texts(
        graph,
        """{ analytics { movieStats(groupBy: [GENRE]) { groups {
            key { genre { name } } metrics { count } } } } }""",
    )

    assert texts[0] == (
        "SELECT key_1, metric_1 FROM (SELECT of_genre.genre_id AS key_1, COUNT(*) AS metric_1 "
        "FROM movie_genres AS of_genre WHERE 1 = 1 GROUP BY key_1) AS grouped "
        "WHERE 1 = 1 ORDER BY metric_1 DESC, key_1 LIMIT :first"
    )
    assert len(texts) == 2


async def test_the_plain_executor_answers_the_same(graph: Graph) -> None:
    document = """{ analytics { movieStats(groupBy: [GENRE], first: 2) { totals { count }
        groups { key { genre { name } } share(of: {function: COUNT}) topMovies { title } } }
        collaborations(first: 2) { movieCount people { name } } } }"""
    schema = build_schema(Settings(), breadth_first=False)

    async with request_context(graph.database, Settings()) as context:
        result = await schema.execute(document, context_value=context)

    assert result.errors is None
    assert result.data == await graph.data(document)


@pytest.mark.parametrize(
    ("arguments", "selection", "message"),
    [
        (
            "groupBy: [YEAR, GENRE, STATUS, MONTH]",
            "totalGroups",
            "`groupBy` names 4 dimensions; 3 are allowed. Leave one out, such as MONTH, and choose "
            "its values in `where` if need be.",
        ),
        (
            "groupBy: [YEAR, GENRE, YEAR]",
            "totalGroups",
            "`groupBy` names YEAR twice. Write each dimension once.",
        ),
        (
            "having: [{metric: {function: COUNT, measure: BUDGET}, gt: 1}]",
            "totalGroups",
            "COUNT counts movies and takes no measure, such as BUDGET. Write {function: COUNT}, "
            "and to count only movies whose value is known, say so in `where`.",
        ),
        (
            "orderBy: [{metric: {function: MEDIAN}}]",
            "totalGroups",
            "MEDIAN needs a measure. Write {function: MEDIAN, measure: REVENUE}, or another "
            "measure.",
        ),
        (
            "orderBy: [{metric: {function: SUM, measure: VOTE_AVERAGE}}]",
            "totalGroups",
            "VOTE_AVERAGE of several movies cannot be added up. Write {function: AVG, measure: "
            "VOTE_AVERAGE}, or SUM of one of BUDGET, REVENUE, PROFIT, VOTE_COUNT, RUNTIME.",
        ),
        (
            "groupBy: [YEAR], orderBy: [{dimension: GENRE}]",
            "totalGroups",
            "`orderBy` names GENRE, which is not in `groupBy`. Add it there, or order by a metric "
            "or by one of the dimensions that are.",
        ),
        (
            "groupBy: [YEAR], orderBy: [{dimension: YEAR, metric: {function: COUNT}}]",
            "totalGroups",
            "A term of `orderBy` is either a metric or a dimension. Write {metric: {function: "
            "COUNT}} or {dimension: YEAR}; for both, write two terms.",
        ),
        (
            "having: [{metric: {function: COUNT}}]",
            "totalGroups",
            "A condition of `having` compares COUNT with nothing. Give eq, gt, gte, lt or lte.",
        ),
        (
            "groupBy: [YEAR]",
            "groups { share(of: {function: AVG, measure: REVENUE}) }",
            "AVG of REVENUE has no share: it is no part of a whole. Write {function: COUNT}, or "
            "SUM of one of BUDGET, REVENUE, VOTE_COUNT, RUNTIME.",
        ),
        (
            "groupBy: [YEAR]",
            "groups { share(of: {function: SUM, measure: PROFIT}) }",
            "SUM of PROFIT has no share: it is no part of a whole. Write {function: COUNT}, or "
            "SUM of one of BUDGET, REVENUE, VOTE_COUNT, RUNTIME.",
        ),
        (
            "first: -1",
            "totalGroups",
            "-1 items cannot be asked for. Ask for 0 or more.",
        ),
    ],
)
async def test_what_makes_no_sense_is_refused_with_what_to_write_instead(
    graph: Graph, arguments: str, selection: str, message: str
) -> None:
    answer = await graph.ask(GROUPS.format(arguments=arguments, selection=selection))

    assert [error["message"] for error in answer.errors] == [message]
    assert answer.errors[0]["extensions"]["code"] == "BAD_INPUT"
    assert answer.statements == 0


async def test_three_dimensions_and_ten_conditions_are_allowed_and_eleven_are_not(
    graph: Graph,
) -> None:
    condition = "{metric: {function: COUNT}, gt: 0}"
    document = """{ analytics { movieStats(groupBy: [YEAR, GENRE, STATUS], having: [%s]) {
        totalGroups } } }"""

    allowed = await graph.data(document % ", ".join([condition] * 10))
    refused = await graph.ask(document % ", ".join([condition] * 11))

    assert allowed["analytics"]["movieStats"]["totalGroups"] == 9
    assert refused.errors[0]["extensions"]["bound"] == "MOVIE_GRAPH_HAVING_CONDITIONS_MAX"


async def _stats(graph: Graph, arguments: str, selection: str) -> Any:
    head = f"({arguments})" if arguments else ""
    data = await graph.data(f"{{ analytics {{ movieStats{head} {{ {selection} }} }} }}")
    return data["analytics"]["movieStats"]


async def _texts(graph: Graph, document: str) -> list[str]:
    """The statements that a document runs."""
    async with request_context(graph.database, Settings()) as context:
        context.cost.trace = []
        result = await graph.schema.execute(document, context_value=context)
        assert result.errors is None
        return [" ".join(statement.text.split()) for statement in context.cost.trace]


def _group(name: str, count: int, budget: int) -> dict[str, Any]:
    return {
        "key": {"genre": {"name": name}, "year": None},
        "metrics": {"count": count, "sum": {"budget": budget}},
        "share": count / 8,
    }


def _decade(decade: int | None, count: int) -> dict[str, Any]:
    return {"key": {"decade": decade}, "metrics": {"count": count}}

"""Random cubes, and what pandas makes of the same tables: the judge of `movieStats`."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from movie_graph.database import Database
from tests.graph import Graph

REL_TOLERANCE = 1e-9

FUNCTIONS = ["SUM", "AVG", "MIN", "MAX", "STDDEV", "MEDIAN"]
MEASURES = {
    "BUDGET": "budget",
    "REVENUE": "revenue",
    "PROFIT": "profit",
    "RETURN_ON_INVESTMENT": "returnOnInvestment",
    "VOTE_AVERAGE": "voteAverage",
    "VOTE_COUNT": "voteCount",
    "POPULARITY": "popularity",
    "RUNTIME": "runtime",
}
ADDABLE = ["BUDGET", "REVENUE", "PROFIT", "VOTE_COUNT", "RUNTIME"]
SHARED = [("COUNT", None), ("SUM", "BUDGET"), ("SUM", "REVENUE"), ("SUM", "VOTE_COUNT")]

# What is read of each dimension's key, and how it is found in the answer.
KEYS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "GENRE": ("genre { id }", lambda key: int(key["genre"]["id"].removeprefix("Genre:"))),
    "YEAR": ("year", lambda key: key["year"]),
    "DECADE": ("decade", lambda key: key["decade"]),
    "MONTH": ("month", lambda key: key["month"]),
    "LANGUAGE": ("language", lambda key: key["language"]),
    "STATUS": ("status", lambda key: key["status"]),
    "DIRECTOR": ("director { tmdbId }", lambda key: key["director"]["tmdbId"]),
    "LEAD_ACTOR": ("leadActor { tmdbId }", lambda key: key["leadActor"]["tmdbId"]),
    "COMPANY": ("company { id }", lambda key: int(key["company"]["id"])),
    "COUNTRY": ("country { code }", lambda key: key["country"]["code"]),
    "BUDGET_BAND": ("budgetBand { label }", lambda key: key["budgetBand"]["label"]),
    "RATING_BAND": ("ratingBand { label }", lambda key: key["ratingBand"]["label"]),
    "RUNTIME_BAND": ("runtimeBand { label }", lambda key: key["runtimeBand"]["label"]),
}
BANDS: dict[str, tuple[str, list[float], list[str]]] = {
    "BUDGET_BAND": (
        "BUDGET",
        [1e6, 1e7, 5e7, 1e8, 2e8],
        ["below 1M", "1M to 10M", "10M to 50M", "50M to 100M", "100M to 200M", "200M and more"],
    ),
    "RATING_BAND": (
        "VOTE_AVERAGE",
        [2, 4, 5, 6, 7, 8, 9],
        [
            *("below 2", "2 to 4", "4 to 5", "5 to 6", "6 to 7", "7 to 8", "8 to 9"),
            "9 and more",
        ],
    ),
    "RUNTIME_BAND": (
        "RUNTIME",
        [40, 60, 90, 120, 150, 180],
        [
            *("below 40", "40 to 60", "60 to 90", "90 to 120", "120 to 150", "150 to 180"),
            "180 and more",
        ],
    ),
}
LINKS = {
    "GENRE": "SELECT movie_id, genre_id FROM movie_genres",
    "DIRECTOR": "SELECT movie_id, person_id FROM crew_credits WHERE job = 'Director'",
    "LEAD_ACTOR": "SELECT movie_id, person_id FROM cast_credits WHERE position = 0",
    "COMPANY": "SELECT movie_id, company_id FROM movie_companies",
    "COUNTRY": "SELECT movie_id, country_code FROM movie_countries",
}
MOVIES = """
    SELECT movies.id, release_date, original_language, status, budget, revenue, popularity,
           runtime_minutes, vote_sum, vote_count
      FROM movies
      JOIN votes ON votes.movie_id = movies.id
"""

Metric = tuple[str, str | None]
Key = tuple[Any, ...]
Compared = tuple[Metric, str, float]


@dataclass(frozen=True)
class Tables:
    """The movies, one row each, and the links of each dimension that has links."""

    movies: pd.DataFrame
    links: dict[str, pd.DataFrame]


@dataclass(frozen=True)
class RandomCube:
    """Everything that a `movieStats` field can be asked."""

    where: dict[str, Any] | None
    dimensions: list[str]
    metrics: list[Metric]
    having: list[Compared]
    order: Metric | None
    descending: bool
    first: int
    unknown: bool
    share: Metric


async def read_tables(database: Database) -> Tables:
    """The tables as frames; unknown is NaN or None."""
    names = [
        "id",
        "date",
        "LANGUAGE",
        "STATUS",
        "BUDGET",
        "REVENUE",
        "POPULARITY",
        "RUNTIME",
        "vote_sum",
        "VOTE_COUNT",
    ]
    movies = pd.DataFrame(await database.fetch_all(MOVIES), columns=names)
    numbers = ["BUDGET", "REVENUE", "POPULARITY", "RUNTIME", "VOTE_COUNT"]
    movies[numbers] = movies[numbers].astype(float)
    movies["PROFIT"] = movies["REVENUE"] - movies["BUDGET"]
    movies["RETURN_ON_INVESTMENT"] = movies["REVENUE"] / movies["BUDGET"]
    voted = movies["VOTE_COUNT"].where(movies["VOTE_COUNT"] > 0)
    movies["VOTE_AVERAGE"] = movies["vote_sum"].astype(float) / voted / 10
    movies["YEAR"] = movies["date"].str.slice(0, 4).astype(float)
    movies["DECADE"] = movies["YEAR"] // 10 * 10
    movies["MONTH"] = movies["date"].str.slice(5, 7).astype(float)
    for dimension, (measure, bounds, labels) in BANDS.items():
        edges = [-math.inf, *bounds, math.inf]
        band = pd.cut(movies[measure], edges, right=False, labels=labels)
        movies[dimension] = band.astype(object)
    links = {}
    for dimension, statement in LINKS.items():
        frame = pd.DataFrame(await database.fetch_all(statement), columns=["id", dimension])
        links[dimension] = frame.drop_duplicates()
    return Tables(movies, links)


def _metrics(functions: list[str]) -> st.SearchStrategy[Metric]:
    return st.one_of(
        st.just(("COUNT", None)),
        st.tuples(st.sampled_from(functions), st.sampled_from(list(MEASURES))).map(
            lambda pair: ("AVG", pair[1]) if pair[0] == "SUM" and pair[1] not in ADDABLE else pair
        ),
    )


def _comparisons() -> st.SearchStrategy[Compared]:
    """Values between the whole numbers, so that no rounding decides."""
    counts = st.tuples(
        st.just(("COUNT", None)), st.sampled_from(["gt", "lte"]), st.integers(0, 60).map(float)
    )
    others = st.tuples(
        _metrics(FUNCTIONS),
        st.sampled_from(["gt", "gte", "lt", "lte"]),
        st.integers(-2, 9).map(lambda power: math.copysign(1.2345678 * 10 ** abs(power), power)),
    )
    return st.one_of(counts, others)


FILTERS: st.SearchStrategy[dict[str, Any] | None] = st.one_of(
    st.none(),
    st.builds(lambda year: {"year": {"gte": year}}, st.integers(1930, 2018)),
    st.builds(lambda year: {"year": {"lt": year}}, st.integers(1930, 2018)),
    st.sampled_from(["en", "fr", "ja", "de", "xx"]).map(
        lambda code: {"originalLanguage": {"eq": code}}
    ),
    st.booleans().map(lambda unknown: {"budget": {"isNull": unknown}}),
    st.integers(0, 3000).map(lambda votes: {"voteCount": {"gt": votes}}),
    st.sampled_from(["Drama", "Comedy", "Documentary"]).map(
        lambda name: {"genres": {"some": [name]}}
    ),
    st.integers(5, 9).map(lambda power: {"not": {"revenue": {"gt": 10**power}}}),
)
CUBES = st.builds(
    RandomCube,
    where=FILTERS,
    dimensions=st.lists(st.sampled_from(list(KEYS)), max_size=3, unique=True),
    metrics=st.lists(_metrics(FUNCTIONS), min_size=1, max_size=5, unique=True),
    having=st.lists(_comparisons(), max_size=2),
    order=st.none() | _metrics(FUNCTIONS),
    descending=st.booleans(),
    first=st.sampled_from([1, 7, 100, 1000]),
    unknown=st.booleans(),
    share=st.sampled_from(SHARED),
)


async def check_cube(graph: Graph, tables: Tables, cube: RandomCube) -> None:
    """Every cell of the answer is what pandas computes, and no group is missing."""
    answer = await graph.data(_document(cube), {"where": cube.where})
    stats = answer["analytics"]["movieStats"]
    movies = tables.movies[_mask(tables, cube.where)]
    expected = _expected(tables, movies, cube)
    whole = movies.assign(all=0).groupby("all")
    total = {
        metric: _known(_aggregate(whole, metric).get(0)) if len(movies) else _nothing(metric)
        for metric in {*cube.metrics, cube.share}
    }

    for metric in cube.metrics:
        _assert_close(_cell(stats["totals"], metric), total[metric], metric)
    assert stats["totalGroups"] == len(expected)
    found = [_key(group, cube) for group in stats["groups"]]
    assert len(found) == len(set(found)) == min(cube.first, len(expected))
    for key, group in zip(found, stats["groups"], strict=True):
        cells, ids = expected[key]
        for metric in cube.metrics:
            _assert_close(_cell(group["metrics"], metric), cells[metric], metric)
        part, of = cells[cube.share], total[cube.share]
        share = None if part is None or not of else part / of
        _assert_close(group["share"], share, cube.share)
        assert [movie["tmdbId"] for movie in group["topMovies"]] == ids
    _assert_ordered(found, {key: cells for key, (cells, _) in expected.items()}, cube)


def _expected(
    tables: Tables, movies: pd.DataFrame, cube: RandomCube
) -> dict[Key, tuple[dict[Metric, float | None], list[int]]]:
    """Each group that fulfils `having`, by key: its metrics and its two movies that earned most."""
    for dimension in cube.dimensions:
        if dimension in tables.links:
            how: Any = "left" if cube.unknown else "inner"
            movies = movies.merge(tables.links[dimension], on="id", how=how)
    wanted = {*cube.metrics, cube.share, *(metric for metric, _, _ in cube.having)}
    wanted.add(cube.order or ("COUNT", None))
    if cube.dimensions or len(movies):
        parts = _grouped(movies, cube)
        columns = {metric: _by_key(_aggregate(parts, metric)) for metric in wanted}
        best = movies.sort_values(["REVENUE", "id"], ascending=False, na_position="last")
        top = _by_key(_grouped(best, cube)["id"].agg(lambda ids: list(ids[:2])))
    else:  # all movies together are a group, even when there are none
        columns = {metric: {(): _nothing(metric)} for metric in wanted}
        top = {(): []}
    found = {}
    for key in columns[cube.share]:
        cells = {metric: _known(columns[metric][key]) for metric in wanted}
        if all(_holds(cells[metric], operator, value) for metric, operator, value in cube.having):
            found[key] = (cells, [int(id) for id in top[key]])
    return found


def _grouped(movies: pd.DataFrame, cube: RandomCube) -> Any:
    keys = cube.dimensions or "all"
    return movies.assign(all=0).groupby(keys, dropna=not cube.unknown, sort=False)


def _by_key(values: Any) -> dict[Key, Any]:
    """A grouped column by key; the key of all movies together is ()."""
    one: Key = ()
    if values.index.name == "all":
        return {one: values[0]}
    keys: list[Key] = [key if isinstance(key, tuple) else (key,) for key in values.index]
    plain = [tuple(map(_plain, key)) for key in keys]
    return dict(zip(plain, values, strict=True))


def _aggregate(parts: Any, metric: Metric) -> Any:
    """A metric of a frame, or of each part of a grouped one."""
    function, measure = metric
    if measure is None:
        return parts.size()
    values = parts[measure]
    return {
        "SUM": lambda: values.sum(min_count=1),
        "AVG": values.mean,
        "MIN": values.min,
        "MAX": values.max,
        "STDDEV": lambda: values.std(ddof=0),
        "MEDIAN": values.median,
    }[function]()


def _nothing(metric: Metric) -> float | None:
    return 0.0 if metric[1] is None else None


def _known(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _holds(value: float | None, operator: str, limit: float) -> bool:
    if value is None:
        return False
    return {
        "gt": value > limit,
        "gte": value >= limit,
        "lt": value < limit,
        "lte": value <= limit,
    }[operator]


def _mask(tables: Tables, where: dict[str, Any] | None) -> Any:
    movies = tables.movies
    match where:
        case {"year": {"gte": year}}:
            return movies["YEAR"] >= year
        case {"year": {"lt": year}}:
            return movies["YEAR"] < year
        case {"originalLanguage": {"eq": code}}:
            return movies["LANGUAGE"] == code
        case {"budget": {"isNull": unknown}}:
            return movies["BUDGET"].isna() == unknown
        case {"voteCount": {"gt": votes}}:
            return movies["VOTE_COUNT"] > votes
        case {"genres": {"some": [name]}}:
            number = {"Drama": 18, "Comedy": 35, "Documentary": 99}[name]
            genres = tables.links["GENRE"]
            return movies["id"].isin(genres[genres["GENRE"] == number]["id"])
        case {"not": {"revenue": {"gt": limit}}}:
            return ~(movies["REVENUE"] > limit)
    return pd.Series(True, index=movies.index)


def _assert_ordered(
    found: list[Key],
    cells: dict[Key, dict[Metric, float | None]],
    cube: RandomCube,
) -> None:
    """Nothing that comes later, or is left out, belongs before; unknown values are last."""
    metric, descending = (cube.order, cube.descending) if cube.order else (("COUNT", None), True)

    def rank(key: Key) -> float:
        value = cells[key][metric]
        return math.inf if value is None else -value if descending else value

    ranks = [rank(key) for key in found]
    rest = [rank(key) for key in cells.keys() - set(found)]
    for before, after in zip(ranks, [*ranks[1:], *([min(rest)] if rest else [])], strict=False):
        assert before <= after or math.isclose(before, after, rel_tol=1e-12, abs_tol=1e-12)


def _assert_close(answered: float | None, expected: float | None, metric: Metric) -> None:
    if answered is None or expected is None:
        assert answered is expected is None, metric
        return
    # A deviation of values that are all but equal is rounding noise around 0.
    noise = 1e-9 if metric[0] == "STDDEV" else 0
    assert math.isclose(answered, expected, rel_tol=REL_TOLERANCE, abs_tol=noise), (
        metric,
        answered,
        expected,
    )


def _document(cube: RandomCube) -> str:
    keys = " ".join(KEYS[dimension][0] for dimension in cube.dimensions) or "__typename"
    having = ", ".join(
        f"{{metric: {_ref(metric)}, {operator}: {value!r}}}"
        for metric, operator, value in cube.having
    )
    direction = "DESC" if cube.descending else "ASC"
    order = f"{{metric: {_ref(cube.order)}, direction: {direction}}}" if cube.order else ""
    metrics = " ".join(map(_selection, cube.metrics))
    return f"""query ($where: MovieWhere) {{ analytics {{ movieStats(
        where: $where, groupBy: [{", ".join(cube.dimensions)}], having: [{having}],
        orderBy: [{order}], first: {cube.first}, includeUnknown: {str(cube.unknown).lower()}
    ) {{
        totalGroups totals {{ {metrics} }}
        groups {{
            key {{ {keys} }} metrics {{ {metrics} }} share(of: {_ref(cube.share)})
            topMovies(first: 2, orderBy: [{{field: REVENUE}}]) {{ tmdbId }}
        }}
    }} }} }}"""


def _ref(metric: Metric) -> str:
    function, measure = metric
    return f"{{function: {function}{f', measure: {measure}' if measure else ''}}}"


def _selection(metric: Metric) -> str:
    function, measure = metric
    return "count" if measure is None else f"{function.lower()} {{ {MEASURES[measure]} }}"


def _cell(metrics: dict[str, Any], metric: Metric) -> float | None:
    function, measure = metric
    value = metrics["count"] if measure is None else metrics[function.lower()][MEASURES[measure]]
    return None if value is None else float(value)


def _key(group: dict[str, Any], cube: RandomCube) -> Key:
    return tuple(_read(dimension, group["key"]) for dimension in cube.dimensions)


def _read(dimension: str, key: dict[str, Any]) -> Any:
    _, read = KEYS[dimension]
    try:
        return read(key)
    except TypeError:  # the thing is null
        return None


def _plain(value: Any) -> Any:
    """A part of a key as an answer has it; None for the NaN of a group without one."""
    if value is None or isinstance(value, str):
        return value
    return None if math.isnan(value) else int(value)

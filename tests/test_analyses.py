"""docs/queries: each saved analysis answers, in the order that it promises, at a known cost."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from movie_graph.config import Settings
from movie_graph.database import open_database
from tests.etl.files import load_into
from tests.graph import Graph
from tests.sample import sample_graph

FOLDER = Path(__file__).parent.parent / "docs/queries"
FILES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.iterdir())}

Row = dict[str, Any]


@dataclass(frozen=True)
class Analysis:
    """What a file of docs/queries promises."""

    path: str  # where its rows are in `data`
    statements: int
    order: Callable[[Row], Any]  # grows from row to row
    rule: Callable[[Row], bool]  # holds for every row
    first_of_sample: Any  # what the first row of the sample says, as `names` reads it
    first_of_tmdb_5000: Any
    names: Callable[[Row], Any]
    rows_at_most: int = 20


GROUPS = "analytics.movieStats.groups"
ANALYSES = {
    "best-rated": Analysis(
        "analytics.topRated",
        statements=2,
        order=lambda row: -row["weightedRating"],
        rule=lambda row: row["voteCount"] >= 500,
        names=lambda row: row["movie"]["title"],
        first_of_sample="The Shawshank Redemption",
        first_of_tmdb_5000="The Shawshank Redemption",
    ),
    "biggest-flops": Analysis(
        "analytics.flops",
        statements=2,
        order=lambda row: -row["loss"],
        rule=lambda row: row["loss"] == row["budget"] - row["revenue"] > 0,
        names=lambda row: (row["movie"]["title"], row["loss"]),
        first_of_sample=("The Lone Ranger", 165_710_090),
        first_of_tmdb_5000=("The Lone Ranger", 165_710_090),
    ),
    "biggest-hits": Analysis(
        "analytics.hits",
        statements=2,
        order=lambda row: -row["profit"],
        rule=lambda row: row["profit"] == row["revenue"] - row["budget"] > 0,
        names=lambda row: (row["movie"]["title"], row["profit"]),
        first_of_sample=("Avatar", 2_550_965_087),
        first_of_tmdb_5000=("Avatar", 2_550_965_087),
    ),
    "budget-against-profit": Analysis(
        "movies.nodes",
        statements=1,
        order=lambda row: -row["budget"],
        rule=lambda row: row["budget"] >= 1_000_000 and row["profit"] is not None,
        names=lambda row: (row["title"], row["budget"]),
        first_of_sample=("John Carter", 260_000_000),
        first_of_tmdb_5000=("Pirates of the Caribbean: On Stranger Tides", 380_000_000),
        rows_at_most=500,
    ),
    "busiest-directors": Analysis(
        "analytics.prolificPeople",
        statements=2,
        order=lambda row: -row["movieCount"],
        rule=lambda row: row["movieCount"] >= 1,
        names=lambda row: (row["person"]["name"], row["movieCount"]),
        first_of_sample=("Martin Scorsese", 11),
        first_of_tmdb_5000=("Steven Spielberg", 27),
    ),
    "closest-colleagues": Analysis(
        "analytics.collaborations",
        statements=2,
        order=lambda row: -row["movieCount"],
        rule=lambda row: len(row["people"]) == 2,
        names=lambda row: ([person["name"] for person in row["people"]], row["movieCount"]),
        first_of_sample=(["Akira Kurosawa", "Takashi Shimura"], 7),
        first_of_tmdb_5000=(["Bobby Farrelly", "Peter Farrelly"], 11),
    ),
    "companies-by-revenue": Analysis(
        GROUPS,
        statements=3,
        order=lambda row: -row["metrics"]["sum"]["revenue"],
        rule=lambda row: 0 < row["share"] < 1,
        names=lambda row: (row["key"]["company"]["name"], row["metrics"]["count"]),
        first_of_sample=("Warner Bros.", 35),
        first_of_tmdb_5000=("Warner Bros.", 319),
        rows_at_most=15,
    ),
    "directors-by-revenue": Analysis(
        GROUPS,
        statements=3,
        order=lambda row: -row["metrics"]["sum"]["revenue"],
        rule=lambda row: row["metrics"]["count"] >= 2 and 0 < row["share"] < 1,
        names=lambda row: (row["key"]["director"]["name"], row["metrics"]["count"]),
        first_of_sample=("James Cameron", 5),
        first_of_tmdb_5000=("Steven Spielberg", 27),
    ),
    "genres-over-the-decades": Analysis(
        GROUPS,
        statements=2,
        order=lambda row: (row["key"]["decade"], row["key"]["genre"]["name"]),
        rule=lambda row: row["metrics"]["count"] >= 5 and row["key"]["decade"] >= 1950,
        names=lambda row: (row["key"]["genre"]["name"], row["metrics"]["count"]),
        first_of_sample=("Drama", 16),
        first_of_tmdb_5000=("Drama", 20),
        rows_at_most=200,
    ),
    "languages": Analysis(
        GROUPS,
        statements=1,
        order=lambda row: -row["metrics"]["count"],
        rule=lambda row: row["key"]["language"] != "en",
        names=lambda row: (row["key"]["language"], row["metrics"]["count"]),
        first_of_sample=("fr", 15),
        first_of_tmdb_5000=("fr", 70),
    ),
    "ratings-over-the-years": Analysis(
        GROUPS,
        statements=1,
        order=lambda row: row["key"]["year"],
        rule=lambda row: 0 < row["metrics"]["avg"]["voteAverage"] <= 10,
        names=lambda row: (row["key"]["year"], row["metrics"]["count"]),
        first_of_sample=(1916, 1),
        first_of_tmdb_5000=(1916, 1),
        rows_at_most=100,
    ),
    "returns-by-genre": Analysis(
        GROUPS,
        statements=2,
        order=lambda row: -row["metrics"]["median"]["returnOnInvestment"],
        rule=lambda row: row["metrics"]["count"] >= 10,
        names=lambda row: (row["key"]["genre"]["name"], row["metrics"]["count"]),
        first_of_sample=("Horror", 13),
        first_of_tmdb_5000=("Documentary", 110),
    ),
}


@pytest.fixture(scope="module")
async def sample(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    folder = tmp_path_factory.mktemp("sample")
    async with sample_graph(folder) as graph:
        yield graph


@pytest.fixture(scope="module")
def tmdb_5000_url(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('tmdb-5000') / 'movie_graph.sqlite'}"
    load_into(url, real_data / "tmdb-5000")
    return url


@pytest.fixture(scope="module")
async def tmdb_5000(tmdb_5000_url: str) -> AsyncIterator[Graph]:
    settings = Settings(database_url=tmdb_5000_url, statement_timeout_seconds=60)
    database = open_database(settings)
    yield Graph(database, settings)
    await database.close()


def test_every_file_is_an_analysis_of_this_table() -> None:
    assert set(FILES) == set(ANALYSES)


@pytest.mark.parametrize("name", FILES)
def test_a_file_begins_with_its_question_and_names_its_operation(name: str) -> None:
    question = FILES[name].splitlines()[0]
    operation = "".join(word.capitalize() for word in name.split("-"))

    assert question.startswith("# ")
    assert question.endswith("?")
    assert f"\nquery {operation} {{\n" in FILES[name]


def test_the_page_on_analytics_lists_every_question() -> None:
    page = (FOLDER.parent / "analytics.md").read_text(encoding="utf-8")
    listed = re.findall(
        r"^\| \[`([a-z-]+)`\]\(queries/\1\.graphql\) \| (.+) \|$", page, re.MULTILINE
    )

    assert dict(listed) == {name: text.splitlines()[0][2:] for name, text in FILES.items()}


@pytest.mark.anyio
@pytest.mark.parametrize("name", ANALYSES)
async def test_an_analysis_answers_on_the_sample(sample: Graph, name: str) -> None:
    analysis = ANALYSES[name]

    rows = await _rows(sample, name)

    assert analysis.names(rows[0]) == analysis.first_of_sample


@pytest.mark.anyio
@pytest.mark.parametrize("name", ANALYSES)
async def test_an_analysis_answers_on_tmdb_5000(tmdb_5000: Graph, name: str) -> None:
    analysis = ANALYSES[name]

    rows = await _rows(tmdb_5000, name)

    assert analysis.names(rows[0]) == analysis.first_of_tmdb_5000


async def _rows(graph: Graph, name: str) -> list[Row]:
    """What a file lists, once its order, its rule and its statements are as promised."""
    analysis = ANALYSES[name]
    answer = await graph.ask(FILES[name])
    assert answer.errors == []
    rows = answer.data
    for part in analysis.path.split("."):
        rows = rows[part]

    assert answer.statements == analysis.statements
    assert 1 < len(rows) <= analysis.rows_at_most
    assert [analysis.order(row) for row in rows] == sorted(map(analysis.order, rows))
    assert [row for row in rows if not analysis.rule(row)] == []
    return list(rows)

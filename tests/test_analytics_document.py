"""docs/analytics.md: its examples answer as written, and it names every dimension and metric."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from etl.pipeline import load_folder
from etl.sample import SAMPLE_FOLDER
from movie_graph.config import Settings
from movie_graph.database import open_database
from movie_graph.database.dimensions import BUDGET_BANDS, RATING_BANDS, RUNTIME_BANDS, Bands
from movie_graph.database.tables import migrate
from movie_graph.schema.enums import AggregateFunction, Measure, MovieDimension
from tests.graph import Graph

DOCUMENT = (Path(__file__).parent.parent / "docs/analytics.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```graphql\n(.+?)```\n\n```json\n(.+?)```", DOCUMENT, re.DOTALL)


@pytest.fixture(scope="module")
async def graph(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    """The sample catalogue, loaded as `make demo` loads it."""
    file = tmp_path_factory.mktemp("sample") / "sample.sqlite"
    database = open_database(Settings(database_url=f"sqlite:///{file}"))
    await migrate(database)
    await load_folder(SAMPLE_FOLDER, database)
    yield Graph(database)
    await database.close()


@pytest.mark.anyio
@pytest.mark.parametrize(("document", "answer"), EXAMPLES)
async def test_every_example_answers_as_written(graph: Graph, document: str, answer: str) -> None:
    assert {"data": await graph.data(document)} == json.loads(answer)


def test_each_example_has_its_answer() -> None:
    assert len(EXAMPLES) == DOCUMENT.count("```graphql") == DOCUMENT.count("```json") == 6


@pytest.mark.parametrize("word", [*MovieDimension, *Measure, *AggregateFunction])
def test_every_word_of_the_cube_is_explained(word: MovieDimension) -> None:
    assert f"`{word.value}`" in DOCUMENT


@pytest.mark.parametrize(
    ("name", "bands", "unit"),
    [
        ("BUDGET_BAND", BUDGET_BANDS, 1_000_000),
        ("RATING_BAND", RATING_BANDS, 1),
        ("RUNTIME_BAND", RUNTIME_BANDS, 1),
    ],
)
def test_the_bounds_of_bands_are_as_written(name: str, bands: Bands, unit: int) -> None:
    bounds = ", ".join(f"{bound / unit:g}" for bound in bands.bounds)
    row = next(line for line in DOCUMENT.splitlines() if line.startswith(f"| `{name}` |"))

    assert f"bounds at {bounds}" in row

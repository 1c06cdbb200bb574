"""docs/analytics.md: its examples answer as written, and it names every dimension and metric."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from movie_graph.database.dimensions import BUDGET_BANDS, RATING_BANDS, RUNTIME_BANDS, Bands
from movie_graph.schema.enums import AggregateFunction, Measure, MovieDimension
from tests.graph import Graph
from tests.sample import sample_graph

DOCUMENT = (Path(__file__).parent.parent / "docs/analytics.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```graphql\n(.+?)```\n\n```json\n(.+?)```", DOCUMENT, re.DOTALL)


@pytest.fixture(scope="module")
async def graph(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    folder = tmp_path_factory.mktemp("sample")
    async with sample_graph(folder) as graph:
        yield graph


@pytest.mark.anyio
@pytest.mark.parametrize(("document", "answer"), EXAMPLES)
async def test_every_example_answers_as_written(graph: Graph, document: str, answer: str) -> None:
    assert {"data": await graph.data(document)} == _nearly(json.loads(answer))


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


def _nearly(value: Any) -> Any:
    """The value with fractions that may differ in their last digits: newer SQLites sum with less
    rounding."""
    if isinstance(value, dict):
        return {key: _nearly(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_nearly(each) for each in value]
    return pytest.approx(value, rel=1e-12) if isinstance(value, float) else value

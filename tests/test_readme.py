"""What README and CONTRIBUTING say is so: queries, settings, commands, links, example tabs."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from graphql import build_schema, parse, validate
from pydantic import SecretStr

from movie_graph.__main__ import app
from movie_graph.config import Settings, variable_name
from tests.graph import Graph
from tests.sample import sample_graph

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FOLDERS = ("docs", "movie_graph", "loaders", "etl", "tests", "bench")
PAGES = sorted(
    path.relative_to(ROOT)
    for path in [*ROOT.glob("*.md"), *(p for name in FOLDERS for p in (ROOT / name).rglob("*.md"))]
    if "node_modules" not in path.parts
)
EXAMPLES = re.findall(r"```graphql\n(.+?)```\n\n```json\n(.+?)```", README, re.DOTALL)
EXPLORER = (ROOT / "movie_graph/explorer/source/examples.js").read_text(encoding="utf-8")
TABS = re.findall(r"/\* GraphQL \*/ `([^`]+)`", EXPLORER)

VOLATILE = "…"  # in an answer of README: some text that is not compared


@pytest.fixture(scope="module")
async def graph(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    folder = tmp_path_factory.mktemp("sample")
    async with sample_graph(folder, Settings(jwt_secret=SecretStr("x" * 32))) as graph:
        yield graph


@pytest.mark.anyio
@pytest.mark.parametrize(("document", "answer"), EXAMPLES)
async def test_every_query_answers_as_written(graph: Graph, document: str, answer: str) -> None:
    expected = json.loads(answer)

    data = await graph.data(document, subject="demo")

    assert _masked({"data": data}, expected) == expected


def test_there_are_five_queries_and_each_has_its_answer() -> None:
    assert len(EXAMPLES) == README.count("```graphql") == README.count("```json") == 5


@pytest.mark.anyio
@pytest.mark.parametrize("movies", [1, 100])
async def test_the_page_takes_the_five_statements_that_are_promised(
    graph: Graph, movies: int
) -> None:
    document = EXAMPLES[0][0].replace("first: 1,", f"first: {movies},")

    answer = await graph.ask(document)

    assert answer.errors == []
    assert answer.statements == 5


@pytest.mark.anyio
async def test_rating_without_a_token_answers_its_type(graph: Graph) -> None:
    data = await graph.data(EXAMPLES[-1][0])

    assert data["rateMovie"]["__typename"] == "SignInRequired"


def test_the_settings_table_is_the_settings() -> None:
    rows = re.findall(r"^\| `(MOVIE_GRAPH_\w+)` \| (.+?) \| (.+) \|$", README, re.MULTILINE)
    fields = Settings.model_fields
    defaults = [default.strip("`") for _, default, _ in rows]

    assert [(name, text) for name, _, text in rows] == [
        (variable_name(name), field.description) for name, field in fields.items()
    ]
    given = {n: text for n, text in zip(fields, defaults, strict=True) if text != "none"}
    assert Settings.model_validate(given) == Settings()
    assert set(fields) - set(given) == {n for n, f in fields.items() if f.default is None}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_make_target_exists(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))

    assert {found for code in _code(page) for found in re.findall(r"\bmake ([a-z-]+)", code)} <= (
        targets
    )


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_movie_graph_command_exists_with_its_options(page: Path) -> None:
    commands: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # it is a group
    used = [
        (name, set(re.findall(r"(?<!\S)--[a-z]+", rest)))
        for code in _code(page)
        for name, rest in re.findall(r"\bmovie-graph ([a-z]+)([^\n#]*)", code)
    ]

    assert [name for name, _ in used if name not in commands] == []
    for name, options in used:
        known = {option for parameter in commands[name].params for option in parameter.opts}
        assert options <= known


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)|src(?:set)?=\"([^\"]+)\"", text)
    targets = [target for target in map("".join, links) if not re.match(r"\w+:|#", target)]

    folder = (ROOT / page).parent
    assert [target for target in targets if not (folder / target.partition("#")[0]).exists()] == []


@pytest.mark.parametrize("document", TABS)
def test_every_example_tab_of_the_explorer_is_valid(document: str) -> None:
    schema = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))

    assert validate(schema, parse(document)) == []


def test_the_explorer_has_example_tabs() -> None:
    assert len(TABS) == EXPLORER.count("query: /* GraphQL */") == 5


def _masked(value: Any, expected: Any) -> Any:
    """The value with every text that README writes as VOLATILE replaced by that."""
    match value, expected:
        case dict(), dict():
            return {key: _masked(item, expected.get(key)) for key, item in value.items()}
        case list(), list() if len(value) == len(expected):
            return [_masked(item, other) for item, other in zip(value, expected, strict=True)]
        case str(), str() if expected == VOLATILE and value:
            return VOLATILE
    return value


def _code(page: Path) -> Iterator[str]:
    """What a page shows as code: its fenced blocks and its `spans`."""
    blocks = re.split(r"^```.*\n", (ROOT / page).read_text(encoding="utf-8"), flags=re.MULTILINE)
    for position, block in enumerate(blocks):
        yield from [block] if position % 2 else re.findall(r"`([^`]+)`", block)

"""Costs: never below what an answer holds, cheap to know, and told to who asks.

MOVIE_GRAPH_TEST_COST_EXAMPLES says how many answers the estimate is compared with.
"""

import gc
import os
import time
from collections.abc import AsyncIterator, Iterator
from itertools import count
from random import Random
from typing import Any

import pytest
import strawberry
from graphql import DocumentNode, OperationDefinitionNode, get_introspection_query

from movie_graph.config import Settings
from movie_graph.context import request_context
from movie_graph.database import Database, open_database, ratings
from movie_graph.database.tables import migrate
from movie_graph.execution import CostBounds, Costs
from movie_graph.execution.documents import Documents, Prepared
from movie_graph.roles import Signed
from movie_graph.schema import build_schema
from movie_graph.schema.bounds import cost_bounds
from movie_graph.serving import GARBAGE_THRESHOLD
from tests.catalogue import write_catalogue
from tests.execution.generated import document
from tests.graph import Graph
from tests.test_readme import EXAMPLES

EXAMPLES_TRIED = int(os.environ.get("MOVIE_GRAPH_TEST_COST_EXAMPLES", "10000"))
WIDE = Settings(
    document_tokens_max=100_000,
    document_depth_max=1000,
    document_aliases_max=10_000,
    document_directives_max=10_000,
    document_root_fields_max=10_000,
    document_fields_max=100_000,
    document_cost_max=100_000_000,
)
PAGE = """query ($n: Int) { movies(first: $n) {
  nodes { id title genres { name } cast(first: 5) { character person { id name } }
    crew(first: 5) { job person { id name } } }
  pageInfo { endCursor } } }"""

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    path = tmp_path_factory.mktemp("costs") / "movies.sqlite"
    database = open_database(Settings(database_url=f"sqlite:///{path}"))
    await migrate(database)
    await write_catalogue(database)
    for second, (subject, movie) in enumerate([("ann", 11), ("ann", 12), ("bob", 11)]):
        moment = f"2020-01-01 00:00:0{second}.000"
        await ratings.rate(database, subject=subject, movie_id=movie, score=95, rated_at=moment)
    yield database
    await database.close()


@pytest.fixture
def seldom_collected() -> Iterator[None]:
    """Garbage is looked for as seldom as in a server, or a third of the time goes into that."""
    before = gc.get_threshold()
    gc.set_threshold(GARBAGE_THRESHOLD, 20, 20)
    yield
    gc.set_threshold(*before)


async def test_no_answer_holds_more_objects_than_its_document_costs(
    database: Database, seldom_collected: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Documents, "_checked", _unchecked)
    schema = build_schema(WIDE)
    compared = largest = 0
    for seed in count():
        random = Random(seed)
        size = 3 + 30 * compared // EXAMPLES_TRIED  # small ones first: the first to fail is read
        generated = document(schema._schema, random, size=size, depth=random.randint(2, 8))
        async with request_context(database, WIDE, signed=Signed("ann")) as context:
            result = await schema.execute(
                generated.text,
                dict(generated.variables),
                context_value=context,
                operation_extensions={"cost": True},
            )
        if result.data is None:
            continue  # refused, or null all the way up
        objects = _objects(result.data) - 1  # the root is there in any case
        assert result.extensions is not None
        assert objects <= result.extensions["cost"]["requested"], (seed, size, generated.text)
        compared, largest = compared + 1, max(largest, objects)
        if compared >= EXAMPLES_TRIED:
            break

    assert largest > 100  # or the documents were too poor to prove anything


@pytest.mark.parametrize(
    ("document", "variables", "cost"),
    [
        ("{ __typename }", {}, 0),
        ("{ genres { name } }", {}, 100),
        ("{ movies { nodes { id } } }", {}, 1 + 20),
        ("{ movies(first: 3) { totalCount nodes { id } edges { node { id } } } }", {}, 20),
        ("query ($n: Int) { movies(last: $n) { nodes { id } } }", {"n": 7}, 1 + 7),
        ("query ($n: Int) { movies(last: $n) { nodes { id } } }", {"n": None}, 1 + 20),
        ("query ($n: Int = 4) { movies(last: $n) { nodes { id } } }", {}, 1 + 4),
        ("{ movies(first: -1) { nodes { id } } }", {}, 1),
        (PAGE, {"n": 20}, 1 + 1 + 20 * (1 + 10 + 5 * 2 + 5 * 2)),
        ('{ nodes(ids: ["a", "b"]) { id } }', {}, 2 + 2),
        ("query ($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["a", "b"]}, 2 + 2),
        ("{ movies(first: 0, where: {year: {in: [1, 2]}}) { totalCount } }", {}, 1 + 10 + 2),
        ("query ($a: [Int!]) { movies(first: 0, where: {year: {in: $a}}) { totalCount } }",
         {"a": [1, 2]}, 1 + 10 + 2),
        ("{ analytics { flops(first: 3) { movie { id } } } }", {}, 1 + 100 + 3 * 2),
        # What is spread or written twice is answered once.
        ("{ ...F ...F genres { name } } fragment F on Query { genres { id } }", {}, 100),
        # Of several types, the costliest.
        ('{ node(id: "x") { ... on Movie { genres { id } } ... on Person { name } } }', {}, 11),
        # What is skipped costs nothing.
        ("query ($no: Boolean!) { genres @skip(if: $no) { name } }", {"no": True}, 0),
        ("query ($no: Boolean!) { genres @skip(if: $no) { name } }", {"no": False}, 100),
        ("{ genres @include(if: false) { name } }", {}, 0),
    ],
)  # fmt: skip
async def test_the_cost_of_a_document(
    database: Database, document: str, variables: dict[str, Any], cost: int
) -> None:
    schema = build_schema(Settings())
    async with request_context(database, Settings()) as context:
        result = await schema.execute(
            document, variables, context_value=context, operation_extensions={"cost": True}
        )

    assert result.extensions == {"cost": {"requested": cost, "limit": 50_000}}


async def test_who_does_not_ask_for_the_cost_is_not_told(database: Database) -> None:
    schema = build_schema(Settings())
    async with request_context(database, Settings()) as context:
        result = await schema.execute("{ genres { name } }", context_value=context)

    assert result.extensions is None


async def test_a_refusal_names_the_fields_that_weigh_most(database: Database) -> None:
    graph = Graph(database, Settings(document_cost_max=1000))

    answer = await graph.ask(PAGE, {"n": 100})

    [error] = answer.errors
    assert answer.statements == 0
    assert error["extensions"]["fields"] == [
        {"field": "movies.nodes.genres", "cost": 1000},
        {"field": "movies.nodes.cast", "cost": 500},
        {"field": "movies.nodes.cast.person", "cost": 500},
    ]
    assert error["message"].startswith("3102 objects and their like are more than the 1000 that")
    assert "movies.nodes.genres (1000), movies.nodes.cast (500)" in error["message"]


@pytest.mark.parametrize("document", [example for example, _ in EXAMPLES])
def test_the_documents_of_readme_are_far_below_the_bound(document: str) -> None:
    assert _cost(document) < Settings().document_cost_max / 50


def test_the_schema_can_be_asked_about_itself_and_not_without_end() -> None:
    wide = "fields { type { fields { args { type { name } } } } }"
    aliased = " ".join(f"a{number}: {wide}" for number in range(28))

    assert _cost(get_introspection_query()) < Settings().document_cost_max / 5
    assert _cost(f"{{ __schema {{ types {{ {aliased} }} }} }}") > Settings().document_cost_max


def test_a_list_whose_size_nobody_declares_is_refused() -> None:
    @strawberry.type
    class Thing:
        name: str

    @strawberry.type
    class Query:
        things: list[Thing]

    with pytest.raises(ValueError, match=r"Query\.things is a list: declare its ListSize"):
        Costs(strawberry.Schema(Query)._schema, cost_bounds(Settings()))


async def test_large_variables_are_refused_before_they_are_coerced(database: Database) -> None:
    graph = Graph(database)
    document = "query ($w: MovieWhere) { movies(where: $w) { totalCount } }"
    large = {"and": [{"title": {"eq": "a"}}] * 30_000}
    await graph.ask(document)

    started = time.process_time()
    answer = await graph.ask(document, {"w": large})
    seconds = time.process_time() - started

    assert answer.errors[0]["extensions"]["value"] == 30_000
    assert seconds < 0.1  # coercing them takes seconds


def test_a_known_document_costs_microseconds() -> None:
    schema = build_schema(Settings())
    prepared = schema._documents.prepare(PAGE)
    times = []
    for _ in range(200):
        started = time.perf_counter()
        cost = schema._costs.cost(prepared, prepared.operations[0], {"n": 20})
        times.append(time.perf_counter() - started)

    assert cost == 622
    assert sorted(times)[100] < 200e-6  # about 10 µs on an idle machine


def _unchecked(_documents: Documents, document: DocumentNode) -> Prepared:
    """A generated document as it is: to validate it, as test_generated.py does, would take longer
    than all the rest."""
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return Prepared(document, operations=[operation])


def _cost(document: str) -> int:
    """The cost by a bound that nothing reaches."""
    schema = build_schema(WIDE)
    prepared = schema._documents.prepare(document)
    assert prepared.errors == []
    bounds: CostBounds = cost_bounds(WIDE)
    return Costs(schema._schema, bounds).cost(prepared, prepared.operations[0], {})


def _objects(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(_objects, value.values()))
    return sum(map(_objects, value)) if isinstance(value, list) else 0

"""A synthetic schema: what ours does not use, on graphql-core's own executor and on ours.

MOVIE_GRAPH_TEST_EXAMPLES says how many documents are made.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import strawberry
from graphql import parse, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from movie_graph.execution import BreadthFirstExecutor
from tests.execution.differential import (
    NullPlaces,
    Request,
    assert_same,
    assert_same_with_errors,
    executed,
    listing_class,
)
from tests.execution.generated import EXAMPLES, LEFT_BEHIND, Generated, documents
from tests.execution.synthetic import CONFIG, Mutation, Query, Seed

pytestmark = LEFT_BEHIND


class Ours(BreadthFirstExecutor, StrawberryGraphQLCoreExecutionContext):
    """As our schema runs it."""


SCHEMA: Any = strawberry.Schema(Query, Mutation, config=CONFIG)._schema
EXECUTORS = (StrawberryGraphQLCoreExecutionContext, Ours)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


async def _compare(request: Request, seed: Seed) -> None:
    assert validate(SCHEMA, request.document) == []
    stock, ours = [await executed(each, SCHEMA, request, seed) for each in EXECUTORS]
    if not (stock.errors or ours.errors):
        assert_same(stock, ours)
        return
    places = NullPlaces()
    stock_listing, our_listing = [
        await executed(listing_class(each, places), SCHEMA, request, seed) for each in EXECUTORS
    ]
    assert_same_with_errors(stock, ours, stock_listing, our_listing, places)


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(
    generated=documents(SCHEMA),
    number=st.integers(0, 2**16),
    failing=st.sampled_from([0, 5, 30, 150]),
    slow=st.sampled_from([0, 100, 500]),
)
def test_generated_documents_answer_the_same(
    runner: asyncio.Runner, generated: Generated, number: int, failing: int, slow: int
) -> None:
    request = Request(generated.text, parse(generated.text), generated.variables)

    runner.run(_compare(request, Seed(number, failing, slow)))


@pytest.mark.parametrize("slow", [0, 300, 1000])
@pytest.mark.parametrize("failing", [0, 60, 300])
@pytest.mark.parametrize(
    "document",
    [
        "{ shapes { __typename name n } strict { n neighbours { n neighbours { name } } } }",
        "{ figures { ... on Circle { radius even evens strictEvens inside { colour colours } } } }",
        "{ figures { ... on Square { cubes text notAList grid { n name } looseGrid { n } } } }",
        "{ square { chain { chain { chain { chain { colour broken { n } } } } } coming { n } } }",
        "{ wrong { n } }",
        "{ number }",
        "{ figure { ... on Circle { even } ... on Square { echo(word: null, times: 3) } } }",
        '{ square { echo(word: "x", times: null) again: echo stream } default nothing }',
        "mutation { first { n chain { n } } second { even } again: first { colours } }",
    ],
)
def test_written_documents_answer_the_same(
    runner: asyncio.Runner, document: str, failing: int, slow: int
) -> None:
    parsed = parse(document)
    if errors := validate(SCHEMA, parsed):
        pytest.fail(str(errors))

    for number in range(20):
        runner.run(_compare(Request(document, parsed), Seed(number, failing, slow)))

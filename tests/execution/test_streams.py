"""Subscriptions, and what is answered in increments: the same events on both executors."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLDeferDirective,
    GraphQLField,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLStreamDirective,
    GraphQLString,
    parse,
    specified_directives,
)
from graphql.execution import experimental_execute_incrementally, subscribe
from graphql.execution.executor import Executor

from movie_graph.execution import BreadthFirstExecutor
from movie_graph.execution.run import Run
from tests.execution.differential import report

pytestmark = pytest.mark.anyio

EXECUTORS: list[type[Executor[Any]]] = [Executor, BreadthFirstExecutor]


async def _count_to(_root: object, _info: object, n: int) -> AsyncIterator[Any]:
    for i in range(n):
        yield {"tick": {"n": i}}


def _halves(tick: dict[str, int], _info: object) -> list[int | None]:
    if tick["n"] == 2:
        raise ValueError("2 is refused")
    return [tick["n"] // 2, None]


async def _slow(_tick: object, _info: object) -> str:
    return "slow"


TICK = GraphQLObjectType(
    "Tick",
    {
        "n": GraphQLField(GraphQLNonNull(GraphQLInt)),
        "halves": GraphQLField(GraphQLList(GraphQLInt), resolve=_halves),
        "slow": GraphQLField(GraphQLString, resolve=_slow),
    },
)
TICK.fields["next"] = GraphQLField(TICK, resolve=lambda tick, _info: {"n": tick["n"] + 1})


SCHEMA = GraphQLSchema(
    query=GraphQLObjectType("Query", {"tick": GraphQLField(TICK, resolve=lambda *_: {"n": 1})}),
    subscription=GraphQLObjectType(
        "Subscription",
        {
            "tick": GraphQLField(
                TICK,
                args={"n": GraphQLArgument(GraphQLInt)},
                subscribe=_count_to,
            )
        },
    ),
    directives=[*specified_directives, GraphQLDeferDirective, GraphQLStreamDirective],
)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """Every run that starts breadth-first."""
    seen: list[Run] = []
    execute = Run.execute

    def noting(self: Run, *arguments: Any) -> Any:
        seen.append(self)
        return execute(self, *arguments)

    monkeypatch.setattr(Run, "execute", noting)
    return seen


async def test_each_event_is_executed_the_same(runs: list[Run]) -> None:
    document = parse("subscription { tick(n: 4) { n halves slow next { n halves } } }")

    answers = []
    for executor in EXECUTORS:
        events: Any = subscribe(SCHEMA, document, executor_class=executor)
        events = await events if hasattr(events, "__await__") else events
        answers.append(
            [(event.data, list(map(report, event.errors or ()))) async for event in events]
        )

    stock, ours = answers
    assert ours == stock
    assert len(stock) == 4
    assert [len(errors) for _, errors in stock] == [0, 1, 1, 0]
    assert len(runs) == 4


@pytest.mark.parametrize(
    "document",
    [
        "{ tick { n ... @defer { slow halves } } }",
        "{ tick { halves @stream(initialCount: 1) next { n } } }",
    ],
)
async def test_increments_are_left_to_graphql_core(runs: list[Run], document: str) -> None:
    answers = []
    for executor in EXECUTORS:
        result: Any = experimental_execute_incrementally(
            SCHEMA, parse(document), executor_class=executor
        )
        result = await result if hasattr(result, "__await__") else result
        answers.append(result.formatted)

    stock, ours = answers
    assert ours == stock
    assert "data" in stock
    assert runs == []

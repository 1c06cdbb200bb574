"""Generated documents over our schema, each as it is and under injected failures.

MOVIE_GRAPH_TEST_EXAMPLES says how many documents each test makes; each is compared five times.
"""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from typing import Any, cast

import pytest
from graphql import parse, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from movie_graph.config import Settings
from movie_graph.database import Database, open_database
from tests.execution.differential import Request
from tests.execution.generated import EXAMPLES, LEFT_BEHIND, Generated, documents
from tests.execution.sabotage import (
    Plan,
    SabotagedDatabase,
    Saboteur,
    sabotage_resolvers,
    sabotaged_loaders,
)
from tests.execution.twins import Opening, Twins

pytestmark = LEFT_BEHIND

SABOTEUR = Saboteur()
TWINS = Twins()
WITH_BAD_RESOLVERS = Twins()
SABOTAGED = [
    sabotage_resolvers(schema, SABOTEUR)
    for schema in (WITH_BAD_RESOLVERS.stock, WITH_BAD_RESOLVERS.ours)
]


@pytest.fixture(scope="module")
def runner(written: Path) -> Iterator[tuple[asyncio.Runner, Opening]]:
    """An event loop for all examples, and the database, on one of its own."""
    beside = asyncio.new_event_loop()
    thread = Thread(target=beside.run_forever)
    thread.start()

    def there(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, beside).result()

    async def opened() -> Database:
        return open_database(Settings(database_url=f"sqlite:///{written}"))

    database = there(opened())
    memory = SabotagedDatabase(database, beside, SABOTEUR)

    @asynccontextmanager
    async def opening() -> Any:
        yield memory

    with asyncio.Runner() as runner, sabotaged_loaders(SABOTEUR):
        yield runner, cast("Opening", opening)
    there(database.close())
    beside.call_soon_threadsafe(beside.stop)
    thread.join()
    beside.close()


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(
    generated=documents(TWINS.ours._schema),
    subject=st.sampled_from([None, "ann", "nobody"]),
    seed=st.integers(0, 2**16),
)
def test_generated_documents_answer_the_same(
    runner: tuple[asyncio.Runner, Opening], generated: Generated, subject: str | None, seed: int
) -> None:
    loop, opening = runner
    parsed = parse(generated.text)
    assert validate(TWINS.ours._schema, parsed) == []
    for plan in (
        Plan(),
        Plan(seed, statements=200),
        Plan(seed, values=60),
        Plan(seed, keys=150),
        Plan(seed, resolvers=150, values=20, keys=20),
    ):
        with SABOTEUR.following(plan):
            request = Request(
                generated.text,
                parsed,
                generated.variables,
                subject=subject,
                whole_rows=plan != Plan(),
            )
            twins = WITH_BAD_RESOLVERS if plan.resolvers else TWINS
            loop.run(twins.compare_valid(opening, request))


def test_the_resolvers_that_may_fail_are_all_that_are_written_out() -> None:
    stock, ours = SABOTAGED

    assert stock == ours
    assert {"Query.movies", "Analytics.flops", "PairStats.people", "SearchHit.node"} < set(ours)

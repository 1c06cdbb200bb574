"""Flops, hits and top rated go through an index: the plans of each engine say so."""

import re
from collections.abc import AsyncIterator

import pytest

from movie_graph.config import Settings
from movie_graph.database import Database, analytics, open_database
from movie_graph.database.conditions import TRUE
from movie_graph.database.dialect import Dialect
from movie_graph.database.engine import NO_PARAMETERS, Parameters, Row
from movie_graph.database.tables import migrate

pytestmark = pytest.mark.anyio

MOVIES = 3_000
ANALYZE = "ANALYZE TABLE movies, votes"


class Explainer:
    """A reader that keeps the plan of the last statement it was asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.plan = ""

    @property
    def dialect(self) -> Dialect:
        return self._database.dialect

    async def fetch_all(self, statement: str, parameters: Parameters = NO_PARAMETERS) -> list[Row]:
        explain = "EXPLAIN QUERY PLAN" if self.dialect.name == "sqlite" else "EXPLAIN"
        rows = await self._database.fetch_all(f"{explain} {statement}", parameters)
        self.plan = str(rows)
        return await self._database.fetch_all(statement, parameters)


@pytest.fixture(scope="module")
async def explainer(database_url: str) -> AsyncIterator[Explainer]:
    """Movies enough that an index pays: budgets, revenues and votes all over the place."""
    database = open_database(Settings(database_url=database_url))
    await migrate(database)
    async with database.transaction() as tx:
        await tx.insert_rows(
            "movies",
            ("id", "title", "title_folded", "search_text", "overview", "budget", "revenue"),
            [
                (id, "x", "x", "x", "text " * 100, 2_000_000 + id, id * 7919 % 5_000_000)
                for id in range(1, MOVIES + 1)
            ],
        )
        await tx.insert_rows(
            "votes",
            ("movie_id", "imported_sum", "imported_count", "vote_sum", "vote_count"),
            [(id, *(id % 90 * (id % 600), id % 600) * 2) for id in range(1, MOVIES + 1)],
        )
    await database.fetch_all("ANALYZE" if database.dialect.name == "sqlite" else ANALYZE)
    yield Explainer(database)
    await database.close()


async def test_flops_are_one_end_of_the_index_of_profits(explainer: Explainer) -> None:
    rows = await analytics.flops(explainer, first=10, min_budget=1_000_000, where=TRUE)

    assert len(rows) == 10
    assert "ix_movies_profit" in explainer.plan
    assert not _sorts(explainer.plan)


async def test_hits_are_the_other_end(explainer: Explainer) -> None:
    rows = await analytics.hits(explainer, first=10, min_budget=1_000_000, where=TRUE)

    assert len(rows) == 10
    assert "ix_movies_profit" in explainer.plan
    assert not _sorts(explainer.plan)


async def test_top_rated_reads_only_the_index_of_votes(explainer: Explainer) -> None:
    rows = await analytics.top_rated(explainer, first=10, min_votes=500, where=TRUE)

    assert len(rows) == 10
    assert "ix_votes_vote_count_movie_id_vote_sum" in explainer.plan
    assert re.search("using index|covering index", explainer.plan, re.IGNORECASE)


def _sorts(plan: str) -> bool:
    """In the words of MariaDB, MySQL and SQLite."""
    return any(word in plan for word in ("filesort", "Sort:", "TEMP B-TREE"))

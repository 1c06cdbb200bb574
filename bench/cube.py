"""The cube beside the SQL that a careful analyst would write for the same question.

    python -m bench.cube [--movies 10000] [--rounds 5]

Fills a throwaway MySQL or MariaDB from the PATH with a catalogue of that size (10,000 to 1,000,000
movies), asks each question as a GraphQL document and as bare SQL through the same driver, and
checks that both give the same figures. Cold is the first time after a restart of the server (its
own cache is empty; the machine's is not), warm the median of the rounds, by turns.
"""

import argparse
import asyncio
import math
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pymysql

from bench.big_catalogue import write_catalogue
from movie_graph.config import Settings
from movie_graph.database import Database, open_database
from movie_graph.database.tables import migrate
from movie_graph.database.url import MySQLUrl, parse_database_url
from tests.graph import Graph
from tests.servers import Server, running_server

OPTIONS = (
    "--innodb-buffer-pool-size=1G",
    "--innodb-buffer-pool-load-at-startup=OFF",
    "--innodb-flush-log-at-trx-commit=0",
)
TOLERANCE = 1e-9

# Each dimension: what is read of a key, and the bare SQL of the same groups: key, number of
# movies, mean of their known revenues.
KEYS = {
    "GENRE": "genre { name }",
    "YEAR": "year",
    "DECADE": "decade",
    "MONTH": "month",
    "LANGUAGE": "language",
    "STATUS": "status",
    "DIRECTOR": "director { name }",
    "LEAD_ACTOR": "leadActor { name }",
    "COMPANY": "company { name }",
    "COUNTRY": "country { name }",
    "BUDGET_BAND": "budgetBand { label }",
}
MOVIES_BY = """
    SELECT {key}, COUNT(*) AS movies, SUM(revenue) / (COUNT(revenue) * 1e0)
      FROM movies
     WHERE {key} IS NOT NULL
     GROUP BY 1
     ORDER BY movies DESC, 1
     LIMIT 100
"""
LINKED_BY = """
    SELECT {key}, COUNT(*) AS movies, SUM(revenue) / (COUNT(revenue) * 1e0)
      FROM {links}
      JOIN movies ON movies.id = movie_id
     GROUP BY 1
     ORDER BY movies DESC, 1
     LIMIT 100
"""
BUDGETS = (
    "CASE WHEN budget < 1000000 THEN 0 WHEN budget < 10000000 THEN 1 WHEN budget < 50000000 THEN 2 "
    "WHEN budget < 100000000 THEN 3 WHEN budget < 200000000 THEN 4 WHEN budget IS NOT NULL THEN 5 "
    "END"
)
CUBES = {
    "GENRE": LINKED_BY.format(key="genre_id", links="movie_genres"),
    "YEAR": MOVIES_BY.format(key="release_year"),
    "DECADE": MOVIES_BY.format(key="release_year DIV 10 * 10"),
    "MONTH": MOVIES_BY.format(key="MONTH(release_date)"),
    "LANGUAGE": MOVIES_BY.format(key="original_language"),
    "STATUS": MOVIES_BY.format(key="status"),
    "DIRECTOR": LINKED_BY.format(
        key="person_id",
        links="(SELECT DISTINCT movie_id, person_id FROM crew_credits WHERE job = 'Director') "
        "AS directors",
    ),
    "LEAD_ACTOR": LINKED_BY.format(
        key="person_id",
        links="(SELECT movie_id, person_id FROM cast_credits WHERE position = 0) AS leads",
    ),
    "COMPANY": LINKED_BY.format(key="company_id", links="movie_companies"),
    "COUNTRY": LINKED_BY.format(key="country_code", links="movie_countries"),
    "BUDGET_BAND": MOVIES_BY.format(key=BUDGETS),
}
BOX_OFFICE = """
    SELECT movies.title, profit
      FROM movies
     WHERE budget > 1000000 AND revenue > 0 AND profit {sign} 0
     ORDER BY profit {direction}
     LIMIT 10
"""
TOP_RATED = """
    SELECT title, (vote_sum / 10e0 + 500 * mean) / (vote_count + 500) AS weighted
      FROM votes
      JOIN movies ON movies.id = movie_id
      JOIN (SELECT SUM(vote_sum) / (SUM(vote_count) * 10e0) AS mean FROM votes) AS catalogue
     WHERE vote_count >= 500
     ORDER BY weighted DESC
     LIMIT 10
"""

Figures = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Question:
    """A document and its bare SQL; `read` makes the figures of the document's answer."""

    name: str
    document: str
    statement: str
    read: Callable[[Any], Figures]


def questions() -> list[Question]:
    """Every question that is timed."""
    cubes = [
        Question(f"by {name}", _cube_document(name), statement, _cube_figures)
        for name, statement in CUBES.items()
    ]
    return [
        *cubes,
        _listing("flops", "profit", BOX_OFFICE.format(sign="<", direction="")),
        _listing("hits", "profit", BOX_OFFICE.format(sign=">", direction="DESC")),
        _listing("topRated", "weightedRating", TOP_RATED),
    ]


async def measure(server: Server, url: str, rounds: int) -> None:
    """Print the table."""
    print(f"{'':16}{'cold, ms':>21}{'warm, ms':>21}")
    print(f"{'':16}{'cube':>12}{'bare':>9}{'cube':>12}{'bare':>9}{'ratio':>9}")
    for question in questions():
        cold = [await _cold(server, url, question, bare=bare) for bare in (False, True)]
        warm = await _warm(url, question, rounds)
        columns = zip([*cold, *warm], (12, 9, 12, 9), strict=True)
        row = "".join(f"{seconds * 1000:{width}.1f}" for seconds, width in columns)
        print(f"{question.name:16}{row}{warm[0] / warm[1]:9.2f}", flush=True)


async def _cold(server: Server, url: str, question: Question, *, bare: bool) -> float:
    server.restart()
    async with _opened(url) as (database, graph):
        seconds, _ = await _timed(_asking(database, graph, question, bare=bare))
        return seconds


async def _warm(url: str, question: Question, rounds: int) -> list[float]:
    async with _opened(url) as (database, graph):
        seconds: dict[bool, list[float]] = {False: [], True: []}
        answers: dict[bool, Figures] = {}
        for _ in range(rounds + 1):  # the first round only warms up
            for bare in (False, True):
                took, answers[bare] = await _timed(_asking(database, graph, question, bare=bare))
                seconds[bare].append(took)
        _compare(question.name, answers[False], answers[True])
        return [statistics.median(seconds[bare][1:]) for bare in (False, True)]


def _cube_document(dimension: str) -> str:
    return f"""{{ analytics {{ movieStats(groupBy: [{dimension}]) {{ groups {{
        key {{ {KEYS[dimension]} }} metrics {{ count avg {{ revenue }} }} }} }} }} }}"""


def _cube_figures(data: Any) -> Figures:
    groups = data["analytics"]["movieStats"]["groups"]
    return [(group["metrics"]["count"], group["metrics"]["avg"]["revenue"]) for group in groups]


def _listing(field: str, figure: str, statement: str) -> Question:
    document = f"{{ analytics {{ {field} {{ {figure} movie {{ title }} }} }} }}"
    return Question(
        field,
        document,
        statement,
        lambda data: [(row[figure],) for row in data["analytics"][field]],
    )


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[tuple[Database, Graph]]:
    settings = Settings(database_url=url, statement_timeout_seconds=3600)
    database = open_database(settings)
    try:
        await database.connect()
        yield database, Graph(database, settings)
    finally:
        await database.close()


def _asking(
    database: Database, graph: Graph, question: Question, *, bare: bool
) -> Awaitable[Figures]:
    return _bare(database, question) if bare else _asked(graph, question)


async def _asked(graph: Graph, question: Question) -> Figures:
    return question.read(await graph.data(question.document))


async def _bare(database: Database, question: Question) -> Figures:
    return [row[1:] for row in await database.fetch_all(question.statement)]


async def _timed(work: Awaitable[Figures]) -> tuple[float, Figures]:
    began = time.perf_counter()
    figures = await work
    return time.perf_counter() - began, figures


def _compare(name: str, ours: Figures, bare: Figures) -> None:
    """Stop where the two do not give the same figures."""
    assert len(ours) == len(bare) > 0, f"{name}: {len(ours)} rows, bare {len(bare)}"
    for row, other in zip(ours, bare, strict=True):
        for figure, expected in zip(row, other, strict=True):
            near = math.isclose(figure or 0, expected or 0, rel_tol=TOLERANCE)
            assert near, f"{name}: {row}, bare {other}"


async def _add_tables(url: str) -> None:
    async with _opened(url) as (database, _):
        await migrate(database)


def _fill(url: str, movies: int) -> None:
    target = parse_database_url(url)
    assert isinstance(target, MySQLUrl)
    began = time.perf_counter()
    with pymysql.connect(
        host=target.host,
        port=target.port,
        user=target.user,
        password=target.password,
        database=target.database,
        charset="utf8mb4",
    ) as connection:
        rows = write_catalogue(connection, movies)
    print(f"{movies:,} movies, {rows:,} rows written in {time.perf_counter() - began:.0f} s")


def main() -> None:
    """Read the command line, fill a server, measure."""
    parser = argparse.ArgumentParser(description="The cube beside bare SQL.")
    parser.add_argument("--movies", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with running_server(*OPTIONS) as server:
        url = server.create_database()
        asyncio.run(_add_tables(url))
        _fill(url, arguments.movies)
        print(server.version)
        asyncio.run(measure(server, url, arguments.rounds))


if __name__ == "__main__":
    main()

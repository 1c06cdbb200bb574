"""A connection that breaks, at any packet: stored wholly or not at all, and never counted twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from movie_graph.database import Database
from movie_graph.database.checking import check_votes
from movie_graph.database.ratings import rate, unrate
from movie_graph.errors import (
    DatabaseError,
    OutcomeUnknownError,
    StatementTimeoutError,
    TransientError,
)
from tests.database.proxy import Cut, Proxy, proxy_for
from tests.database.rooms import NOW, add_movies, opened, remove_movies, scores_of, until, votes_of
from tests.servers import Server

pytestmark = pytest.mark.anyio

Write = Callable[[Database], Awaitable[object]]


@dataclass(frozen=True)
class Case:
    """One write, the scores that it finds and those that it leaves."""

    name: str
    write: Write
    before: dict[str, int]
    after: dict[str, int]
    packets: int


async def _rate(database: Database) -> None:
    await rate(database, subject="ann", movie_id=1, score=45, rated_at=NOW)


async def _unrate(database: Database) -> None:
    assert await unrate(database, subject="ann", movie_id=1)


# The last packet of each holds the votes and COMMIT; its two answers are the last ones.
CASES = [
    # BEGIN and the rating, which finds no user; the user; the rating
    Case("first rating", _rate, {"bob": 80}, {"bob": 80, "ann": 45}, packets=4),
    # BEGIN and the rating
    Case("rating again", _rate, {"bob": 80, "ann": 60}, {"bob": 80, "ann": 45}, packets=2),
    # BEGIN and the score; the removal
    Case("removal", _unrate, {"bob": 80, "ann": 60}, {"bob": 80}, packets=3),
]
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@asynccontextmanager
async def prepared(
    url: str, server: Server, case: Case, *, attempts: int
) -> AsyncIterator[tuple[Database, Database, Proxy]]:
    """A database with the case's ratings, itself and through a proxy on a warm connection."""
    await remove_movies(url)
    async with opened(url) as direct, proxy_for(server.host, server.port) as proxy:
        await add_movies(direct, 1, imported_sum=700, imported_count=10)
        for subject, score in case.before.items():
            await rate(direct, subject=subject, movie_id=1, score=score, rated_at=NOW)
        through = url.replace(f":{server.port}/", f":{proxy.port}/")
        async with opened(through, transaction_attempts=attempts, pool_size=1) as cut_off:
            await cut_off.fetch_one("SELECT 1")
            yield direct, cut_off, proxy


async def cuts_of(url: str, server: Server, case: Case) -> list[Cut]:
    """Before and after each packet of the transaction, in both directions."""
    async with prepared(url, server, case, attempts=1) as (_, cut_off, proxy):
        proxy.cut(None)
        await case.write(cut_off)
        assert proxy.seen[True] == case.packets
        return [
            Cut(to_server, number, after)
            for to_server in (True, False)
            for number in range(1, proxy.seen[to_server] + 1)
            for after in (False, True)
        ]


async def settled(database: Database) -> dict[str, int]:
    """The scores, once the transaction of the connection that was cut has ended."""
    async with database.transaction() as tx:  # waits for its locks
        await tx.fetch_all("SELECT vote_sum FROM votes WHERE movie_id = 1 FOR UPDATE")
        await tx.fetch_all("SELECT score FROM ratings WHERE movie_id = 1 FOR UPDATE")
    assert await check_votes(database) == []
    scores = await scores_of(database, 1)
    assert await votes_of(database, 1) == (700 + sum(scores.values()), 10 + len(scores))
    return scores


@each_case
async def test_a_cut_leaves_all_or_nothing_and_once_more_counts_once(
    mysql_url: str, mysql_server: Server, case: Case
) -> None:
    cuts = await cuts_of(mysql_url, mysql_server, case)
    *_, first_answer_to_commit, last_answer = [cut.number for cut in cuts[::2]]

    for cut in cuts:
        async with prepared(mysql_url, mysql_server, case, attempts=1) as (direct, cut_off, proxy):
            proxy.cut(cut)
            failure: type[DatabaseError] | None = None
            try:
                await case.write(cut_off)
            except DatabaseError as error:
                failure = type(error)
            scores = await settled(direct)

            assert proxy.cuts_made == 1, cut
            if cut == Cut(to_server=False, number=last_answer, after=True):
                assert (failure, scores) == (None, case.after), cut
            elif (
                cut.number == case.packets
                if cut.to_server
                else cut.number >= first_answer_to_commit
                or cut == Cut(to_server=False, number=first_answer_to_commit - 1, after=True)
            ):
                assert failure is OutcomeUnknownError, cut
                assert scores in (case.before, case.after), cut
            else:
                assert (failure, scores) == (TransientError, case.before), cut

            if scores == case.before or case.write is _rate:
                await case.write(cut_off)
            assert await settled(direct) == case.after, cut


@each_case
async def test_a_cut_is_not_even_noticed_by_who_may_try_again(
    mysql_url: str, mysql_server: Server, case: Case
) -> None:
    """A removal whose first COMMIT got no answer finds nothing the second time: it did succeed."""
    for cut in await cuts_of(mysql_url, mysql_server, case):
        async with prepared(mysql_url, mysql_server, case, attempts=4) as (direct, cut_off, proxy):
            proxy.cut(cut)

            await case.write(cut_off)

            assert await settled(direct) == case.after, cut
            assert proxy.cuts_made == 1, cut


@each_case
async def test_a_killed_statement_stores_nothing(
    mysql_url: str, mysql_server: Server, case: Case
) -> None:
    async with prepared(mysql_url, mysql_server, case, attempts=4) as (direct, cut_off, _):
        [[thread_id]] = await cut_off.fetch_all("SELECT CONNECTION_ID()")
        async with direct.transaction() as tx:
            await tx.execute("UPDATE votes SET vote_sum = vote_sum WHERE movie_id = 1")
            writing = asyncio.ensure_future(case.write(cut_off))
            waiting = (
                "SELECT COUNT(*) FROM information_schema.processlist"
                f" WHERE id = {thread_id} AND info LIKE '%UPDATE votes%'"
            )
            await until(direct, waiting, 1)
            await direct.execute(f"KILL QUERY {thread_id}")
            with pytest.raises(StatementTimeoutError) as killed:
                await writing

        assert killed.value.code == 1317
        assert await settled(direct) == case.before
        assert await cut_off.fetch_all("SELECT CONNECTION_ID()") == [(thread_id,)]

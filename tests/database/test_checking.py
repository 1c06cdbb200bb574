"""The check: every movie whose stored votes are not what they should be, and no other."""

import pytest

from movie_graph.database import Database
from movie_graph.database.checking import VotesDifference, check_votes
from movie_graph.database.ratings import rate
from tests.database.rooms import NOW, add_movies

pytestmark = pytest.mark.anyio


async def test_votes_that_were_only_ever_rated_are_exact(database: Database) -> None:
    assert await check_votes(database) == []

    await add_movies(database, 1, imported_sum=137, imported_count=2)
    await add_movies(database, 2, 3)
    for subject in ("ann", "bob"):
        await rate(database, subject=subject, movie_id=2, score=45, rated_at=NOW)

    assert await check_votes(database) == []


async def test_each_kind_of_difference_is_found(database: Database) -> None:
    await add_movies(database, 1, 2, 3, 4, 5, imported_sum=100, imported_count=2)
    for movie_id in (1, 2, 3, 5):
        await rate(database, subject="ann", movie_id=movie_id, score=45, rated_at=NOW)
    for damage in (
        "UPDATE votes SET vote_sum = vote_sum + 5 WHERE movie_id = 1",
        "UPDATE votes SET vote_count = vote_count - 1 WHERE movie_id = 2",
        "DELETE FROM ratings WHERE movie_id = 3",
        "DELETE FROM votes WHERE movie_id IN (4, 5)",
    ):
        await database.execute(damage)

    assert await check_votes(database) == [
        VotesDifference(1, stored_sum=150, stored_count=3, counted_sum=145, counted_count=3),
        VotesDifference(2, stored_sum=145, stored_count=2, counted_sum=145, counted_count=3),
        VotesDifference(3, stored_sum=145, stored_count=3, counted_sum=100, counted_count=2),
        VotesDifference(4, stored_sum=None, stored_count=None, counted_sum=0, counted_count=0),
        VotesDifference(5, stored_sum=None, stored_count=None, counted_sum=45, counted_count=1),
    ]

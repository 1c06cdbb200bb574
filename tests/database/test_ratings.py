"""Ratings: every movie's sum and count are exact, whoever rates at the same time."""

import asyncio
import random
import signal
import subprocess
import sys
import time

import pytest

from movie_graph.database import Database
from movie_graph.database.checking import check_votes
from movie_graph.database.ratings import UnknownMovieError, rate, unrate
from tests.database.rooms import NOW, add_movies, opened, scores_of, votes_of

pytestmark = pytest.mark.anyio

WRITERS = 64
RATINGS = 3000
MOVIES = (1, 2, 3, 4, 5)

RATE_FOR_EVER = """
import asyncio, random, sys
from movie_graph.database.ratings import rate, unrate
from tests.database.rooms import NOW, opened

async def writer(database):
    while True:
        subject, movie_id = f"viewer {random.randrange(5)}", random.randrange(1, 6)
        score = 5 * random.randrange(1, 21)
        await rate(database, subject=subject, movie_id=movie_id, score=score, rated_at=NOW)
        await unrate(database, subject=subject, movie_id=random.randrange(1, 6))

async def main():
    async with opened(sys.argv[1]) as database:
        await database.fetch_one("SELECT 1")
        print("rating", flush=True)
        await asyncio.gather(*(writer(database) for _ in range(8)))

asyncio.run(main())
"""


async def test_a_rating_is_stored_and_counted_with_the_imported_votes(database: Database) -> None:
    await add_movies(database, 1, imported_sum=700, imported_count=10)

    await rate(database, subject="ann", movie_id=1, score=45, rated_at=NOW)
    await rate(database, subject="bob", movie_id=1, score=100, rated_at=NOW)

    assert await votes_of(database, 1) == (845, 12)
    assert await scores_of(database, 1) == {"ann": 45, "bob": 100}
    assert await database.fetch_all("SELECT DISTINCT rated_at FROM ratings") == [(NOW,)]
    [[average]] = await database.fetch_all("SELECT vote_average FROM votes")
    assert average == pytest.approx(84.5 / 12, abs=1e-12)


async def test_rating_again_replaces_the_score_and_its_time(database: Database) -> None:
    await add_movies(database, 1, imported_sum=700, imported_count=10)

    for score, votes in ((45, (745, 11)), (90, (790, 11)), (90, (790, 11)), (5, (705, 11))):
        await rate(database, subject="ann", movie_id=1, score=score, rated_at=NOW)
        assert await votes_of(database, 1) == votes
        assert await scores_of(database, 1) == {"ann": score}

    later = "2020-01-01 00:00:00.000"
    await rate(database, subject="ann", movie_id=1, score=5, rated_at=later)
    assert await database.fetch_all("SELECT rated_at FROM ratings") == [(later,)]
    assert await votes_of(database, 1) == (705, 11)


async def test_a_removed_rating_no_longer_counts(database: Database) -> None:
    await add_movies(database, 1, imported_sum=700, imported_count=10)
    for score in (45, 90):
        await rate(database, subject="ann", movie_id=1, score=score, rated_at=NOW)
    await rate(database, subject="bob", movie_id=1, score=60, rated_at=NOW)

    assert await unrate(database, subject="ann", movie_id=1)
    assert await votes_of(database, 1) == (760, 11)
    assert await scores_of(database, 1) == {"bob": 60}

    await rate(database, subject="ann", movie_id=1, score=30, rated_at=NOW)
    assert await votes_of(database, 1) == (790, 12)


async def test_the_last_rating_removed_leaves_no_average(database: Database) -> None:
    await add_movies(database, 1)
    await rate(database, subject="ann", movie_id=1, score=45, rated_at=NOW)

    assert await unrate(database, subject="ann", movie_id=1)

    assert await database.fetch_all("SELECT vote_sum, vote_count, vote_average FROM votes") == [
        (0, 0, None)
    ]


async def test_there_is_nothing_to_remove_twice(database: Database) -> None:
    await add_movies(database, 1, 2)
    await rate(database, subject="ann", movie_id=1, score=45, rated_at=NOW)

    assert not await unrate(database, subject="bob", movie_id=1)
    assert not await unrate(database, subject="ann", movie_id=2)
    assert not await unrate(database, subject="ann", movie_id=10**20)
    assert await unrate(database, subject="ann", movie_id=1)
    assert not await unrate(database, subject="ann", movie_id=1)
    assert await votes_of(database, 1) == (0, 0)


@pytest.mark.parametrize("movie_id", [7, -1, 10**20])
async def test_an_unknown_movie_is_refused_and_nothing_is_stored(
    database: Database, movie_id: int
) -> None:
    await add_movies(database, 1)
    await rate(database, subject="ann", movie_id=1, score=45, rated_at=NOW)

    for subject in ("ann", "bob"):
        with pytest.raises(UnknownMovieError, match=f"There is no movie {movie_id} to rate"):
            await rate(database, subject=subject, movie_id=movie_id, score=45, rated_at=NOW)

    assert await database.fetch_all("SELECT subject FROM users") == [("ann",)]
    assert await scores_of(database, 1) == {"ann": 45}


async def test_viewers_differ_by_case_accents_and_blanks(database: Database) -> None:
    await add_movies(database, 1)
    subjects = ["ann", "Ann", "ánn", "ann ", "auth0|'\"\\ 🎬", ""]

    for position, subject in enumerate(subjects, start=1):
        await rate(database, subject=subject, movie_id=1, score=5 * position, rated_at=NOW)

    assert await scores_of(database, 1) == dict(zip(subjects, range(5, 35, 5), strict=True))
    assert await votes_of(database, 1) == (105, 6)


async def test_first_ratings_of_one_viewer_at_once_make_one_user_and_count_once(
    database: Database,
) -> None:
    await add_movies(database, *MOVIES)

    await asyncio.gather(
        *(
            rate(database, subject="ann", movie_id=movie_id, score=score, rated_at=NOW)
            for movie_id in MOVIES
            for score in (10, 20, 30, 40)
        )
    )

    assert await database.fetch_all("SELECT subject FROM users") == [("ann",)]
    for movie_id in MOVIES:
        [score] = (await scores_of(database, movie_id)).values()
        assert await votes_of(database, movie_id) == (score, 1)


async def test_64_writers_on_5_movies_lose_nothing(url: str) -> None:
    """Few viewers, so that their first ratings, re-ratings and removals collide."""
    async with opened(url, pool_size=16, pool_wait_seconds=60) as database:
        await add_movies(database, *MOVIES, imported_sum=700, imported_count=10)
        choices = random.Random(7)
        left = RATINGS
        removed = 0

        async def writer() -> None:
            nonlocal left, removed
            while left:
                left -= 1
                subject, movie_id = f"viewer {choices.randrange(12)}", choices.choice(MOVIES)
                if choices.random() < 0.3:
                    if await unrate(database, subject=subject, movie_id=movie_id):
                        removed += 1
                else:
                    score = 5 * choices.randrange(1, 21)
                    await rate(
                        database, subject=subject, movie_id=movie_id, score=score, rated_at=NOW
                    )

        await asyncio.gather(*(writer() for _ in range(WRITERS)))

        assert removed > RATINGS // 20
        assert await check_votes(database) == []
        for movie_id in MOVIES:
            scores = (await scores_of(database, movie_id)).values()
            assert await votes_of(database, movie_id) == (700 + sum(scores), 10 + len(scores))


async def test_processes_that_rate_side_by_side_and_are_killed_lose_nothing(url: str) -> None:
    async with opened(url, pool_wait_seconds=60) as database:
        await add_movies(database, *MOVIES)
        processes = [_rating_process(url) for _ in range(2)]
        try:
            for process in processes:
                assert process.stdout is not None
                assert process.stdout.readline() == "rating\n"
            await asyncio.sleep(1)
            assert await check_votes(database) == []  # while they rate
        finally:
            for process in processes:
                process.send_signal(signal.SIGKILL)
                process.communicate()
        assert [process.returncode for process in processes] == [-signal.SIGKILL] * 2

        assert await check_votes(database) == []
        started = time.monotonic()
        for movie_id in MOVIES:  # nobody holds a lock any more
            await rate(database, subject="ann", movie_id=movie_id, score=50, rated_at=NOW)
        assert time.monotonic() - started < 5
        assert await check_votes(database) == []
        assert await database.fetch_one("SELECT COUNT(*) > 5 FROM ratings") == (1,)


def _rating_process(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RATE_FOR_EVER, url], stdout=subprocess.PIPE, text=True
    )

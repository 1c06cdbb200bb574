"""A reader without a database: what SQLite answered once is answered again from memory."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from movie_graph.config import Settings
from movie_graph.database import Database, open_database
from movie_graph.database.tables import migrate

GENRES = 20
GENRES_PER_MOVIE = 3
CREDITS_PER_MOVIE = 5


class Replay:
    """Stands in for a Database. While it has one, it remembers; afterwards it only repeats.

    An answer is found by its statement and how many keys were asked for, which within one
    document leaves no doubt, and costs next to nothing.
    """

    def __init__(self, database: Database) -> None:
        self.dialect = database.dialect
        self.watcher = database.watcher
        self.database: Database | None = database
        self._answers: dict[tuple[str, int], list[Any]] = {}

    async def fetch_all(self, statement: str, parameters: Any) -> list[Any]:
        name = statement, len(parameters.get("keys", ()))
        if self.database is not None:
            self._answers[name] = await self.database.fetch_all(statement, parameters)
        return self._answers[name]


class Nothing:
    """Stands in for a Database without a row."""

    def __init__(self, database: Database) -> None:
        self.dialect = database.dialect
        self.watcher = database.watcher

    async def fetch_all(self, _statement: str, _parameters: Any) -> list[Any]:
        return []


@asynccontextmanager
async def synthetic_catalogue(movies: int, with_credits: int) -> AsyncIterator[Database]:
    """A throwaway SQLite database. The most popular `with_credits` movies have cast and crew."""
    with tempfile.TemporaryDirectory(prefix="movie-graph-bench-") as folder:
        database = open_database(Settings(database_url=f"sqlite:///{folder}/catalogue.sqlite"))
        try:
            await migrate(database)
            await _fill(database, movies, with_credits)
            yield database
        finally:
            await database.close()


async def _fill(database: Database, movies: int, with_credits: int) -> None:
    numbers = range(1, movies + 1)
    people = range(1, with_credits * CREDITS_PER_MOVIE * 2 + 1)
    async with database.transaction(bulk=True) as tx:
        for table, columns, rows in (
            ("genres", "id name", [(n, f"Genre {n}") for n in range(1, GENRES + 1)]),
            ("movies", MOVIE_COLUMNS, [_movie(n) for n in numbers]),
            ("votes", VOTE_COLUMNS, [(n, 70 * n, n, 70 * n, n) for n in numbers]),
            (
                "movie_genres",
                "movie_id position genre_id",
                [g for n in numbers for g in _genres(n)],
            ),
            ("people", "id name name_folded credit_count", [_person(n) for n in people]),
            ("cast_credits", CAST_COLUMNS, [_cast(n) for n in people if n % 2]),
            ("crew_credits", CREW_COLUMNS, [_crew(n) for n in people if n % 2 == 0]),
        ):
            await tx.insert_rows(table, columns.split(), rows)


MOVIE_COLUMNS = "id title title_folded search_text overview release_year popularity"
VOTE_COLUMNS = "movie_id imported_sum imported_count vote_sum vote_count"
CAST_COLUMNS = "movie_id position person_id character_name character_folded billing_order"
CREW_COLUMNS = "movie_id position person_id job department"


def _movie(number: int) -> Sequence[Any]:
    title = f"The Movie Called {number}"
    overview = f"What the movie with the number {number} is about. " * 6
    folded = title.lower()
    return number, title, folded, folded, overview, 1950 + number % 75, 1e6 / number


def _genres(number: int) -> list[Sequence[Any]]:
    return [(number, n, (number * 7 + n) % GENRES + 1) for n in range(GENRES_PER_MOVIE)]


def _person(number: int) -> Sequence[Any]:
    return number, f"Person {number}", f"person {number}", 1


def _cast(number: int) -> Sequence[Any]:
    movie, position = _credit(number)
    return movie, position, number, f"Character {number}", f"character {number}", position


def _crew(number: int) -> Sequence[Any]:
    movie, position = _credit(number)
    return movie, position, number, f"Job {position}", "Production"


def _credit(number: int) -> tuple[int, int]:
    """The movie and position of person number 1, 2, 3, … in turns cast and crew."""
    return (number - 1) // (2 * CREDITS_PER_MOVIE) + 1, (number - 1) // 2 % CREDITS_PER_MOVIE

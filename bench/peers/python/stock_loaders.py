"""Stock Strawberry's DataLoaders, made once per request: many keys, one statement on aiomysql."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any, TypeVar

import aiomysql
import strawberry
from strawberry.dataloader import DataLoader

from . import statements
from .statements import with_keys
from .stock_types import BoxOffice, CastCredit, CrewCredit, Genre, Movie, Person

T = TypeVar("T")
Row = tuple[Any, ...]


class Loaders:
    """The loaders of one request."""

    def __init__(self, pool: aiomysql.Pool) -> None:
        self.pool = pool
        one, many = self._one_per_key, self._many_per_key
        self.movie_by_id = DataLoader(partial(one, statements.MOVIE_BY_ID, movie))
        self.person_by_id = DataLoader(partial(one, statements.PERSON_BY_ID, person))
        self.genres_by_movie_id = DataLoader(
            partial(many, statements.GENRES_BY_MOVIE_ID, 0, genre, ())
        )
        self.cast_by_movie_id = self._per_first(statements.CAST_BY_MOVIE_ID, 0, cast_credit)
        self.crew_by_movie_id = self._per_first(statements.CREW_BY_MOVIE_ID, 0, crew_credit)
        self.cast_by_person_id = self._per_first(statements.CAST_BY_PERSON_ID, 1, cast_credit)
        self.crew_by_person_id = self._per_first(statements.CREW_BY_PERSON_ID, 1, crew_credit)

    async def movies(self, first: int) -> list[Movie]:
        return [movie(row) for row in await self.fetch_all(statements.MOVIE_PAGE, (first,))]

    async def flops(self, first: int, min_budget: int) -> list[BoxOffice]:
        rows = await self.fetch_all(statements.FLOPS, (min_budget, first))
        return [box_office(row) for row in rows]

    async def fetch_all(self, statement: str, values: Row) -> list[Row]:
        async with self.pool.acquire() as connection, connection.cursor() as cursor:
            await cursor.execute(statement, values)
            rows: list[Row] = await cursor.fetchall()
            return rows

    def _per_first(
        self, statement: str, key_column: int, make: Callable[[Row], T]
    ) -> Callable[[int], DataLoader[int, list[T]]]:
        """A loader for each value of the argument `first`."""

        @cache
        def loader(first: int) -> DataLoader[int, list[T]]:
            return DataLoader(partial(self._many_per_key, statement, key_column, make, (first,)))

        return loader

    async def _one_per_key(
        self, statement: str, make: Callable[[Row], T], keys: list[int]
    ) -> list[T]:
        rows = await self.fetch_all(*with_keys(statement, keys))
        found = {row[0]: make(row) for row in rows}
        return [found[key] for key in keys]

    async def _many_per_key(
        self,
        statement: str,
        key_column: int,
        make: Callable[[Row], T],
        rest: Row,
        keys: list[int],
    ) -> list[list[T]]:
        found: dict[int, list[T]] = {key: [] for key in keys}
        for row in await self.fetch_all(*with_keys(statement, keys, *rest)):
            found[row[key_column]].append(make(row))
        return [found[key] for key in keys]


def movie(row: Row) -> Movie:
    return Movie(
        number=row[0],
        id=strawberry.ID(f"Movie:{row[0]}"),
        title=row[1],
        tagline=row[2],
        overview=row[3],
        release_date=row[4],
        year=row[5],
        runtime_minutes=row[6],
        budget=row[7],
        revenue=row[8],
        popularity=row[9],
        vote_average=row[10],
        vote_count=row[11],
    )


def person(row: Row) -> Person:
    return Person(
        number=row[0],
        id=strawberry.ID(f"Person:{row[0]}"),
        name=row[1],
        department=row[2],
        credit_count=row[3],
    )


def genre(row: Row) -> Genre:
    return Genre(id=strawberry.ID(f"Genre:{row[1]}"), name=row[2])


def cast_credit(row: Row) -> CastCredit:
    return CastCredit(
        movie_number=row[0], person_number=row[1], character=row[2], billing_order=row[3]
    )


def crew_credit(row: Row) -> CrewCredit:
    return CrewCredit(movie_number=row[0], person_number=row[1], job=row[2], department=row[3])


def box_office(row: Row) -> BoxOffice:
    return BoxOffice(movie_number=row[0], budget=row[1], revenue=row[2], loss=row[3])

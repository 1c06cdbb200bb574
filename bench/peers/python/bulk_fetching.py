"""Bulk fetching: what a document selects, read level by level before GraphQL looks at it.

Each kind of thing is one statement for all its parents, on mysql-connector-python.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import strawberry
from strawberry.types import Info
from strawberry.types.nodes import SelectedField

from . import statements
from .bulk_types import BoxOffice, CastCredit, CrewCredit, Genre, Movie, Person
from .statements import with_keys

T = TypeVar("T")
Row = tuple[Any, ...]
Wanted = dict[str, SelectedField]


class Bulk:
    """Reads on the connection of one request."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def movie_page(self, size: int) -> list[Movie]:
        return [movie(row) for row in self.fetch_all(statements.MOVIE_PAGE, (size,))]

    def flops(self, first: int, min_budget: int, wanted: Wanted) -> list[BoxOffice]:
        rows = self.fetch_all(statements.FLOPS, (min_budget, first))
        found = [box_office(row) for row in rows]
        self.fill_credits(found, wanted)
        return found

    def movies(self, numbers: Iterable[int]) -> dict[int, Movie]:
        rows = self.by_keys(statements.MOVIE_BY_ID, list(dict.fromkeys(numbers)))
        return {row[0]: movie(row) for row in rows}

    def people(self, numbers: Iterable[int]) -> dict[int, Person]:
        rows = self.by_keys(statements.PERSON_BY_ID, list(dict.fromkeys(numbers)))
        return {row[0]: person(row) for row in rows}

    def fill_movies(self, movies: Sequence[Movie], wanted: Wanted) -> None:
        """The relations of these movies that are wanted."""
        by_number = {found.number: found for found in movies}
        keys = list(by_number)
        if "genres" in wanted:
            for row in self.by_keys(statements.GENRES_BY_MOVIE_ID, keys):
                by_number[row[0]].genres.append(genre(row))
        if field := wanted.get("cast"):
            credits = self.credits(statements.CAST_BY_MOVIE_ID, keys, field, cast_credit)
            for credit in credits:
                by_number[credit.movie_number].fetched_cast.append(credit)
        if field := wanted.get("crew"):
            for made in self.credits(statements.CREW_BY_MOVIE_ID, keys, field, crew_credit):
                by_number[made.movie_number].fetched_crew.append(made)

    def fill_people(self, people: Sequence[Person], wanted: Wanted) -> None:
        """The filmographies of these people that are wanted."""
        by_number = {found.number: found for found in people}
        keys = list(by_number)
        if field := wanted.get("castCredits"):
            for credit in self.credits(statements.CAST_BY_PERSON_ID, keys, field, cast_credit):
                by_number[credit.person_number].fetched_cast.append(credit)
        if field := wanted.get("crewCredits"):
            for made in self.credits(statements.CREW_BY_PERSON_ID, keys, field, crew_credit):
                by_number[made.person_number].fetched_crew.append(made)

    def credits(
        self, statement: str, keys: list[int], field: SelectedField, make: Callable[[Row], T]
    ) -> list[T]:
        """Credits, with their movies and people if those are wanted."""
        rows = self.by_keys(statement, keys, field.arguments.get("first", 10))
        made = [make(row) for row in rows]
        self.fill_credits(made, wanted_of(field))
        return made

    def fill_credits(self, credits: Sequence[Any], wanted: Wanted) -> None:
        if field := wanted.get("movie"):
            movies = self.movies(credit.movie_number for credit in credits)
            self.fill_movies(list(movies.values()), wanted_of(field))
            for credit in credits:
                credit.movie = movies[credit.movie_number]
        if field := wanted.get("person"):
            people = self.people(credit.person_number for credit in credits)
            self.fill_people(list(people.values()), wanted_of(field))
            for credit in credits:
                credit.person = people[credit.person_number]

    def by_keys(self, statement: str, keys: Sequence[int], *rest: Any) -> list[Row]:
        return self.fetch_all(*with_keys(statement, keys, *rest)) if keys else []

    def fetch_all(self, statement: str, values: Row) -> list[Row]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)
            rows: list[Row] = cursor.fetchall()
            return rows


def wanted_of(field: object) -> Wanted:
    """The fields selected inside a field, by name."""
    selections = getattr(field, "selections", [])
    return {found.name: found for found in selections if isinstance(found, SelectedField)}


def wanted_here(info: Info[Any, Any], *path: str) -> Wanted:
    """The fields selected inside the field that is being resolved, or further down a path."""
    wanted = wanted_of(info.selected_fields[0])
    for name in path:
        wanted = wanted_of(wanted.get(name))
    return wanted


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
        fetched_cast=[],
        fetched_crew=[],
        genres=[],
    )


def person(row: Row) -> Person:
    return Person(
        number=row[0],
        id=strawberry.ID(f"Person:{row[0]}"),
        name=row[1],
        department=row[2],
        credit_count=row[3],
        fetched_cast=[],
        fetched_crew=[],
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

"""The bulk-fetching peer's types: plain data, filled before GraphQL looks at it."""

import datetime as dt
from typing import NewType

import strawberry

Long = NewType("Long", int)


@strawberry.type
class Genre:
    id: strawberry.ID
    name: str


@strawberry.type
class Movie:
    number: strawberry.Private[int]
    id: strawberry.ID
    title: str
    tagline: str | None
    overview: str | None
    release_date: dt.date | None
    year: int | None
    runtime_minutes: int | None
    budget: Long | None
    revenue: Long | None
    popularity: strawberry.Private[float | None]
    vote_average: float | None
    vote_count: int
    fetched_cast: strawberry.Private[list["CastCredit"]]
    fetched_crew: strawberry.Private[list["CrewCredit"]]
    genres: list[Genre]

    @strawberry.field
    def cast(self, first: int = 10) -> list["CastCredit"]:
        return self.fetched_cast[:first]

    @strawberry.field
    def crew(self, first: int = 10) -> list["CrewCredit"]:
        return self.fetched_crew[:first]


@strawberry.type
class Person:
    number: strawberry.Private[int]
    id: strawberry.ID
    name: str
    department: str | None
    credit_count: int
    fetched_cast: strawberry.Private[list["CastCredit"]]
    fetched_crew: strawberry.Private[list["CrewCredit"]]

    @strawberry.field
    def cast_credits(self, first: int = 10) -> list["CastCredit"]:
        return self.fetched_cast[:first]

    @strawberry.field
    def crew_credits(self, first: int = 10) -> list["CrewCredit"]:
        return self.fetched_crew[:first]


@strawberry.type
class CastCredit:
    movie_number: strawberry.Private[int]
    person_number: strawberry.Private[int]
    character: str | None
    billing_order: int
    movie: Movie | None = None
    person: Person | None = None


@strawberry.type
class CrewCredit:
    movie_number: strawberry.Private[int]
    person_number: strawberry.Private[int]
    job: str
    department: str
    movie: Movie | None = None
    person: Person | None = None


@strawberry.type
class BoxOffice:
    movie_number: strawberry.Private[int]
    budget: Long
    revenue: Long
    loss: Long
    movie: Movie | None = None

    @strawberry.field
    def return_on_investment(self) -> float:
        return self.revenue / self.budget


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class MovieConnection:
    nodes: list[Movie]
    page_info: PageInfo


@strawberry.input(one_of=True)
class MovieRef:
    id: strawberry.ID | None = strawberry.UNSET
    tmdb_id: int | None = strawberry.UNSET

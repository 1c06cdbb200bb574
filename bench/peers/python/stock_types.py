"""Stock Strawberry's types: plain fields, and async resolvers that ask a DataLoader."""

import datetime as dt
from typing import TYPE_CHECKING, Any, NewType

import strawberry
from strawberry.types import Info

if TYPE_CHECKING:
    from .stock_loaders import Loaders

Long = NewType("Long", int)


def loaders(info: Info[Any, Any]) -> "Loaders":
    found: Loaders = info.context["loaders"]
    return found


@strawberry.type
class Genre:
    id: strawberry.ID
    name: str


@strawberry.type
class Movie:
    number: strawberry.Private[int]
    popularity: strawberry.Private[float | None]
    id: strawberry.ID
    title: str
    tagline: str | None
    overview: str | None
    release_date: dt.date | None
    year: int | None
    runtime_minutes: int | None
    budget: Long | None
    revenue: Long | None
    vote_average: float | None
    vote_count: int

    @strawberry.field
    async def genres(self, info: Info[Any, Any]) -> list[Genre]:
        return await loaders(info).genres_by_movie_id.load(self.number)

    @strawberry.field
    async def cast(self, info: Info[Any, Any], first: int = 10) -> list["CastCredit"]:
        return await loaders(info).cast_by_movie_id(first).load(self.number)

    @strawberry.field
    async def crew(self, info: Info[Any, Any], first: int = 10) -> list["CrewCredit"]:
        return await loaders(info).crew_by_movie_id(first).load(self.number)


@strawberry.type
class Person:
    number: strawberry.Private[int]
    id: strawberry.ID
    name: str
    department: str | None
    credit_count: int

    @strawberry.field
    async def cast_credits(self, info: Info[Any, Any], first: int = 10) -> list["CastCredit"]:
        return await loaders(info).cast_by_person_id(first).load(self.number)

    @strawberry.field
    async def crew_credits(self, info: Info[Any, Any], first: int = 10) -> list["CrewCredit"]:
        return await loaders(info).crew_by_person_id(first).load(self.number)


@strawberry.type
class CastCredit:
    movie_number: strawberry.Private[int]
    person_number: strawberry.Private[int]
    character: str | None
    billing_order: int

    @strawberry.field
    async def movie(self, info: Info[Any, Any]) -> Movie:
        return await loaders(info).movie_by_id.load(self.movie_number)

    @strawberry.field
    async def person(self, info: Info[Any, Any]) -> Person:
        return await loaders(info).person_by_id.load(self.person_number)


@strawberry.type
class CrewCredit:
    movie_number: strawberry.Private[int]
    person_number: strawberry.Private[int]
    job: str
    department: str

    @strawberry.field
    async def movie(self, info: Info[Any, Any]) -> Movie:
        return await loaders(info).movie_by_id.load(self.movie_number)

    @strawberry.field
    async def person(self, info: Info[Any, Any]) -> Person:
        return await loaders(info).person_by_id.load(self.person_number)


@strawberry.type
class BoxOffice:
    movie_number: strawberry.Private[int]
    budget: Long
    revenue: Long
    loss: Long

    @strawberry.field
    async def movie(self, info: Info[Any, Any]) -> Movie:
        return await loaders(info).movie_by_id.load(self.movie_number)

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

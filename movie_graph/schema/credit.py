"""Credits: who did what in which movie."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from .fields import attribute, relation

if TYPE_CHECKING:
    from .movie import Movie
    from .person import Person

LazyMovie = Annotated["Movie", strawberry.lazy(".movie")]
LazyPerson = Annotated["Person", strawberry.lazy(".person")]


@strawberry.type(description="A part played in a movie. Who plays two parts has two credits.")
class CastCredit:
    movie: LazyMovie = relation(
        LazyMovie,
        lambda context: context.loaders.movie_by_id(),
        key="movie_id",
        description="The movie.",
    )
    person: LazyPerson = relation(
        LazyPerson,
        lambda context: context.loaders.person_by_id(),
        key="person_id",
        description="The actor.",
    )
    character: str | None = attribute(
        str | None, "character_name", description="The character's name."
    )
    billing_order: int = strawberry.field(
        description="The source's number; the lowest is named first."
    )


@strawberry.type(description="A job done for a movie. Who does two jobs has two credits.")
class CrewCredit:
    movie: LazyMovie = relation(
        LazyMovie,
        lambda context: context.loaders.movie_by_id(),
        key="movie_id",
        description="The movie.",
    )
    person: LazyPerson = relation(
        LazyPerson,
        lambda context: context.loaders.person_by_id(),
        key="person_id",
        description="Who did it.",
    )
    job: str = strawberry.field(description="The job, such as `Director`.")
    department: str = strawberry.field(description="The department, such as `Directing`.")

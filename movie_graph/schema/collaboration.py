"""Collaborations: who worked with whom."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from loaders.collaborators import MoviesByPairLoader
from movie_graph.context import Context

from .arguments import ListSize
from .fields import relation
from .list_sizes import FIRST

if TYPE_CHECKING:
    from .movie import Movie
    from .person import Person

LazyMovie = Annotated["Movie", strawberry.lazy(".movie")]
LazyPerson = Annotated["Person", strawberry.lazy(".person")]


def movies(context: Context, first: ListSize = 5) -> MoviesByPairLoader:
    return context.loaders.movies_by_pair(context.list_size(first))


@strawberry.type(description="Somebody's work with one other person.")
class Collaboration:
    person: LazyPerson = relation(
        LazyPerson,
        lambda context: context.loaders.person_by_id(),
        key="other_id",
        description="The other person.",
    )
    movie_count: int = strawberry.field(
        description="Number of movies in whose credits both are, cast or crew."
    )
    movies: list[LazyMovie] = relation(
        list[LazyMovie], movies, key="pair", description="Those movies, newest first.", size=FIRST
    )

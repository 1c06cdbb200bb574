"""References: the ways to name one movie."""

import strawberry

from movie_graph.context import Context
from movie_graph.database.catalog import movie_id_by

from .node import node_number
from .scalars import ID


@strawberry.input(one_of=True, description="Exactly one way to name a movie.")
class MovieRef:
    id: strawberry.Maybe[ID] = strawberry.field(description="Its id, such as `Movie:603`.")
    tmdb_id: strawberry.Maybe[int] = strawberry.field(description="TMDB's number.")
    imdb_id: strawberry.Maybe[str] = strawberry.field(description="IMDb's id: `tt0133093`.")


async def movie_number(context: Context, ref: MovieRef) -> int | None:
    """The number of the movie that `ref` names; None when IMDb's id is unknown here.

    A number need not belong to a movie. Errors: BadIdError.
    """
    if ref.imdb_id:
        return await movie_id_by(context.reader, imdb_id=ref.imdb_id.value)
    return tmdb_id_of(ref)


def tmdb_id_of(ref: MovieRef) -> int:
    """The number in a reference that is not by IMDb's id. Errors: BadIdError."""
    if ref.id:
        return node_number(ref.id.value, "Movie")
    if ref.tmdb_id:
        return ref.tmdb_id.value
    raise AssertionError("@oneOf lets exactly one field through")


def described(ref: MovieRef) -> str:
    """The reference as a message shows it: `tmdbId 603`."""
    if ref.id:
        return f"id {ref.id.value!r}"
    if ref.tmdb_id:
        return f"tmdbId {ref.tmdb_id.value}"
    return f"imdbId {ref.imdb_id.value!r}" if ref.imdb_id else "nothing"

"""Movies by id."""

from collections.abc import Sequence

from .batch import OnePerKey, Window
from .rows import MovieRow, Needed, fields_read, named, narrowed

MOVIE_BY_ID = """
    SELECT {columns}
      FROM movies
      LEFT JOIN votes ON votes.movie_id = movies.id
     WHERE movies.id IN (:keys)
"""
OF_VOTES = {"vote_average", "vote_count"}


def movie_columns(fields: Sequence[str]) -> str:
    """The columns of the fields of a MovieRow; every movie has its row of votes."""
    return ", ".join(f"{'votes' if name in OF_VOTES else 'movies'}.{name}" for name in fields)


class MovieByIdLoader(OnePerKey[int, MovieRow | None]):
    """The movie with each id."""

    def __init__(self, window: Window, needed: Needed) -> None:
        super().__init__(window)
        fields = fields_read(MovieRow, needed.get("Movie"))
        self.statement = MOVIE_BY_ID.format(columns=movie_columns(fields))
        self.make = named(narrowed(MovieRow, fields))

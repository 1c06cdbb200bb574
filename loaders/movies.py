"""Movies by id."""

from collections.abc import Sequence

from .batch import OnePerKey, Window
from .rows import MovieRow, Needed, narrow_statement

MOVIE_BY_ID = """
    SELECT {columns}
      FROM movies
      LEFT JOIN votes ON votes.movie_id = movies.id
     WHERE movies.id IN (:keys)
"""
# Should several movies have one of IMDb's ids, the last row is what a loader keeps.
MOVIE_BY_IMDB_ID = """
    SELECT {columns}, movies.imdb_id
      FROM movies
      LEFT JOIN votes ON votes.movie_id = movies.id
     WHERE movies.imdb_id IN (:keys)
     ORDER BY movies.id DESC
"""
OF_VOTES = {"vote_average", "vote_count"}


def movie_columns(fields: Sequence[str]) -> str:
    """The columns of the fields of a MovieRow; every movie has its row of votes."""
    return ", ".join(f"{'votes' if name in OF_VOTES else 'movies'}.{name}" for name in fields)


class MovieByIdLoader(OnePerKey[int, MovieRow | None]):
    """The movie with each id."""

    def __init__(self, window: Window, needed: Needed) -> None:
        super().__init__(window)
        self.statement, self.make = narrow_statement(
            MOVIE_BY_ID, MovieRow, movie_columns, needed.get("Movie")
        )


class MovieByImdbIdLoader(OnePerKey[str, MovieRow | None]):
    """The movie with each of IMDb's ids; of several, the one with the lowest id."""

    key_column = -1

    def __init__(self, window: Window, needed: Needed) -> None:
        super().__init__(window)
        self.statement, self.make = narrow_statement(
            MOVIE_BY_IMDB_ID, MovieRow, movie_columns, needed.get("Movie")
        )

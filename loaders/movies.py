"""Movies by id."""

from .batch import OnePerKey
from .rows import MovieRow, named

MOVIE_COLUMNS = """movies.id, movies.imdb_id, movies.title, movies.title_folded,
           movies.original_title, movies.original_language, movies.overview, movies.tagline,
           movies.status, movies.release_date, movies.release_year, movies.runtime_minutes,
           movies.budget, movies.revenue, movies.profit, movies.popularity, movies.poster_path,
           movies.homepage, votes.vote_average, votes.vote_count"""

MOVIE_BY_ID = f"""
    SELECT {MOVIE_COLUMNS}
      FROM movies
      JOIN votes ON votes.movie_id = movies.id
     WHERE movies.id IN (:keys)
"""


class MovieByIdLoader(OnePerKey[int, MovieRow | None]):
    """The movie with each id."""

    statement = MOVIE_BY_ID
    make = named(MovieRow)

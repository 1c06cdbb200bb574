"""What both Python peers ask: movie_graph's statements, with only the columns that the bench needs.

`%s` is filled by the driver; `{keys}` becomes as many `%s` as there are keys (`with_keys`).
"""

from collections.abc import Sequence
from typing import Any

MOVIE_COLUMNS = """movies.id, movies.title, movies.tagline, movies.overview,
           movies.release_date, movies.release_year, movies.runtime_minutes, movies.budget,
           movies.revenue, movies.popularity, votes.vote_average, votes.vote_count"""

MOVIE_PAGE = f"""
    SELECT {MOVIE_COLUMNS}
      FROM movies
      LEFT JOIN votes ON votes.movie_id = movies.id
     ORDER BY movies.popularity DESC, movies.id DESC
     LIMIT %s
"""
MOVIE_BY_ID = f"""
    SELECT {MOVIE_COLUMNS}
      FROM movies
      JOIN votes ON votes.movie_id = movies.id
     WHERE movies.id IN ({{keys}})
"""
PERSON_BY_ID = """
    SELECT id, name, department, credit_count
      FROM people
     WHERE id IN ({keys})
"""
GENRES_BY_MOVIE_ID = """
    SELECT movie_genres.movie_id, genres.id, genres.name
      FROM movie_genres
      JOIN genres ON genres.id = movie_genres.genre_id
     WHERE movie_genres.movie_id IN ({keys})
     ORDER BY movie_genres.movie_id, movie_genres.position
"""
CAST_BY_MOVIE_ID = """
    SELECT movie_id, person_id, character_name, billing_order
      FROM cast_credits
     WHERE movie_id IN ({keys})
       AND position < %s
     ORDER BY movie_id, position
"""
CREW_BY_MOVIE_ID = """
    SELECT movie_id, person_id, job, department
      FROM crew_credits
     WHERE movie_id IN ({keys})
       AND position < %s
     ORDER BY movie_id, position
"""
CAST_BY_PERSON_ID = """
    SELECT movie_id, person_id, character_name, billing_order
      FROM (SELECT cast_credits.movie_id, person_id, character_name, billing_order,
                   ROW_NUMBER() OVER (
                       PARTITION BY person_id
                       ORDER BY release_date DESC, movies.id DESC, position
                   ) AS place
              FROM cast_credits
              JOIN movies ON movies.id = cast_credits.movie_id
             WHERE person_id IN ({keys})) AS ranked
     WHERE place <= %s
     ORDER BY person_id, place
"""
CREW_BY_PERSON_ID = """
    SELECT movie_id, person_id, job, department
      FROM (SELECT crew_credits.movie_id, person_id, job, department,
                   ROW_NUMBER() OVER (
                       PARTITION BY person_id
                       ORDER BY release_date DESC, movies.id DESC, position
                   ) AS place
              FROM crew_credits
              JOIN movies ON movies.id = crew_credits.movie_id
             WHERE person_id IN ({keys})) AS ranked
     WHERE place <= %s
     ORDER BY person_id, place
"""
FLOPS = """
    SELECT movies.id, movies.budget, movies.revenue, -movies.profit
      FROM movies
     WHERE movies.budget > %s
       AND movies.revenue > 0
       AND movies.profit < 0
     ORDER BY movies.profit, movies.id
     LIMIT %s
"""


def with_keys(statement: str, keys: Sequence[Any], *rest: Any) -> tuple[str, tuple[Any, ...]]:
    """The statement for this many keys, and all its values."""
    return statement.format(keys=", ".join(["%s"] * len(keys))), (*keys, *rest)

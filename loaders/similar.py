"""Similar movies.

The similarity of two movies is 2 points for each keyword that they share, 2 for each person who is
in the credits of both, and 1 for each genre. Movies that share only genres are not compared: there
are too many of them, and too little is alike.
"""

from .batch import ManyPerKey, Window
from .movies import movie_columns
from .rows import MovieRow, Needed, narrow_statement

# `shared` has a row for each thing shared: UNION, so that a person with two credits counts once.
SIMILAR_BY_MOVIE_ID = """
    WITH own AS (
        SELECT movie_id, person_id
          FROM cast_credits
         WHERE movie_id IN (:keys)
         UNION
        SELECT movie_id, person_id
          FROM crew_credits
         WHERE movie_id IN (:keys)
    ),
    shared AS (
        SELECT own.movie_id AS parent_id, cast_credits.movie_id, cast_credits.person_id AS thing_id
          FROM own
          JOIN cast_credits ON cast_credits.person_id = own.person_id
         UNION
        SELECT own.movie_id, crew_credits.movie_id, crew_credits.person_id
          FROM own
          JOIN crew_credits ON crew_credits.person_id = own.person_id
         UNION ALL
        SELECT kept.movie_id, other.movie_id, other.keyword_id
          FROM movie_keywords AS kept
          JOIN movie_keywords AS other ON other.keyword_id = kept.keyword_id
         WHERE kept.movie_id IN (:keys)
    ),
    pairs AS (
        SELECT parent_id, movie_id, 2 * COUNT(*) AS points
          FROM shared
         WHERE movie_id <> parent_id
         GROUP BY parent_id, movie_id
    ),
    scored AS (
        SELECT pairs.parent_id, pairs.movie_id,
               pairs.points + COUNT(other.genre_id) AS similarity
          FROM pairs
          LEFT JOIN movie_genres AS kept ON kept.movie_id = pairs.parent_id
          LEFT JOIN movie_genres AS other
            ON other.movie_id = pairs.movie_id AND other.genre_id = kept.genre_id
         GROUP BY pairs.parent_id, pairs.movie_id, pairs.points
    ),
    ranked AS (
        SELECT scored.parent_id, scored.movie_id,
               ROW_NUMBER() OVER (
                   PARTITION BY scored.parent_id
                   ORDER BY scored.similarity DESC, movies.popularity DESC, movies.id
               ) AS place
          FROM scored
          JOIN movies ON movies.id = scored.movie_id
    )
    SELECT {columns}, ranked.parent_id
      FROM ranked
      JOIN movies ON movies.id = ranked.movie_id
      LEFT JOIN votes ON votes.movie_id = movies.id
     WHERE ranked.place <= :first
     ORDER BY ranked.parent_id, ranked.place
"""


class SimilarByMovieIdLoader(ManyPerKey[int, MovieRow]):
    """The `first` movies most similar to each movie; ties: the more popular first."""

    key_column = -1

    def __init__(self, window: Window, needed: Needed, first: int) -> None:
        super().__init__(window)
        self.statement, self.make = narrow_statement(
            SIMILAR_BY_MOVIE_ID, MovieRow, movie_columns, needed.get("Movie")
        )
        self.parameters = {"first": first}

"""Ratings: histograms, and a viewer's own rating."""

from .batch import ManyPerKey, OnePerKey, Window
from .rows import RatingBucketRow, RatingRow, named

RATING_BUCKETS_BY_MOVIE_ID = """
    SELECT movie_id, score, COUNT(*)
      FROM ratings
     WHERE movie_id IN (:keys)
     GROUP BY movie_id, score
     ORDER BY movie_id, score
"""
RATING_BY_MOVIE_ID_OF_SUBJECT = """
    SELECT ratings.movie_id, ratings.user_id, ratings.score, ratings.rated_at
      FROM users
      JOIN ratings ON ratings.user_id = users.id
     WHERE users.subject = :subject
       AND ratings.movie_id IN (:keys)
"""


class RatingBucketsByMovieIdLoader(ManyPerKey[int, RatingBucketRow]):
    """How often each score was given to each movie, lowest score first."""

    statement = RATING_BUCKETS_BY_MOVIE_ID
    make = named(RatingBucketRow)


class RatingByMovieIdLoader(OnePerKey[int, RatingRow | None]):
    """One subject's own rating of each movie."""

    statement = RATING_BY_MOVIE_ID_OF_SUBJECT
    make = named(RatingRow)

    def __init__(self, window: Window, subject: str) -> None:
        super().__init__(window)
        self.parameters = {"subject": subject}

"""Collaborators: who was in the credits of the same movies as somebody, cast or crew."""

from typing import Any, NamedTuple

from .batch import ManyPerKey, Window
from .groups import Composed, Group, ManyPerGroupLoader
from .movies import movie_columns
from .rows import MovieRow, Needed, named, narrow_statement

# UNION, so that two credits of one person in one movie count once.
COLLABORATORS_BY_PERSON_ID = """
    WITH own AS (
        SELECT person_id, movie_id
          FROM cast_credits
         WHERE person_id IN (:keys)
         UNION
        SELECT person_id, movie_id
          FROM crew_credits
         WHERE person_id IN (:keys)
    ),
    shared AS (
        SELECT own.person_id, cast_credits.person_id AS other_id, own.movie_id
          FROM own
          JOIN cast_credits ON cast_credits.movie_id = own.movie_id
         UNION
        SELECT own.person_id, crew_credits.person_id, own.movie_id
          FROM own
          JOIN crew_credits ON crew_credits.movie_id = own.movie_id
    ),
    counted AS (
        SELECT person_id, other_id, COUNT(*) AS movie_count
          FROM shared
         WHERE other_id <> person_id
         GROUP BY person_id, other_id
    ),
    ranked AS (
        SELECT person_id, other_id, movie_count,
               ROW_NUMBER() OVER (
                   PARTITION BY person_id ORDER BY movie_count DESC, other_id
               ) AS place
          FROM counted
    )
    SELECT person_id, other_id, movie_count
      FROM ranked
     WHERE place <= :first
     ORDER BY person_id, place
"""
MOVIES_BY_PAIR = """
    WITH own AS (
        SELECT person_id, movie_id
          FROM cast_credits
         WHERE person_id IN (:key_1)
         UNION
        SELECT person_id, movie_id
          FROM crew_credits
         WHERE person_id IN (:key_1)
    ),
    others AS (
        SELECT person_id, movie_id
          FROM cast_credits
         WHERE person_id IN (:key_2)
         UNION
        SELECT person_id, movie_id
          FROM crew_credits
         WHERE person_id IN (:key_2)
    ),
    ranked AS (
        SELECT own.person_id, others.person_id AS other_id, own.movie_id,
               ROW_NUMBER() OVER (
                   PARTITION BY own.person_id, others.person_id
                   ORDER BY movies.release_date DESC, movies.id DESC
               ) AS place
          FROM own
          JOIN others ON others.movie_id = own.movie_id
          JOIN movies ON movies.id = own.movie_id
    )
    SELECT {columns}, ranked.person_id, ranked.other_id
      FROM ranked
      JOIN movies ON movies.id = ranked.movie_id
      LEFT JOIN votes ON votes.movie_id = movies.id
     WHERE ranked.place <= :first
     ORDER BY ranked.place
"""


class CollaborationRow(NamedTuple):
    """Somebody's collaborator, and in how many movies both are credited."""

    person_id: int
    other_id: int
    movie_count: int

    @property
    def pair(self) -> Group:
        """The two of them, as a key."""
        return Group("pairs", (self.person_id, self.other_id))


class CollaboratorsByPersonIdLoader(ManyPerKey[int, CollaborationRow]):
    """The `first` collaborators of each person, most shared movies first, then by id."""

    statement = COLLABORATORS_BY_PERSON_ID
    make = named(CollaborationRow)

    def __init__(self, window: Window, first: int) -> None:
        super().__init__(window)
        self.parameters = {"first": first}


class MoviesByPairLoader(ManyPerGroupLoader[MovieRow]):
    """The newest `first` movies that each pair of people are both credited in."""

    def __init__(self, window: Window, needed: Needed, first: int) -> None:
        statement, make = narrow_statement(
            MOVIES_BY_PAIR, MovieRow, movie_columns, needed.get("Movie")
        )
        self._composed: Composed = (statement, {"first": first})
        super().__init__(window, self._for_pairs, make)

    def _for_pairs(self, _pairs: Any) -> Composed:
        return self._composed

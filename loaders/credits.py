"""Credits: the cast and crew of movies, and the filmographies of people."""

from collections.abc import Sequence

from .batch import ManyPerKey, Window
from .rows import CastRow, CrewRow, named

# `position` counts 0, 1, 2, … within each movie: the first n are a range of the primary key.
CAST_BY_MOVIE_ID = """
    SELECT movie_id, person_id, character_name, billing_order
      FROM cast_credits
     WHERE movie_id IN (:keys)
       AND position < :first
     ORDER BY movie_id, position
"""
CREW_BY_MOVIE_ID = """
    SELECT movie_id, person_id, job, department
      FROM crew_credits
     WHERE movie_id IN (:keys)
       AND position < :first
     ORDER BY movie_id, position
"""
CHOSEN_CREW_BY_MOVIE_ID = """
    SELECT movie_id, person_id, job, department
      FROM (SELECT movie_id, person_id, job, department, position,
                   ROW_NUMBER() OVER (PARTITION BY movie_id ORDER BY position) AS place
              FROM crew_credits
             WHERE movie_id IN (:keys)
               {chosen}) AS ranked
     WHERE place <= :first
     ORDER BY movie_id, position
"""
# Newest first; films without a date last.
CAST_BY_PERSON_ID = """
    SELECT movie_id, person_id, character_name, billing_order
      FROM (SELECT cast_credits.movie_id, person_id, character_name, billing_order,
                   ROW_NUMBER() OVER (
                       PARTITION BY person_id
                       ORDER BY release_date DESC, movies.id DESC, position
                   ) AS place
              FROM cast_credits
              JOIN movies ON movies.id = cast_credits.movie_id
             WHERE person_id IN (:keys)) AS ranked
     WHERE place <= :first
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
             WHERE person_id IN (:keys)
               {chosen}) AS ranked
     WHERE place <= :first
     ORDER BY person_id, place
"""

JOBS = "AND job IN (:jobs)"
DEPARTMENTS = "AND department IN (:departments)"


class CastByMovieIdLoader(ManyPerKey[int, CastRow]):
    """The first `first` cast credits of each movie, in billing order."""

    statement = CAST_BY_MOVIE_ID
    make = named(CastRow)

    def __init__(self, window: Window, first: int) -> None:
        super().__init__(window)
        self.parameters = {"first": first}


class CastByPersonIdLoader(ManyPerKey[int, CastRow]):
    """The newest `first` cast credits of each person."""

    statement = CAST_BY_PERSON_ID
    make = named(CastRow)
    key_column = 1

    def __init__(self, window: Window, first: int) -> None:
        super().__init__(window)
        self.parameters = {"first": first}


class CrewByMovieIdLoader(ManyPerKey[int, CrewRow]):
    """The first `first` crew credits of each movie, of these jobs and departments if given."""

    make = named(CrewRow)

    def __init__(
        self,
        window: Window,
        first: int,
        jobs: Sequence[str] | None = None,
        departments: Sequence[str] | None = None,
    ) -> None:
        super().__init__(window)
        chosen, self.parameters = _choice(first, jobs, departments)
        self.statement = (
            CHOSEN_CREW_BY_MOVIE_ID.format(chosen=chosen) if chosen else CREW_BY_MOVIE_ID
        )


class CrewByPersonIdLoader(ManyPerKey[int, CrewRow]):
    """The newest `first` crew credits of each person, of these jobs and departments if given."""

    make = named(CrewRow)
    key_column = 1

    def __init__(
        self,
        window: Window,
        first: int,
        jobs: Sequence[str] | None = None,
        departments: Sequence[str] | None = None,
    ) -> None:
        super().__init__(window)
        chosen, self.parameters = _choice(first, jobs, departments)
        self.statement = CREW_BY_PERSON_ID.format(chosen=chosen)


def _choice(
    first: int, jobs: Sequence[str] | None, departments: Sequence[str] | None
) -> tuple[str, dict[str, int | Sequence[str]]]:
    """The conditions and parameters of a choice of crew; an empty list chooses nobody."""
    clauses: list[str] = []
    parameters: dict[str, int | Sequence[str]] = {"first": first}
    if jobs is not None:
        clauses.append(JOBS)
        parameters["jobs"] = jobs
    if departments is not None:
        clauses.append(DEPARTMENTS)
        parameters["departments"] = departments
    return " ".join(clauses), parameters

"""People by id, and the directors of movies."""

from collections.abc import Sequence

from .batch import ManyPerKey, OnePerKey, Window
from .rows import Needed, PersonRow, narrow_statement

PERSON_BY_ID = """
    SELECT {columns}
      FROM people
     WHERE people.id IN (:keys)
"""
DIRECTORS_BY_MOVIE_ID = """
    SELECT {columns}, crew_credits.movie_id
      FROM crew_credits
      JOIN people ON people.id = crew_credits.person_id
     WHERE crew_credits.movie_id IN (:keys)
       AND crew_credits.job = 'Director'
     ORDER BY crew_credits.movie_id, crew_credits.position
"""


def person_columns(fields: Sequence[str]) -> str:
    """The columns of the fields of a PersonRow."""
    return ", ".join(f"people.{name}" for name in fields)


class PersonByIdLoader(OnePerKey[int, PersonRow | None]):
    """The person with each id."""

    def __init__(self, window: Window, needed: Needed) -> None:
        super().__init__(window)
        self.statement, self.make = narrow_statement(
            PERSON_BY_ID, PersonRow, person_columns, needed.get("Person")
        )


class DirectorsByMovieIdLoader(ManyPerKey[int, PersonRow]):
    """The directors of each movie, in the source's order."""

    key_column = -1

    def __init__(self, window: Window, needed: Needed) -> None:
        super().__init__(window)
        self.statement, self.make = narrow_statement(
            DIRECTORS_BY_MOVIE_ID, PersonRow, person_columns, needed.get("Person")
        )

"""People by id, and the directors of movies."""

from collections.abc import Sequence
from functools import lru_cache

from .batch import ManyPerKey, OnePerKey, Window
from .rows import Maker, Needed, PersonRow, fields_read, named, narrowed

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
        self.statement, self.make = _narrow(PERSON_BY_ID, needed.get("Person"))


class DirectorsByMovieIdLoader(ManyPerKey[int, PersonRow]):
    """The directors of each movie, in the source's order."""

    key_column = -1

    def __init__(self, window: Window, needed: Needed) -> None:
        super().__init__(window)
        self.statement, self.make = _narrow(DIRECTORS_BY_MOVIE_ID, needed.get("Person"))


@lru_cache(maxsize=1024)
def _narrow(statement: str, needed: frozenset[str] | None) -> tuple[str, Maker[PersonRow]]:
    """The statement for just the columns that are needed, and what makes its rows."""
    fields = fields_read(PersonRow, needed)
    return statement.format(columns=person_columns(fields)), named(narrowed(PersonRow, fields))

"""People by id, and the directors of movies."""

from .batch import ManyPerKey, OnePerKey
from .rows import PersonRow, named

PERSON_COLUMNS = """people.id, people.name, people.name_folded, people.gender,
           people.profile_path, people.department, people.credit_count"""

PERSON_BY_ID = f"""
    SELECT {PERSON_COLUMNS}
      FROM people
     WHERE people.id IN (:keys)
"""
DIRECTORS_BY_MOVIE_ID = f"""
    SELECT {PERSON_COLUMNS}, crew_credits.movie_id
      FROM crew_credits
      JOIN people ON people.id = crew_credits.person_id
     WHERE crew_credits.movie_id IN (:keys)
       AND crew_credits.job = 'Director'
     ORDER BY crew_credits.movie_id, crew_credits.position
"""


class PersonByIdLoader(OnePerKey[int, PersonRow | None]):
    """The person with each id."""

    statement = PERSON_BY_ID
    make = named(PersonRow)


class DirectorsByMovieIdLoader(ManyPerKey[int, PersonRow]):
    """The directors of each movie, in the source's order."""

    statement = DIRECTORS_BY_MOVIE_ID
    make = named(PersonRow)
    key_column = -1

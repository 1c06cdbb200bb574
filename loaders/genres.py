"""Genres by id."""

from .batch import OnePerKey
from .rows import NamedRow, named

GENRE_BY_ID = """
    SELECT id, name
      FROM genres
     WHERE id IN (:keys)
"""


class GenreByIdLoader(OnePerKey[int, NamedRow | None]):
    """The genre with each id."""

    statement = GENRE_BY_ID
    make = named(NamedRow)

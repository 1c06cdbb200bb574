"""Countries by code."""

from .batch import OnePerKey
from .rows import CodedRow, named

COUNTRY_BY_CODE = """
    SELECT code, name
      FROM countries
     WHERE code IN (:keys)
"""


class CountryByCodeLoader(OnePerKey[str, CodedRow | None]):
    """The country with each code."""

    statement = COUNTRY_BY_CODE
    make = named(CodedRow)

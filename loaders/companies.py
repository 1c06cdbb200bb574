"""Companies by id."""

from .batch import OnePerKey
from .rows import NamedRow, named

COMPANY_BY_ID = """
    SELECT id, name
      FROM companies
     WHERE id IN (:keys)
"""


class CompanyByIdLoader(OnePerKey[int, NamedRow | None]):
    """The company with each id."""

    statement = COMPANY_BY_ID
    make = named(NamedRow)

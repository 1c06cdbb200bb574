"""Dimensions: what movies can be grouped by, and what each one's key is in SQL.

A key is a number or a code. A dimension either reads it from the movie, so that each movie has at
most one, or from a table of links, so that a movie counts once for each of its links.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """A table, or a subquery, that links movies to keys, each pair once.

    `condition` chooses its rows; empty for all of them.
    """

    table: str
    alias: str
    condition: str = ""


@dataclass(frozen=True)
class Dimension:
    """`key` is the SQL of the key. `name` is where the key's name is (table, key column, name
    column), for keys that mean nothing to a reader: those are ordered by their names."""

    key: str
    link: Link | None = None
    name: tuple[str, str, str] | None = None


@dataclass(frozen=True)
class Bands:
    """Ranges of a measure: below the first bound, between two, from the last one on.

    `labels` has one more than `bounds`. A band holds its lower bound and not its upper one.
    """

    bounds: tuple[float, ...]
    labels: tuple[str, ...]

    def key(self, column: str) -> str:
        """The SQL of the number of the column's band, from 0; NULL where the column is."""
        cases = " ".join(
            f"WHEN {column} < {bound} THEN {number}" for number, bound in enumerate(self.bounds)
        )
        return f"CASE WHEN {column} IS NULL THEN NULL {cases} ELSE {len(self.bounds)} END"

    def limits(self, number: int) -> tuple[float | None, float | None]:
        """Where band `number` begins and ends; None where it is open."""
        edges: Sequence[float | None] = (None, *self.bounds, None)
        return edges[number], edges[number + 1]


BUDGET_BANDS = Bands(
    (1_000_000, 10_000_000, 50_000_000, 100_000_000, 200_000_000),
    ("below 1M", "1M to 10M", "10M to 50M", "50M to 100M", "100M to 200M", "200M and more"),
)
RATING_BANDS = Bands(
    (2, 4, 5, 6, 7, 8, 9),
    ("below 2", "2 to 4", "4 to 5", "5 to 6", "6 to 7", "7 to 8", "8 to 9", "9 and more"),
)
RUNTIME_BANDS = Bands(
    (40, 60, 90, 120, 150, 180),
    (
        "below 40",
        "40 to 60",
        "60 to 90",
        "90 to 120",
        "120 to 150",
        "150 to 180",
        "180 and more",
    ),
)

# Whoever is named as director of a movie twice directed it once.
DIRECTION = Link(
    "(SELECT DISTINCT movie_id, person_id FROM crew_credits WHERE job = 'Director')", "direction"
)
LEAD = Link("cast_credits", "first_billed", "first_billed.position = 0")

DIMENSIONS = {
    "GENRE": Dimension(
        "of_genre.genre_id", Link("movie_genres", "of_genre"), ("genres", "id", "name")
    ),
    "YEAR": Dimension("movies.release_year"),
    "DECADE": Dimension("movies.release_year - movies.release_year % 10"),
    "MONTH": Dimension("CAST(SUBSTR(movies.release_date, 6, 2) AS SIGNED)"),
    "LANGUAGE": Dimension("movies.original_language"),
    "STATUS": Dimension("movies.status"),
    "DIRECTOR": Dimension("direction.person_id", DIRECTION, ("people", "id", "name_folded")),
    "LEAD_ACTOR": Dimension("first_billed.person_id", LEAD, ("people", "id", "name_folded")),
    "COMPANY": Dimension(
        "of_company.company_id", Link("movie_companies", "of_company"), ("companies", "id", "name")
    ),
    "COUNTRY": Dimension(
        "of_country.country_code",
        Link("movie_countries", "of_country"),
        ("countries", "code", "name"),
    ),
    "BUDGET_BAND": Dimension(BUDGET_BANDS.key("movies.budget")),
    "RATING_BAND": Dimension(RATING_BANDS.key("votes.vote_average")),
    "RUNTIME_BAND": Dimension(RUNTIME_BANDS.key("movies.runtime_minutes")),
}

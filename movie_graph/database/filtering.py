"""Filtering: which columns a client may filter and order by, and what they are in SQL."""

from collections.abc import Sequence

from .conditions import Condition, TextColumn, all_of, any_of, exists, one_of
from .paging import Term


def _word(column: str) -> TextColumn:
    """A column of short words in English, such as jobs: only their case is ignored."""
    return TextColumn(column, f"LOWER({column})", str.lower)


MOVIE_TEXTS = {
    "title": TextColumn("movies.title", "movies.title_folded"),
    "original_language": _word("movies.original_language"),
}
MOVIE_VALUES = {
    "release_date": "movies.release_date",
    "year": "movies.release_year",
    "runtime_minutes": "movies.runtime_minutes",
    "budget": "movies.budget",
    "revenue": "movies.revenue",
    "profit": "movies.profit",
    "vote_average": "votes.vote_average",
    "vote_count": "votes.vote_count",
    "popularity": "movies.popularity",
}
PERSON_NAME = TextColumn("people.name", "people.name_folded")
PERSON_DEPARTMENT = _word("people.department")
CAST_CHARACTER = TextColumn("cast_credits.character_name", "cast_credits.character_folded")
CREW_JOB = _word("crew_credits.job")
CREW_DEPARTMENT = _word("crew_credits.department")

# column, row attribute, nullable
MOVIE_ORDERS = {
    "TITLE": ("movies.title_folded", "title_folded", False),
    "RELEASE_DATE": ("movies.release_date", "release_date", True),
    "BUDGET": ("movies.budget", "budget", True),
    "REVENUE": ("movies.revenue", "revenue", True),
    "PROFIT": ("movies.profit", "profit", True),
    "VOTE_AVERAGE": ("votes.vote_average", "vote_average", True),
    "VOTE_COUNT": ("votes.vote_count", "vote_count", False),
    "POPULARITY": ("movies.popularity", "popularity", True),
    "RUNTIME": ("movies.runtime_minutes", "runtime_minutes", True),
}
PERSON_ORDERS = {
    "NAME": ("people.name_folded", "name_folded", False),
    "CREDIT_COUNT": ("people.credit_count", "credit_count", False),
}

GENRES_OF_MOVIE = """FROM movie_genres
               JOIN genres ON genres.id = movie_genres.genre_id
              WHERE movie_genres.movie_id = movies.id"""
CAST_OF_MOVIE = """FROM cast_credits
               JOIN people ON people.id = cast_credits.person_id
              WHERE cast_credits.movie_id = movies.id"""
CREW_OF_MOVIE = """FROM crew_credits
               JOIN people ON people.id = crew_credits.person_id
              WHERE crew_credits.movie_id = movies.id"""


def movie_order(terms: Sequence[tuple[str, bool]]) -> list[Term]:
    """The order by (field, descending) terms; most popular first if there are none.

    Ends with the id, in the direction of the last term, so that one index serves both.
    """
    return _order(terms or [("POPULARITY", True)], MOVIE_ORDERS, "movies.id")


def person_order(terms: Sequence[tuple[str, bool]]) -> list[Term]:
    """The order by (field, descending) terms; most credits first if there are none."""
    return _order(terms or [("CREDIT_COUNT", True)], PERSON_ORDERS, "people.id")


def some_genre(names: Sequence[str]) -> Condition:
    """At least one of the genres, by name, ignoring case."""
    return exists(GENRES_OF_MOVIE, one_of("LOWER(genres.name)", [name.lower() for name in names]))


def every_genre(names: Sequence[str]) -> Condition:
    """Each of the genres."""
    return all_of(some_genre([name]) for name in names)


def some_credit(cast: Sequence[Condition] | None, crew: Sequence[Condition] | None) -> Condition:
    """One cast or crew credit that fits all its conditions; None leaves that half out."""
    halves = []
    if cast is not None:
        halves.append(exists(CAST_OF_MOVIE, all_of(cast)))
    if crew is not None:
        halves.append(exists(CREW_OF_MOVIE, all_of(crew)))
    return any_of(halves)


def _order(
    terms: Sequence[tuple[str, bool]], columns: dict[str, tuple[str, str, bool]], id_column: str
) -> list[Term]:
    order = []
    for field, descending in terms:
        column, attribute, nullable = columns[field]
        order.append(Term(column, attribute, descending, nullable))
    return [*order, Term(id_column, "id", order[-1].descending, nullable=False)]

"""Statements that start a walk: pages of movies, people and ratings, look-ups, and the dataset.

A page may be grouped: one page per key (the movies of each genre), still one statement, ranked
within each key by a window function.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from loaders.movies import movie_columns
from loaders.people import person_columns
from loaders.rows import MovieRow, NamedRow, Needed, PersonRow, RatingRow, named, narrow

from .conditions import TRUE, Condition, all_of
from .engine import Parameters, Reader, Row
from .paging import Slice, Term, beyond, order_by

ALL: Needed = {}

R = TypeVar("R", MovieRow, PersonRow, RatingRow)

MOVIE_ID_BY_IMDB_ID = """
    SELECT MIN(id)
      FROM movies
     WHERE imdb_id = :imdb_id
"""
GENRE_BY_NAME = """
    SELECT id, name
      FROM genres
     WHERE LOWER(name) = :name
     ORDER BY id
     LIMIT 1
"""
GENRES = """
    SELECT id, name
      FROM genres
     ORDER BY name
"""
DATASET = """
    SELECT version, loaded_at, movies, people, credits, ratings, rejected_records
      FROM dataset
     WHERE id = 1
"""


@dataclass(frozen=True)
class Listing(Generic[R]):
    """An ordered, filtered list that pages are cut from.

    `tables` is the FROM clause. `key` is the column that groups the list by its parents, or None.
    `order` ends with a term that no two rows share.
    """

    columns: str
    tables: str
    make: Callable[[Row], R]
    order: tuple[Term, ...]
    where: Condition = TRUE
    key: str | None = None

    def page_statement(self, part: Slice) -> tuple[str, Parameters]:
        """The statement for `part` and one row more, and its parameters (without :keys)."""
        conditions = [self.where]
        if part.place is not None:
            conditions.append(beyond(self.order, part.place, backward=part.backward))
        where, parameters = all_of(conditions).named("w")
        ordering = order_by(self.order, backward=part.backward)
        limit = {"size": part.size + 1}
        if self.key is None:
            statement = f"""
    SELECT {self.columns}
      FROM {self.tables}
     WHERE {where}
     ORDER BY {ordering}
     LIMIT :size"""
        else:
            statement = f"""
    SELECT {_names(self.columns)}, parent
      FROM (SELECT {self.columns}, {self.key} AS parent,
                   ROW_NUMBER() OVER (PARTITION BY {self.key} ORDER BY {ordering}) AS place
              FROM {self.tables}
             WHERE {self.key} IN (:keys)
               AND {where}) AS ranked
     WHERE place <= :size
     ORDER BY parent, place"""
        return statement, {**parameters, **limit}

    def count_statement(self) -> tuple[str, Parameters]:
        """The statement that counts the whole list, per key where it is grouped."""
        where, parameters = self.where.named("w")
        if self.key is None:
            return f"SELECT COUNT(*) FROM {self.tables} WHERE {where}", parameters
        statement = f"""
    SELECT {self.key}, COUNT(*)
      FROM {self.tables}
     WHERE {self.key} IN (:keys)
       AND {where}
     GROUP BY {self.key}"""
        return statement, parameters


async def page_rows(reader: Reader, listing: Listing[R], part: Slice) -> list[R]:
    """The rows of `part`, up to one more than its size; backward parts come last row first."""
    rows = await reader.fetch_all(*listing.page_statement(part))
    return list(map(listing.make, rows))


async def count_rows(reader: Reader, listing: Listing[Any]) -> int:
    """How many rows the whole list has."""
    [[rows]] = await reader.fetch_all(*listing.count_statement())
    return int(rows)


def movie_listing(
    order: Sequence[Term], where: Condition = TRUE, needed: Needed = ALL
) -> Listing[MovieRow]:
    """All movies that fit."""
    columns, make = narrow(MovieRow, movie_columns, needed.get("Movie"), _attributes(order))
    return Listing(
        columns,
        _movie_tables(order),
        make,
        tuple(order),
        where,
    )


def genre_movie_listing(
    order: Sequence[Term], where: Condition = TRUE, needed: Needed = ALL
) -> Listing[MovieRow]:
    """The movies of each genre, keyed by genre id."""
    columns, make = narrow(MovieRow, movie_columns, needed.get("Movie"), _attributes(order))
    return Listing(
        columns,
        """movie_genres
      JOIN movies ON movies.id = movie_genres.movie_id
      JOIN votes ON votes.movie_id = movies.id""",
        make,
        tuple(order),
        where,
        key="movie_genres.genre_id",
    )


def person_listing(
    order: Sequence[Term], where: Condition = TRUE, needed: Needed = ALL
) -> Listing[PersonRow]:
    """All people that fit."""
    columns, make = narrow(PersonRow, person_columns, needed.get("Person"), _attributes(order))
    return Listing(columns, "people", make, tuple(order), where)


def movie_rating_listing() -> Listing[RatingRow]:
    """The ratings of each movie, newest first, keyed by movie id."""
    return Listing(
        RATING_COLUMNS,
        "ratings",
        named(RatingRow),
        _newest_first("user_id"),
        key="ratings.movie_id",
    )


def viewer_rating_listing(subject: str) -> Listing[RatingRow]:
    """The ratings of one subject, newest first."""
    return Listing(
        RATING_COLUMNS,
        "users JOIN ratings ON ratings.user_id = users.id",
        named(RatingRow),
        _newest_first("movie_id"),
        Condition("users.subject = ?", (subject,)),
    )


async def movie_id_by(reader: Reader, *, imdb_id: str) -> int | None:
    """The id of the movie with an IMDb id (the lowest, should there be several), or None."""
    [[number]] = await reader.fetch_all(MOVIE_ID_BY_IMDB_ID, {"imdb_id": imdb_id})
    return None if number is None else int(number)


async def genre_by_name(reader: Reader, name: str) -> NamedRow | None:
    """The genre of that name, ignoring case, or None."""
    rows = await reader.fetch_all(GENRE_BY_NAME, {"name": name.lower()})
    return NamedRow(*rows[0]) if rows else None


async def all_genres(reader: Reader) -> list[NamedRow]:
    """Every genre, by name."""
    return list(map(named(NamedRow), await reader.fetch_all(GENRES, {})))


async def dataset_row(reader: Reader) -> Row | None:
    """Version, time of loading, and counts; None before the first load."""
    rows = await reader.fetch_all(DATASET, {})
    return rows[0] if rows else None


RATING_COLUMNS = "ratings.movie_id, ratings.user_id, ratings.score, ratings.rated_at"


def _attributes(order: Sequence[Term]) -> tuple[str, ...]:
    """What a cursor is made of, and so is always read."""
    return tuple(term.attribute for term in order)


def _newest_first(tie_breaker: str) -> tuple[Term, ...]:
    return (
        Term("ratings.rated_at", "rated_at", descending=True, nullable=False),
        Term(f"ratings.{tie_breaker}", tie_breaker, descending=True, nullable=False),
    )


def _movie_tables(order: Sequence[Term]) -> str:
    """Every movie has its votes row, so the outer join drops nothing. It only tells MySQL which
    table to walk through: the one whose index has the order."""
    if order[0].column.startswith("votes."):
        return "votes JOIN movies ON movies.id = votes.movie_id"
    return "movies LEFT JOIN votes ON votes.movie_id = movies.id"


def _names(columns: str) -> str:
    """`movies.id, movies.title` → `id, title`."""
    return ", ".join(column.strip().rpartition(".")[2] for column in columns.split(","))

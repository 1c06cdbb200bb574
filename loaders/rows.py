"""Rows: what statements answer, as named tuples. Read-only, and as cheap as tuples.

Dates are ISO text, scores are tenths (5 … 100), unknown is None. A row may be longer than its
class has names for: the key that a list was asked by stands behind the named fields. A row may
also be narrower: `narrowed` gives the class of rows of which only some columns were read.
"""

from collections import namedtuple
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from types import MethodType
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar, cast

R_co = TypeVar("R_co", covariant=True)

# What a request reads of each kind of thing ("Movie", "Person"), by the row's attributes; a kind
# that is absent, or None, is read whole.
Needed: TypeAlias = Mapping[str, frozenset[str] | None]


class Maker(Protocol[R_co]):
    """Makes something of a driver's tuple."""

    def __call__(self, row: tuple[Any, ...], /) -> R_co: ...


def named(row_class: type[R_co]) -> Maker[R_co]:
    """Gives a driver's tuple the names of a row class. Does not look at its length.

    A bound method, which stays what it is as an attribute of a class.
    """
    return cast("Maker[R_co]", MethodType(tuple.__new__, row_class))


class MovieRow(NamedTuple):
    """A movie with its votes. `title_folded` is what titles are ordered by."""

    id: int
    imdb_id: str | None
    title: str
    title_folded: str
    original_title: str | None
    original_language: str | None
    overview: str | None
    tagline: str | None
    status: str | None
    release_date: str | None
    release_year: int | None
    runtime_minutes: int | None
    budget: int | None
    revenue: int | None
    profit: int | None
    popularity: float | None
    poster_path: str | None
    homepage: str | None
    vote_average: float | None
    vote_count: int

    @property
    def return_on_investment(self) -> float | None:
        """revenue / budget; None unless both are known and the budget is not 0."""
        if not self.budget or self.revenue is None:
            return None
        return self.revenue / self.budget


class PersonRow(NamedTuple):
    """A person. `department` is the one that most of the person's credits are in."""

    id: int
    name: str
    name_folded: str
    gender: str | None
    profile_path: str | None
    department: str | None
    credit_count: int


class CastRow(NamedTuple):
    """One part that one person plays in one movie."""

    movie_id: int
    person_id: int
    character_name: str | None
    billing_order: int


class CrewRow(NamedTuple):
    """One job that one person does in one movie."""

    movie_id: int
    person_id: int
    job: str
    department: str


class NamedRow(NamedTuple):
    """A genre, keyword or company: an id and a name."""

    id: int
    name: str


class CodedRow(NamedTuple):
    """A country or language: a code and a name (a language may have none)."""

    code: str
    name: str | None


class RatingRow(NamedTuple):
    """One viewer's score of one movie, in tenths, and when it was given (UTC)."""

    movie_id: int
    user_id: int
    score: int
    rated_at: str


class RatingBucketRow(NamedTuple):
    """How many ratings of one movie have one score."""

    movie_id: int
    score: int
    ratings: int


# Attributes that are worked out of columns.
MADE_OF = {"return_on_investment": ("budget", "revenue")}


def fields_read(
    row_class: type[NamedTuple], needed: Collection[str] | None, always: Collection[str] = ("id",)
) -> tuple[str, ...]:
    """The fields of `row_class` to read, in its order: all, or those needed and `always`."""
    fields: tuple[str, ...] = row_class._fields
    if needed is None:
        return fields
    wanted = {*always}
    for name in needed:
        wanted.update(MADE_OF.get(name, (name,)))
    return tuple(name for name in fields if name in wanted)


@lru_cache(maxsize=1024)
def narrowed(row_class: type[R_co], fields: tuple[str, ...]) -> type[R_co]:
    """The class of rows that hold just `fields` of `row_class`, and are of that class, too.

    Asking one for another field is an AttributeError.
    """
    whole: tuple[str, ...] = row_class._fields  # type: ignore[attr-defined]  # a named tuple
    if fields == whole:
        return row_class
    positions: Any = _named_tuple("Narrowed", fields)
    absent = {name: _NotRead(name) for name in whole if name not in fields}
    return type(row_class.__name__, (positions, row_class), {"__slots__": (), **absent})


_named_tuple: Any = namedtuple  # at run time, which its type does not foresee


@lru_cache(maxsize=1024)
def narrow(
    row_class: type[R_co],
    columns: Callable[[Sequence[str]], str],
    needed: frozenset[str] | None,
    always: tuple[str, ...] = ("id",),
) -> tuple[str, Maker[R_co]]:
    """The `columns` of just the fields needed and `always`, and what makes rows of them."""
    rows: Any = row_class  # a named tuple
    fields = fields_read(rows, needed, always)
    return columns(fields), named(narrowed(rows, fields))


@lru_cache(maxsize=1024)
def narrow_statement(
    statement: str,
    row_class: type[R_co],
    columns: Callable[[Sequence[str]], str],
    needed: frozenset[str] | None,
) -> tuple[str, Maker[R_co]]:
    """The statement with just the columns needed as its {columns}, and what makes its rows."""
    read, make = narrow(row_class, columns, needed)  # type: ignore[arg-type]  # a class has a hash
    return statement.format(columns=read), make


class _NotRead:
    """A field whose column was not read."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, row: object, owner: type) -> Any:
        raise AttributeError(f"{self._name!r} was not read, because the operation did not need it")

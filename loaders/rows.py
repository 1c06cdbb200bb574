"""Rows: what statements answer, as named tuples. Read-only, and as cheap as tuples.

Dates are ISO text, scores are tenths (5 … 100), unknown is None. Trailing fields with a default
hold the key that a list was asked by.
"""

from typing import NamedTuple


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
    parent: int | None = None

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
    parent: int | None = None


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
    parent: int | None = None


class CodedRow(NamedTuple):
    """A country or language: a code and a name (a language may have none)."""

    code: str
    name: str | None
    parent: int | None = None


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

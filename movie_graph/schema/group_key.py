"""Group keys: what the movies of a group have in common, as a client sees it."""

from functools import partial
from typing import NamedTuple

import strawberry

from movie_graph.database.dimensions import BUDGET_BANDS, RATING_BANDS, RUNTIME_BANDS, Bands

from .enums import MovieStatus
from .fields import attribute, relation
from .genre import Genre
from .named import Country, ProductionCompany
from .person import Person


class GroupKey(NamedTuple):
    """The key of a group, by dimension; bands by their number."""

    genre: int | None = None
    year: int | None = None
    decade: int | None = None
    month: int | None = None
    language: str | None = None
    status: str | None = None
    director: int | None = None
    lead_actor: int | None = None
    company: int | None = None
    country: str | None = None
    budget_band: int | None = None
    rating_band: int | None = None
    runtime_band: int | None = None


class BandLimits(NamedTuple):
    """A band as it is shown."""

    label: str
    from_: float | None
    to: float | None


def _band(bands: Bands, number: int) -> BandLimits:
    return BandLimits(bands.labels[number], *bands.limits(number))


@strawberry.type(description="A range of numbers.")
class Band:
    label: str = strawberry.field(description="The range in words.")
    from_: float | None = strawberry.field(
        name="from", description="The smallest value in it; null for the lowest band."
    )
    to: float | None = strawberry.field(
        description="The value at which the next one begins; null for the highest band."
    )


@strawberry.type(
    description="What the movies of a group have in common. Only the dimensions asked for are set."
)
class MovieGroupKey:
    genre: Genre | None = relation(
        Genre | None,
        lambda context: context.loaders.genre_by_id(),
        key="genre",
        description="The genre.",
    )
    year: int | None = strawberry.field(description="The year of the first release.")
    decade: int | None = strawberry.field(description="The decade's first year, such as 1990.")
    month: int | None = strawberry.field(description="The month of the first release, 1 to 12.")
    language: str | None = strawberry.field(description="The code of the original language.")
    status: MovieStatus | None = strawberry.field(description="How far production has come.")
    director: Person | None = relation(
        Person | None,
        lambda context: context.loaders.person_by_id(),
        key="director",
        description="The director.",
    )
    lead_actor: Person | None = relation(
        Person | None,
        lambda context: context.loaders.person_by_id(),
        key="lead_actor",
        description="Who is first in the cast.",
    )
    company: ProductionCompany | None = relation(
        ProductionCompany | None,
        lambda context: context.loaders.company_by_id(),
        key="company",
        description="The production company.",
    )
    country: Country | None = relation(
        Country | None,
        lambda context: context.loaders.country_by_code(),
        key="country",
        description="The production country.",
    )
    budget_band: Band | None = attribute(
        Band | None,
        "budget_band",
        convert=partial(_band, BUDGET_BANDS),
        description="The range of budgets in US dollars.",
    )
    rating_band: Band | None = attribute(
        Band | None,
        "rating_band",
        convert=partial(_band, RATING_BANDS),
        description="The range of vote averages.",
    )
    runtime_band: Band | None = attribute(
        Band | None,
        "runtime_band",
        convert=partial(_band, RUNTIME_BANDS),
        description="The range of lengths in minutes.",
    )

"""Ratings, and pages of them."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from .fields import attribute, relation
from .pagination import (
    PageInfo,
    edges_field,
    nodes_field,
    page_info_field,
    total_count_field,
)
from .scalars import DateTime

if TYPE_CHECKING:
    from .movie import Movie

LazyMovie = Annotated["Movie", strawberry.lazy(".movie")]

TENTHS = 10
LOWEST, HIGHEST, STEP = 5, 100, 5


def score_of(tenths: int) -> float:
    """A stored score as it is shown: 95 → 9.5."""
    return tenths / TENTHS


def tenths_of(score: float) -> int | None:
    """A shown score as it is stored: 9.5 → 95. None when it is off the scale or between steps."""
    tenths = score * TENTHS
    if not LOWEST <= tenths <= HIGHEST or tenths % STEP:
        return None
    return int(tenths)


@strawberry.type(description="One viewer's score of one movie.")
class Rating:
    movie: LazyMovie = relation(
        LazyMovie,
        lambda context: context.loaders.movie_by_id(),
        key="movie_id",
        description="The movie.",
    )
    score: float = attribute(
        float, "score", convert=score_of, description="0.5 to 10 in steps of 0.5."
    )
    rated_at: DateTime = strawberry.field(description="When it was given.")


@strawberry.type(description="How often one score was given.")
class RatingBucket:
    score: float = attribute(
        float, "score", convert=score_of, description="0.5 to 10 in steps of 0.5."
    )
    count: int = attribute(int, "ratings", description="How often it was given.")


@strawberry.type(description="A rating at its place in a list.")
class RatingEdge:
    cursor: str = strawberry.field(description="Its place, for `after`.")
    node: Rating = attribute(Rating, "node", description="The rating.")


@strawberry.type(description="A page of ratings.")
class RatingConnection:
    edges: list[RatingEdge] = edges_field(list[RatingEdge])
    nodes: list[Rating] = nodes_field(list[Rating])
    page_info: PageInfo = page_info_field()
    total_count: int = total_count_field()

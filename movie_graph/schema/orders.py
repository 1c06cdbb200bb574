"""`orderBy`: in which order a client wants movies or people."""

from collections.abc import Sequence

import strawberry

from movie_graph.database.filtering import movie_order, person_order
from movie_graph.database.paging import Term

from .enums import MovieOrderField, OrderDirection, PersonOrderField


@strawberry.input(description="One term of an order of movies.")
class MovieOrder:
    field: MovieOrderField = strawberry.field(description="What to compare.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.DESC, description="Which end comes first."
    )


@strawberry.input(description="One term of an order of people.")
class PersonOrder:
    field: PersonOrderField = strawberry.field(description="What to compare.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


def movie_terms(order_by: Sequence[MovieOrder] | None) -> list[Term]:
    """The terms of an order of movies, most popular first by default."""
    return movie_order(_pairs(order_by))


def person_terms(order_by: Sequence[PersonOrder] | None) -> list[Term]:
    """The terms of an order of people, most credits first by default."""
    return person_order(_pairs(order_by))


def _pairs(order_by: Sequence[MovieOrder] | Sequence[PersonOrder] | None) -> list[tuple[str, bool]]:
    return [(term.field.value, term.direction is OrderDirection.DESC) for term in order_by or ()]

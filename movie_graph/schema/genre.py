"""Genre."""

from typing import Annotated

import strawberry

from loaders.batch import BatchLoader
from loaders.rows import MovieRow, NamedRow
from movie_graph.context import Context
from movie_graph.database.catalog import genre_movie_listing
from movie_graph.execution import IsInstanceOf

from .arguments import After, Before, First, Last
from .connections import MovieConnection
from .fields import attribute, relation
from .list_sizes import PAGE, items
from .node import Node
from .orders import MovieOrder, movie_terms
from .pagination import Page, page_by_key, part_of
from .scalars import ID
from .where import MovieWhere, movie_condition

Where = Annotated[MovieWhere | None, strawberry.argument(description="Only movies that fit.")]
Order = Annotated[
    list[MovieOrder] | None,
    strawberry.argument(
        description="Most popular first, unless you say otherwise.",
        metadata=items("order_terms_max"),
    ),
]


def movies(
    context: Context,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    where: Where = None,
    order_by: Order = None,
) -> BatchLoader[int, Page[MovieRow]]:
    listing = genre_movie_listing(movie_terms(order_by), movie_condition(where), context.needed)
    return page_by_key(context, listing, part_of(context, listing, first, after, last, before))


@strawberry.type(description="A genre, such as Drama.")
class Genre(Node):
    id: ID = attribute(ID, "id", convert="Genre:{}".format, description="`Genre:` and a number.")
    name: str = strawberry.field(description="Its English name.")
    movies: MovieConnection = relation(
        MovieConnection, movies, key="id", description="The movies of this genre.", size=PAGE
    )

    is_type_of = IsInstanceOf(NamedRow)

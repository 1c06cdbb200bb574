"""Connections: pages of movies and of people."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from .fields import attribute
from .pagination import (
    PageInfo,
    edges_field,
    nodes_field,
    page_info_field,
    total_count_field,
)

if TYPE_CHECKING:
    from .movie import Movie
    from .person import Person

LazyMovie = Annotated["Movie", strawberry.lazy(".movie")]
LazyPerson = Annotated["Person", strawberry.lazy(".person")]


@strawberry.type(description="A movie at its place in a list.")
class MovieEdge:
    cursor: str = strawberry.field(description="Its place, for `after` and `before`.")
    node: LazyMovie = attribute(LazyMovie, "node", description="The movie.")


@strawberry.type(description="A page of movies.")
class MovieConnection:
    edges: list[MovieEdge] = edges_field(list[MovieEdge])
    nodes: list[LazyMovie] = nodes_field(list[LazyMovie])
    page_info: PageInfo = page_info_field()
    total_count: int = total_count_field()


@strawberry.type(description="A person at their place in a list.")
class PersonEdge:
    cursor: str = strawberry.field(description="Its place, for `after` and `before`.")
    node: LazyPerson = attribute(LazyPerson, "node", description="The person.")


@strawberry.type(description="A page of people.")
class PersonConnection:
    edges: list[PersonEdge] = edges_field(list[PersonEdge])
    nodes: list[LazyPerson] = nodes_field(list[LazyPerson])
    page_info: PageInfo = page_info_field()
    total_count: int = total_count_field()

"""Search results."""

from dataclasses import dataclass
from typing import Annotated, Any, Union

import strawberry
from strawberry.types import Info

from loaders.batch import BatchLoader
from movie_graph.context import Context
from movie_graph.database.search import Kind

from .genre import Genre
from .movie import Movie
from .person import Person

SearchResult = Annotated[
    Union[Movie, Person, Genre],  # noqa: UP007 — Strawberry names unions by this form
    strawberry.union("SearchResult", description="What a search can find."),
]


@dataclass(frozen=True)
class Hit:
    """What one search found: a kind, an id, and how well it fits."""

    kind: Kind
    number: int
    relevance: float


@strawberry.type(description="One thing that a search found.")
class SearchHit:
    relevance: float = strawberry.field(
        description="How well it fits, 0 to 1: names equal to the query first, then names that "
        "start with it, then names with all its words; among those, the better known first."
    )

    @strawberry.field(graphql_type=SearchResult, description="The thing.")
    def node(root: strawberry.Parent[Any], info: Info[Context, Any]) -> Any:  # noqa: N805 — Strawberry passes the Hit
        return node_loader(info.context, root.kind).load(root.number)


def node_loader(context: Context, kind: Kind) -> BatchLoader[int, Any]:
    """The loader that knows things of one kind by their number."""
    if kind == "MOVIE":
        return context.loaders.movie_by_id()
    if kind == "PERSON":
        return context.loaders.person_by_id()
    return context.loaders.genre_by_id()

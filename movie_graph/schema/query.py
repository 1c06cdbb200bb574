"""Query: where every walk starts."""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from loaders.batch import BatchLoader
from loaders.people import PersonByIdLoader
from loaders.rows import MovieRow, NamedRow, PersonRow
from movie_graph.context import Context
from movie_graph.database import catalog
from movie_graph.database.search import Kind, search

from .analytics import Analytics
from .arguments import After, Before, First, Last, ListSize
from .connections import MovieConnection, PersonConnection
from .dataset import Dataset, DatasetRow
from .enums import SearchType
from .fields import lookup
from .genre import Genre, Order, Where
from .list_sizes import ALL_GENRES, FIRST, IDS, PAGE, WHOLE_CATALOGUE, items, sized
from .movie import Movie
from .node import Node, node_number, split_id
from .orders import PersonOrder, movie_terms, person_terms
from .pagination import Page, page, part_of
from .person import Person
from .references import MovieRef, tmdb_id_of
from .scalars import ID
from .searching import Hit, SearchHit, node_loader
from .viewer import SignedIn, Viewer
from .where import PersonWhere, movie_condition, person_condition

KINDS: dict[str, Kind] = {"Movie": "MOVIE", "Person": "PERSON", "Genre": "GENRE"}

MovieBy = Annotated[MovieRef, strawberry.argument(description="Which movie.")]
PersonFilter = Annotated[
    PersonWhere | None, strawberry.argument(description="Only people who fit.")
]
PeopleOrder = Annotated[
    list[PersonOrder] | None,
    strawberry.argument(
        description="Most credits first, unless you say otherwise.",
        metadata=items("order_terms_max"),
    ),
]


MovieId = Annotated[ID, strawberry.argument(description="Such as `Movie:603`.")]
PersonId = Annotated[ID, strawberry.argument(description="Such as `Person:6384`.")]


def node_by_id(context: Context, id: MovieId) -> tuple[BatchLoader[int, Any], int] | None:
    kind, number = split_id(id)
    known = KINDS.get(kind)
    return None if known is None else (node_loader(context, known), number)


def person_by_id(context: Context, id: PersonId) -> tuple[PersonByIdLoader, int]:
    return context.loaders.person_by_id(), node_number(id, "Person")


def movie_by(context: Context, by: MovieBy) -> tuple[BatchLoader[Any, MovieRow | None], int | str]:
    if by.imdb_id:
        return context.loaders.movie_by_imdb_id(), by.imdb_id.value
    return context.loaders.movie_by_id(), tmdb_id_of(by)


@strawberry.type(description="Where every walk starts.")
class Query:
    node = lookup(Node | None, node_by_id, description="Anything by its id, or null.")

    @strawberry.field(
        graphql_type=list[Node | None],
        description="Things by their ids, in the order of the ids; null where there is none.",
        metadata=sized(IDS),
    )
    async def nodes(
        self,
        info: Info[Context, Any],
        ids: Annotated[list[ID], strawberry.argument(description="The ids.")],
    ) -> list[Any]:
        return [_node(info.context, id) for id in ids]

    movie = lookup(Movie | None, movie_by, description="One movie, or null.")

    @strawberry.field(
        graphql_type=MovieConnection, description="Movies, page by page.", metadata=sized(PAGE)
    )
    async def movies(
        self,
        info: Info[Context, Any],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Where = None,
        order_by: Order = None,
    ) -> Page[MovieRow]:
        context = info.context
        listing = catalog.movie_listing(
            movie_terms(order_by), movie_condition(where), context.needed
        )
        part = part_of(context, listing, first, after, last, before)
        return await page(context, listing, part)

    person = lookup(Person | None, person_by_id, description="One person, or null.")

    @strawberry.field(
        graphql_type=PersonConnection, description="People, page by page.", metadata=sized(PAGE)
    )
    async def people(
        self,
        info: Info[Context, Any],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: PersonFilter = None,
        order_by: PeopleOrder = None,
    ) -> Page[PersonRow]:
        context = info.context
        listing = catalog.person_listing(
            person_terms(order_by), person_condition(where), context.needed
        )
        part = part_of(context, listing, first, after, last, before)
        return await page(context, listing, part)

    @strawberry.field(
        graphql_type=Genre | None, description="One genre by its name, ignoring case, or null."
    )
    async def genre(
        self,
        info: Info[Context, Any],
        name: Annotated[str, strawberry.argument(description="Such as `Drama`.")],
    ) -> NamedRow | None:
        return await catalog.genre_by_name(info.context.reader, name)

    @strawberry.field(
        graphql_type=list[Genre], description="Every genre, by name.", metadata=sized(ALL_GENRES)
    )
    async def genres(self, info: Info[Context, Any]) -> list[NamedRow]:
        return await catalog.all_genres(info.context.reader)

    @strawberry.field(
        graphql_type=list[SearchHit],
        description="Movies, people and genres whose names have words that begin so; best first.",
        metadata={**sized(FIRST), **WHOLE_CATALOGUE},
    )
    async def search(
        self,
        info: Info[Context, Any],
        query: Annotated[str, strawberry.argument(description="Words, or their beginnings.")],
        types: Annotated[
            list[SearchType] | None, strawberry.argument(description="Only these kinds.")
        ] = None,
        first: ListSize = 10,
    ) -> list[Hit]:
        context = info.context
        kinds: list[Kind] = [kind.value for kind in (SearchType if types is None else types)]
        found = await search(context.reader, query, kinds, context.list_size(first))
        return [Hit(*hit) for hit in found]

    @strawberry.field(graphql_type=Analytics, description="Answers over the whole catalogue.")
    def analytics(self) -> Analytics:
        return Analytics()

    @strawberry.field(
        graphql_type=Viewer | None, description="Whoever signed in; null without a token."
    )
    def viewer(self, info: Info[Context, Any]) -> SignedIn | None:
        subject = info.context.subject
        return None if subject is None else SignedIn(subject)

    @strawberry.field(graphql_type=Dataset, description="What has been loaded.")
    async def dataset(self, info: Info[Context, Any]) -> DatasetRow:
        row = await catalog.dataset_row(info.context.reader)
        return DatasetRow() if row is None else DatasetRow._make(row)


async def _node(context: Context, id: ID) -> Any:
    chosen = node_by_id(context, id)
    if chosen is None:
        return None
    loader, number = chosen
    return await loader.load(number)
